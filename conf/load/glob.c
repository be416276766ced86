/* conf/load/glob.c - finds the files that match a pattern with * ? and [...]. */
#include "conf/load/glob.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The state of expanding a pattern, one path component after the other. */
struct glob_walk {
	/* How many more directories and names we may read. */
	unsigned dirs_left, names_left;
	bool wild; /* an earlier name has a wildcard */
	bool deep; /* a name follows a name with a wildcard */
};

static int add_path(struct glob_result *found, const char *path)
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

/* Returns true if the error means that there are no files: the directory is missing, or it
 * is below a wildcard and we have no permission to read it. */
static bool has_none(int error, bool wild)
{
	return error == ENOENT || error == ENOTDIR || (error == EACCES && wild);
}

/* Adds the files in `dir` that match the pattern. */
static int expand_in_directory(const char *dir, const char *pattern, struct glob_walk *walk,
			       struct glob_result *ret)
{
	DIR *open = walk->dirs_left > 0 ? opendir(dir[0] ? dir : ".") : NULL;
	struct dirent *entry;
	int err = 0;

	if (walk->dirs_left == 0)
		return -E2BIG;
	if (!open)
		return has_none(errno, walk->wild) ? 0 : -errno;
	walk->dirs_left--;
	while (err == 0 && (errno = 0, entry = readdir(open)) != NULL) {
		char *path = NULL;

		if (walk->names_left-- == 0)
			err = -E2BIG;
		if (err < 0 || fnmatch(pattern, entry->d_name, FNM_PERIOD) != 0)
			continue;
		err = asprintf(&path, "%s%s", dir, entry->d_name) < 0 ? -ENOMEM : 0;
		if (err == 0)
			err = add_path(ret, path);
		free(path);
	}
	if (err == 0 && errno != 0)
		err = -errno;
	closedir(open);
	return err;
}

/* Extends each path of `from` with the names that match this part of the pattern. */
static int expand_part(struct glob_walk *walk, const struct glob_result *from,
		       const char *part, size_t len, struct glob_result *ret)
{
	char *pattern = strndup(part, len);
	int err = pattern ? 0 : -ENOMEM;

	for (size_t i = 0; err == 0 && i < from->count; i++)
		err = expand_in_directory(from->paths[i], pattern, walk, ret);
	free(pattern);
	return err;
}

/* Extends each path of `from` with this part, which has no wildcard. */
static int append_part(const struct glob_result *from, const char *part, size_t len,
		       struct glob_result *ret)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < from->count; i++) {
		char *path = NULL;

		err = asprintf(&path, "%s%.*s", from->paths[i], (int)len, part) < 0
			      ? -ENOMEM
			      : 0;
		if (err == 0)
			err = add_path(ret, path);
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

static int compare_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Drops paths that do not exist. Keeps a path that cannot be examined: opening it reports
 * the reason. */
static void keep_existing(struct glob_result *found, bool deep)
{
	size_t kept = 0;

	for (size_t i = 0; i < found->count; i++) {
		char *real = realpath(found->paths[i], NULL);

		if (real || (errno != ELOOP && !has_none(errno, deep)))
			found->paths[kept++] = found->paths[i];
		else
			free(found->paths[i]);
		free(real);
	}
	found->count = kept;
}

int glob_find(const char *pattern, struct glob_result *ret)
{
	struct glob_walk walk = { GLOB_DIRS_MAX, GLOB_NAMES_MAX, false, false };
	struct glob_result now = { 0 };
	int err = add_path(&now, "");

	while (err == 0 && *pattern) {
		size_t slashes = strspn(pattern, "/");
		size_t len = slashes ? slashes : strcspn(pattern, "/");
		bool is_wild = has_wildcard(pattern, len);
		struct glob_result next = { 0 };

		err = is_wild ? expand_part(&walk, &now, pattern, len, &next)
			      : append_part(&now, pattern, len, &next);
		walk.deep |= walk.wild && !slashes;
		walk.wild |= is_wild;
		glob_result_free(&now);
		now = next;
		pattern += len;
	}
	if (err < 0) {
		glob_result_free(&now);
		return err;
	}
	keep_existing(&now, walk.deep);
	if (now.count)
		qsort(now.paths, now.count, sizeof *now.paths, compare_bytes);
	*ret = now;
	return 0;
}

void glob_result_free(struct glob_result *found)
{
	for (size_t i = 0; i < found->count; i++)
		free(found->paths[i]);
	free(found->paths);
	*found = (struct glob_result){ 0 };
}
