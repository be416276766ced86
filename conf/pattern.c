/* conf/pattern.c - the files that a pattern with * ? and [...] names. */
#include "conf/pattern.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a pattern may still look at. */
struct budget {
	unsigned dirs, names;
};

static int add(struct pattern_found *found, const char *path)
{
	char **more = realloc(found->paths, (found->count + 1) * sizeof *more);
	char *copy = strdup(path);

	if (more)
		found->paths = more;
	if (!more || !copy) {
		free(copy);
		return -ENOMEM;
	}
	found->paths[found->count++] = copy;
	return 0;
}

/* All of `from` with the last part replaced by what its pattern names in its directory. */
static int widen(const struct pattern_found *from, const char *part, size_t len,
		 struct budget *budget, struct pattern_found *ret)
{
	char *pattern = strndup(part, len);
	int err = pattern ? 0 : -ENOMEM;

	for (size_t i = 0; err == 0 && i < from->count; i++) {
		const char *dir = from->paths[i];
		DIR *open = budget->dirs > 0 ? opendir(dir[0] ? dir : ".") : NULL;
		struct dirent *entry;

		if (budget->dirs == 0)
			err = -E2BIG;
		budget->dirs -= open != NULL;
		while (open && err == 0 && (entry = readdir(open)) != NULL) {
			char *path = NULL;

			if (budget->names == 0)
				err = -E2BIG;
			else
				budget->names--;
			if (err < 0 || fnmatch(pattern, entry->d_name, FNM_PERIOD) != 0)
				continue;
			err = asprintf(&path, "%s%s", dir, entry->d_name) < 0 ? -ENOMEM : 0;
			if (err == 0)
				err = add(ret, path);
			free(path);
		}
		if (open)
			closedir(open);
	}
	free(pattern);
	return err;
}

/* All of `from` with these very bytes behind. */
static int append(const struct pattern_found *from, const char *part, size_t len,
		  struct pattern_found *ret)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < from->count; i++) {
		char *path = NULL;

		err = asprintf(&path, "%s%.*s", from->paths[i], (int)len, part) < 0
			      ? -ENOMEM
			      : 0;
		if (err == 0)
			err = add(ret, path);
		free(path);
	}
	return err;
}

static bool has_wildcard(const char *part, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (strchr("*?[", part[i]))
			return true;
	}
	return false;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What is not there was never found. */
static void keep_existing(struct pattern_found *found)
{
	size_t kept = 0;

	for (size_t i = 0; i < found->count; i++) {
		char *real = realpath(found->paths[i], NULL);

		if (real)
			found->paths[kept++] = found->paths[i];
		else
			free(found->paths[i]);
		free(real);
	}
	found->count = kept;
}

int pattern_find(const char *pattern, struct pattern_found *ret)
{
	struct pattern_found now = { 0 };
	struct budget budget = { PATTERN_DIRS, PATTERN_NAMES };
	int err = add(&now, "");

	while (err == 0 && *pattern) {
		size_t slashes = strspn(pattern, "/");
		size_t len = slashes ? slashes : strcspn(pattern, "/");
		struct pattern_found next = { 0 };

		err = has_wildcard(pattern, len) ? widen(&now, pattern, len, &budget, &next)
						 : append(&now, pattern, len, &next);
		pattern_free(&now);
		now = next;
		pattern += len;
	}
	if (err < 0) {
		pattern_free(&now);
		return err;
	}
	keep_existing(&now);
	if (now.count)
		qsort(now.paths, now.count, sizeof *now.paths, by_bytes);
	*ret = now;
	return 0;
}

void pattern_free(struct pattern_found *found)
{
	for (size_t i = 0; i < found->count; i++)
		free(found->paths[i]);
	free(found->paths);
	*found = (struct pattern_found){ 0 };
}
