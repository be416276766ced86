/* init/runtime/container_env.c - the environment the init is exec'd with. */
#include "init/runtime/container_env.h"

#include "conf/conf.h"
#include "conf/lang/env_file.h"
#include "init/runtime/container_plan.h"
#include "init/runtime/die.h"
#include "init/sys/read_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENV_FILE_MAX (1u << 20) /* as for services */

struct list {
	char **entries;
	size_t count, room;
};

/* `assignment` stays ours. A variable set again is replaced. */
static void put(struct list *list, const char *assignment)
{
	size_t name = strcspn(assignment, "=") + 1;
	size_t at = 0;

	while (at < list->count && strncmp(list->entries[at], assignment, name) != 0)
		at++;
	if (at == list->count && list->count + 1 >= list->room) {
		list->room = list->room ? list->room * 2 : 32;
		list->entries = realloc(list->entries, list->room * sizeof(char *));
		if (!list->entries)
			die("keep the environment", NULL, ENOMEM, NULL);
	}
	if (at == list->count)
		list->entries[++list->count] = NULL;
	list->entries[at] = (char *)assignment;
}

static const char *find(char *const *environment, const char *name)
{
	size_t length = strlen(name);

	for (; *environment; environment++) {
		if (strncmp(*environment, name, length) == 0 &&
		    (*environment)[length] == '=')
			return *environment;
	}
	return NULL;
}

/* The text is kept: the list points into it. */
static void read_file(struct list *list, const char *path)
{
	bool may_miss = path[0] == '-';
	char *content = NULL, *word;
	size_t len = 0, name_len;
	const char *wrong = NULL;
	struct env_file lines;
	int r = read_regular(path + may_miss, ENV_FILE_MAX, &content, &len);

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
		put(list, word);
	if (wrong) {
		char *where = NULL;

		if (asprintf(&where, "%s:%u", path + may_miss, lines.line) < 0)
			where = NULL;
		die("read the env-file", where ? where : path + may_miss, 0, wrong);
	}
}

char *const *environment_make(const struct conf_section *container, char *const *host,
			      bool terminal)
{
	struct list list = { NULL, 0, 0 };
	size_t count;
	const char *term = terminal ? find(host, "TERM") : NULL;

	put(&list, "PATH=" DEFAULT_PATH);
	put(&list, "container=ctinit");
	if (terminal)
		put(&list, term ? term : "TERM=linux");
	char *const *words = plan_words(container, CONF_CONTAINER_ENV_INHERIT, &count);
	for (size_t i = 0; i < count; i++) {
		const char *found = find(host, words[i]);

		if (found)
			put(&list, found);
	}
	words = plan_words(container, CONF_CONTAINER_ENV_FILE, &count);
	for (size_t i = 0; i < count; i++)
		read_file(&list, words[i]);
	words = plan_words(container, CONF_CONTAINER_ENVIRONMENT, &count);
	for (size_t i = 0; i < count; i++) {
		put(&list, words[i]);
	}
	return list.entries;
}
