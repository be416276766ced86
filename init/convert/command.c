/* init/convert/command.c - makes `command` from a command line for a shell. */
#include "init/convert/command.h"

#include "init/convert/marked.h"
#include "init/convert/split.h"

#include <string.h>

void command_of_shell(struct draft_section *section, const char *command)
{
	char *trimmed = pool_trim(command);
	struct strings words = { 0 }, assigned = { 0 };
	char *shell[] = { pool_format("/bin/sh"), pool_format("-c"),
			  pool_format("%s%s", shell_may_exec(trimmed) ? "exec " : "",
				      trimmed) };

	if (trimmed[0] == '\0')
		return;
	if (split_simple(trimmed, &words, &assigned))
		command_take_words(section, &words, &assigned);
	else
		draft_set(section, CONF_SERVICE_COMMAND, marked_words(shell, 3));
}

void command_take_words(struct draft_section *section, const struct strings *words,
			const struct strings *assigned)
{
	draft_set(section, CONF_SERVICE_COMMAND, marked_words(words->list, words->count));
	for (size_t i = 0; i < assigned->count; i++)
		draft_add(section, CONF_SERVICE_ENVIRONMENT,
			  marked_word(assigned->list[i]));
}

static void drop_front(struct strings *words, size_t count)
{
	words->list += count;
	words->count -= count;
	words->size -= count;
}

/* What the programs at the front of a command say. */
struct wrapping {
	const char *user;
	struct strings env_dirs;
	const char *directory;
};

/* chpst of runit; -u, -U, -e, -/ are not all of it. */
static bool unwrap_chpst(struct wrapping *w, struct strings *words)
{
	size_t i = 1;

	for (; i + 1 < words->count && words->list[i][0] == '-'; i += 2) {
		if (strcmp(words->list[i], "-u") == 0)
			w->user = words->list[i + 1];
		else if (strcmp(words->list[i], "-e") == 0)
			strings_add(&w->env_dirs, words->list[i + 1]);
		else if (strcmp(words->list[i], "-C") == 0)
			w->directory = words->list[i + 1];
		else
			return false;
	}
	if (i >= words->count)
		return false;
	drop_front(words, i);
	return true;
}

/* Takes one program off the front. Returns 1, 0 if the first word is the program itself, or
 * -1 if it is not understood. */
static int unwrap_one(struct wrapping *w, struct strings *words)
{
	static const char *const users[] = { "s6-setuidgid", "setuidgid", "gosu",
					     "su-exec" };
	static const char *const nothing[] = { "with-contenv", "exec", "nice-exec" };
	const char *program = path_name(words->list[0]);

	for (size_t i = 0; i < ARRAY_LEN(users); i++)
		if (strcmp(program, users[i]) == 0) {
			if (words->count < 3 || words->list[1][0] == '-')
				return -1;
			w->user = words->list[1];
			drop_front(words, 2);
			return 1;
		}
	for (size_t i = 0; i < ARRAY_LEN(nothing); i++)
		if (strcmp(program, nothing[i]) == 0 && words->count > 1) {
			if (words->list[1][0] == '-')
				return -1;
			drop_front(words, 1);
			return 1;
		}
	if (strcmp(program, "s6-envdir") == 0 || strcmp(program, "envdir") == 0) {
		if (words->count < 3 || words->list[1][0] == '-')
			return -1;
		strings_add(&w->env_dirs, words->list[1]);
		drop_front(words, 2);
		return 1;
	}
	if (strcmp(program, "chpst") == 0)
		return unwrap_chpst(w, words) ? 1 : -1;
	if (strcmp(program, "s6-notifyoncheck") == 0 || strcmp(program, "fdmove") == 0)
		return -1;
	return 0;
}

static const char *absolute(const char *path, const char *folder)
{
	if (path[0] == '/' || has_mark(path))
		return path;
	return pool_format("%s/%s", folder, text_begins_with(path, "./") ? path + 2 : path);
}

bool command_unwrap(struct draft_section *section, struct strings *words,
		    const char *folder)
{
	struct wrapping w = { 0 };
	struct strings left = *words;
	int taken = 1;

	while (taken > 0 && left.count > 0)
		taken = unwrap_one(&w, &left);
	/* chpst -u :UID:GID has another meaning than user. */
	if (taken < 0 || left.count == 0 || (w.user && w.user[0] == ':'))
		return false;
	*words = left;
	if (w.user)
		draft_set(section, CONF_SERVICE_USER, marked_word(w.user));
	for (size_t i = 0; i < w.env_dirs.count; i++)
		draft_add(section, CONF_SERVICE_ENV_DIR,
			  marked_word(absolute(w.env_dirs.list[i], folder)));
	if (w.directory)
		draft_set(section, CONF_SERVICE_DIRECTORY,
			  marked_word(absolute(w.directory, folder)));
	return true;
}
