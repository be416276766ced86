/* init/outside/environment.c - the environment the init is exec'd with. */
#include "init/outside/environment.h"

#include "conf/conf.h"
#include "init/outside/die.h"
#include "init/outside/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_PATH "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

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

static bool is_assignment(const char *word)
{
	size_t name = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
				   "0123456789");

	return name > 0 && word[name] == '=' && !(word[0] >= '0' && word[0] <= '9');
}

/* NAME=VALUE lines; empty ones and comments are skipped, a quoted value loses its quotes. */
static void read_file(struct list *list, const char *path)
{
	bool may_miss = path[0] == '-';
	FILE *file = fopen(path + may_miss, "re");
	char *line = NULL;
	size_t size = 0;

	if (!file && may_miss && errno == ENOENT)
		return;
	if (!file)
		die("read the env-file", path + may_miss, errno, NULL);
	while (getline(&line, &size, file) > 0) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] == '\0' || line[0] == '#')
			continue;
		if (!is_assignment(line))
			die("read the env-file", path + may_miss, 0,
			    "NAME=VALUE is wanted");
		char *value = strchr(line, '=') + 1;
		size_t length = strlen(value);
		if (length > 1 && (value[0] == '"' || value[0] == '\'') &&
		    value[length - 1] == value[0]) {
			memmove(value, value + 1, length - 2);
			value[length - 2] = '\0';
		}
		char *copy = strdup(line);
		if (copy)
			put(list, copy);
	}
	free(line);
	fclose(file);
}

char *const *environment_make(const struct conf_section *container, char *const *host,
			      bool terminal)
{
	struct list list = { NULL, 0, 0 };
	size_t count;
	const char *term = terminal ? find(host, "TERM") : NULL;

	put(&list, DEFAULT_PATH);
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
		if (!is_assignment(words[i]))
			die("use environment =", words[i], 0, "NAME=VALUE is wanted");
		put(&list, words[i]);
	}
	return list.entries;
}
