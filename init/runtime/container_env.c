/* init/runtime/container_env.c - builds the environment of the init. */
#include "init/runtime/container_env.h"

#include "conf/conf.h"
#include "conf/lang/env_file.h"
#include "init/runtime/container_plan.h"
#include "init/runtime/die.h"
#include "init/sys/regular_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENV_FILE_MAX (1u << 20) /* maximum size in bytes; the same limit as for services */

struct env_list {
	char **entries;
	size_t count, capacity;
};

/* Sets a variable, or replaces its value. Keeps the pointer `assignment` (NAME=VALUE). */
static void set_variable(struct env_list *list, const char *assignment)
{
	size_t name = strcspn(assignment, "=") + 1;
	size_t i = 0;

	while (i < list->count && strncmp(list->entries[i], assignment, name) != 0)
		i++;
	if (i == list->count && list->count + 1 >= list->capacity) {
		list->capacity = list->capacity ? list->capacity * 2 : 32;
		list->entries = realloc(list->entries, list->capacity * sizeof(char *));
		if (!list->entries)
			die("allocate the environment", NULL, ENOMEM, NULL);
	}
	if (i == list->count)
		list->entries[++list->count] = NULL;
	list->entries[i] = (char *)assignment;
}

static const char *find_variable(char *const *environment, const char *name)
{
	size_t length = strlen(name);

	for (; *environment; environment++) {
		if (strncmp(*environment, name, length) == 0 &&
		    (*environment)[length] == '=')
			return *environment;
	}
	return NULL;
}

/* Adds the variables of an env-file. Does not free its text: the list points into it. */
static void read_env_file(struct env_list *list, const char *path)
{
	bool may_miss = path[0] == '-';
	char *content = NULL, *word;
	size_t len = 0, name_len;
	const char *wrong = NULL;
	struct env_file lines;
	int r = read_regular_file(path + may_miss, ENV_FILE_MAX, &content, &len);

	if (r == -ENOENT && may_miss)
		return;
	if (r == -EINVAL || r == -EFBIG)
		die("read the env-file", path + may_miss, 0,
		    r == -EINVAL ? "it is not a regular file" : "it is larger than 1 MiB");
	if (r < 0)
		die("read the env-file", path + may_miss, -r, NULL);
	if (memchr(content, '\0', len) != NULL)
		die("read the env-file", path + may_miss, 0, "it holds NUL bytes");
	lines = env_file_begin(content);
	while ((word = env_file_next(&lines, &name_len, &wrong)) != NULL)
		set_variable(list, word);
	if (wrong) {
		char *where = NULL;

		if (asprintf(&where, "%s:%u", path + may_miss, lines.line) < 0)
			where = NULL;
		die("read the env-file", where ? where : path + may_miss, 0, wrong);
	}
}

char *const *container_env_make(const struct conf_section *container, char *const *host,
				bool terminal)
{
	struct env_list list = { NULL, 0, 0 };
	size_t count;
	const char *term = terminal ? find_variable(host, "TERM") : NULL;

	set_variable(&list, "PATH=" DEFAULT_PATH);
	set_variable(&list, "container=ctinit");
	if (terminal)
		set_variable(&list, term ? term : "TERM=linux");
	char *const *words = container_words(container, CONF_CONTAINER_ENV_INHERIT, &count);
	for (size_t i = 0; i < count; i++) {
		const char *found = find_variable(host, words[i]);

		if (found)
			set_variable(&list, found);
	}
	words = container_words(container, CONF_CONTAINER_ENV_FILE, &count);
	for (size_t i = 0; i < count; i++)
		read_env_file(&list, words[i]);
	words = container_words(container, CONF_CONTAINER_ENVIRONMENT, &count);
	for (size_t i = 0; i < count; i++) {
		set_variable(&list, words[i]);
	}
	return list.entries;
}
