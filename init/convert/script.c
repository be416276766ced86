/* init/convert/script.c - finds the command in a small start script. */
#include "init/convert/script.h"

#include "init/convert/command.h"
#include "init/convert/marked.h"
#include "init/convert/split.h"

#include <string.h>

const char *script_interpreter(const char *text)
{
	if (!text_begins_with(text, "#!"))
		return "";
	return pool_trim(pool_copy(text + 2, strcspn(text + 2, "\n")));
}

bool script_is_execline(const char *text)
{
	struct strings words = split_at(script_interpreter(text), "");

	for (size_t i = 0; i < words.count; i++)
		if (strcmp(path_name(words.list[i]), "execlineb") == 0)
			return true;
	return false;
}

/* Returns true if a POSIX shell runs the script, possibly by env or with-contenv. */
static bool is_shell_script(const char *text)
{
	static const char *const shells[] = { "sh", "bash", "dash", "ash", "busybox" };
	struct strings words = split_at(script_interpreter(text), "");
	bool shell = false;

	for (size_t i = 0; i < words.count; i++) {
		const char *name = path_name(words.list[i]);

		for (size_t k = 0; k < ARRAY_LEN(shells); k++)
			shell |= strcmp(name, shells[k]) == 0;
	}
	return shell;
}

/* Returns the lines without comments, with continued lines joined. */
static struct strings script_lines(const char *text)
{
	struct strings lines = { 0 };
	struct grow line = { 0 };

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		char *part = pool_copy(text, len);

		text += len + (text[len] == '\n');
		if (len > 0 && part[len - 1] == '\\') {
			part[len - 1] = ' ';
			grow_text(&line, part);
			continue;
		}
		grow_text(&line, part);
		part = pool_trim(grow_take(&line));
		if (part[0] != '\0' && part[0] != '#')
			strings_add(&lines, part);
	}
	if (line.len > 0)
		strings_add(&lines, pool_trim(grow_take(&line)));
	return lines;
}

/* A line that nothing is lost without. */
static bool is_nothing(const char *line)
{
	static const char *const nothing[] = {
		"exec 2>&1",         "set -e",           "set -eu", "set -u",
		"set -euo pipefail", "set -eo pipefail", "sync"
	};

	for (size_t i = 0; i < ARRAY_LEN(nothing); i++)
		if (strcmp(line, nothing[i]) == 0)
			return true;
	return text_begins_with(line, "echo ") && !strpbrk(line, "`$<>|&;(");
}

/* Takes "export NAME=VALUE ..." */
static bool take_export(struct draft_section *section, const char *rest)
{
	struct strings words = { 0 };

	if (!split_simple(pool_format("program %s", rest), &words, NULL) || words.count < 2)
		return false;
	for (size_t i = 1; i < words.count; i++) {
		size_t name = strcspn(words.list[i], "=");

		if (words.list[i][name] != '=' || !is_variable_name(words.list[i], name))
			return false;
		draft_add(section, CONF_SERVICE_ENVIRONMENT, marked_word(words.list[i]));
	}
	return true;
}

/* Takes a line with one operand for one key: cd, umask, ulimit -n. */
static bool take_setting(struct draft_section *section, const char *line)
{
	static const struct {
		const char *front;
		enum conf_key key;
	} settings[] = {
		{ "cd ", CONF_SERVICE_DIRECTORY },
		{ "umask ", CONF_SERVICE_UMASK },
		{ "ulimit -n ", CONF_SERVICE_LIMIT_NOFILE },
	};

	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		struct strings words = { 0 };
		const char *rest = line + strlen(settings[i].front);

		if (!text_begins_with(line, settings[i].front))
			continue;
		rest = pool_copy(rest, strcspn(rest, "|&;"));
		if (!split_simple(pool_format("program %s", rest), &words, NULL) ||
		    words.count != 2 ||
		    (settings[i].key == CONF_SERVICE_DIRECTORY && words.list[1][0] != '/'))
			return false;
		draft_set(section, settings[i].key, marked_word(words.list[1]));
		return true;
	}
	return false;
}

/* Takes the last line, the command. */
static bool take_command(struct draft_section *section, const char *line,
			 const char *folder)
{
	struct strings words = { 0 }, assigned = { 0 };
	size_t len = strlen(line);

	if (text_ends_with(line, "2>&1"))
		line = pool_trim(pool_copy(line, len - 4));
	if (!split_simple(line, &words, &assigned) ||
	    !command_unwrap(section, &words, folder))
		return false;
	if (words.list[0][0] == '.')
		return false;
	command_take_words(section, &words, &assigned);
	return true;
}

bool script_convert(struct draft_section *section, const char *text, const char *folder)
{
	struct draft_section copy = *section;
	struct strings lines;
	bool ok;

	if (!is_shell_script(text))
		return false;
	/* The entries of the copy grow in memory of their own. */
	copy.entries = NULL;
	copy.count = copy.size = 0;
	for (size_t i = 0; i < section->count; i++)
		draft_add(&copy, section->entries[i].key, section->entries[i].value);
	lines = script_lines(text);
	ok = lines.count > 0 && take_command(&copy, lines.list[lines.count - 1], folder);
	for (size_t i = 0; ok && i + 1 < lines.count; i++) {
		const char *line = lines.list[i];

		ok = is_nothing(line) || take_setting(&copy, line) ||
		     (text_begins_with(line, "export ") && take_export(&copy, line + 7));
	}
	if (ok)
		*section = copy;
	return ok;
}
