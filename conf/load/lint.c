/* conf/load/lint.c - warns about valid words that are probably mistakes, and refuses
 * certain mistakes. Pure. */
#include "conf/base/escape.h"
#include "conf/lang/word_syntax.h"
#include "conf/lang/words.h"
#include "conf/load/load.h"

#include <string.h>

/* Returns true for NAME=VALUE in upper case, which a shell allows before a command. */
static bool is_assignment(const char *word)
{
	size_t len = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

	return len > 0 && word[len] == '=';
}

/* Returns true for A="b",C="d": an unquoted comma followed by NAME=. */
static bool has_comma(const char *value, size_t len)
{
	char quote = '\0';

	for (size_t i = 0; i < len; i++) {
		if (value[i] == '\\' && quote != '\'')
			i++;
		else if (quote != '\0')
			quote = value[i] == quote ? '\0' : quote;
		else if (value[i] == '"' || value[i] == '\'')
			quote = value[i];
		else if (value[i] == ',' &&
			 is_assignment(value + i + 1 + strspn(value + i + 1, " \t")))
			return true;
	}
	return false;
}

/* Returns the position of a supervisord variable such as %(ENV_X)s, or NULL. Other words
 * like %(message)s are format strings of programs. */
static const char *percent_word(const char *value)
{
	static const char *const all[] = { "%(ENV_",        "%(program_name)",
					   "%(group_name)", "%(process_num)",
					   "%(here)",       "%(host_node_name)" };

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		const char *pos = strstr(value, all[i]);

		if (pos)
			return pos;
	}
	return NULL;
}

static void lint_foreign_syntax(const struct conf_section *section,
				const struct entry *entry, const struct raw_value *raw)
{
	const char *percent = percent_word(raw->text);

	if (percent)
		entry_warning(section, entry,
			      "%.*s...: %% is ordinary text and expands nothing; write "
			      "${NAME} for a variable, ${CTINIT_SERVICE} and "
			      "${CTINIT_INSTANCE}",
			      (int)strcspn(percent, ")") + 1, percent);
	if ((entry->key == CONF_SERVICE_ENVIRONMENT ||
	     entry->key == CONF_CONTAINER_ENVIRONMENT) &&
	    has_comma(raw->text, raw->len))
		entry_warning(section, entry,
			      "a comma is part of the value: variables are separated by "
			      "blanks; quote the comma if it is intended");
}

static void lint_words(const struct conf_section *section, const struct entry *entry,
		       const struct words *words)
{
	if (words->comment)
		entry_warning(section, entry,
			      "a word begins with ; or #: it is part of the value (a "
			      "comment "
			      "needs its own line, and no shell runs); quote it if it is "
			      "intended");
	if (words->shell)
		entry_warning(
			section, entry,
			"a shell operator (&& | > ` and so on): no shell runs, so it is "
			"an argument; quote it if that is intended, or run /bin/sh -c "
			"'...'");
	if (words->typographic)
		entry_warning(
			section, entry,
			"a typographic quote, dash or blank, as word processors and web "
			"pages make them: it is an ordinary character here; write \" ' "
			"- or a blank, or quote it if it is intended");
}

/* Keys whose value may be exec:COMMAND. */
static const enum conf_key probe_keys[] = { CONF_SERVICE_READY, CONF_SERVICE_HEALTH,
					    CONF_SERVICE_WAIT_FOR, CONF_SERVICE_WHEN };
/* Keys whose value is a command with optional + and - prefixes. */
static const enum conf_key hook_keys[] = { CONF_SERVICE_PRE_START, CONF_SERVICE_PRE_STOP,
					   CONF_SERVICE_POST_STOP, CONF_SERVICE_RELOAD };

/* Returns `pos` and sets *ret_program if a command begins at this word, otherwise NULL. */
static char *const *command_of(enum conf_key key, const struct words *words,
			       char *const *pos, const char **ret_program)
{
	bool privileged, ignore_failure;

	if (strncmp(*pos, "exec:", 5) == 0 &&
	    conf_key_is_one_of(key, probe_keys, ARRAY_LEN(probe_keys))) {
		*ret_program = *pos + 5;
		return pos;
	}
	*ret_program = *pos;
	if (pos != words->list)
		return NULL;
	if (key == CONF_SERVICE_COMMAND)
		return pos;
	if (!conf_key_is_one_of(key, hook_keys, ARRAY_LEN(hook_keys)))
		return NULL;
	*ret_program += command_prefix(*pos, &privileged, &ignore_failure);
	return pos;
}

/* Returns true if the word is a shell builtin. Sets *ret_program if execline has a program
 * of this name. Images with s6 have execline, so the word may be intended there. */
static bool is_builtin(const char *word, bool *ret_program)
{
	static const char *const all[] = { "exec", "export", "if",     "trap",
					   ".",    "cd",     "eval",   "for",
					   "set",  "source", "ulimit", "while" };
	const size_t programs = 4;

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		*ret_program = i < programs;
		if (strcmp(word, all[i]) == 0)
			return true;
	}
	return false;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Returns true for `sh -c echo hi`: the script is only "echo", and "hi" becomes $0. */
static bool cuts_script(const char *program, char *const *rest)
{
	static const char *const shells[] = { "sh", "bash", "dash", "ash" };
	const char *name = last_part(program);
	bool shell = false;

	for (size_t i = 0; i < ARRAY_LEN(shells); i++)
		shell |= strcmp(name, shells[i]) == 0;
	return shell && rest[0] && strcmp(rest[0], "-c") == 0 && rest[1] && rest[2] &&
	       rest[1]
		   [strspn(rest[1], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_./-")] == '\0';
}

/* Returns true if the program is certainly a command line in quotes, such as "echo hi",
 * "redis-server --save" or "/bin/echo hi". "/opt/my app/run" and
 * "/usr/lib/plexmediaserver/Plex Media Server" may be paths. */
static bool is_command_line(const char *program)
{
	const char *last = strrchr(program, '/');

	return !last || strstr(program, " /") || strstr(program, " -") ||
	       (strpbrk(last, " \t") && last - program >= 3 &&
		strncmp(last - 3, "bin", 3) == 0);
}

/* Returns true if an unquoted blank is written as "\ ", so it is intended. */
static bool has_escaped_blank(const char *value, size_t len)
{
	char quote = '\0';

	for (size_t i = 0; i + 1 < len; i++) {
		if (quote == '\0' && value[i] == '\\' && strchr(" \t", value[i + 1]))
			return true;
		if (value[i] == '\\' && quote != '\'')
			i++;
		else if (quote != '\0')
			quote = value[i] == quote ? '\0' : quote;
		else if (value[i] == '"' || value[i] == '\'')
			quote = value[i];
	}
	return false;
}

/* Returns the reason why the program is a mistake, or NULL. *ret_warning is set if it may
 * be intended. */
static const char *program_fault(const char *program, char *const *rest, bool escaped,
				 bool *ret_warning)
{
	*ret_warning = false;
	if (is_assignment(program) && rest[0])
		return "variables go into environment";
	if (program[0] == '[' && program[1] != '\0')
		return "a command is not a list in brackets; its words are separated by "
		       "blanks";
	if (strpbrk(program, " \t") && !rest[0] && !escaped) {
		*ret_warning = !is_command_line(program);
		return *ret_warning ? "quotes make one word of their content, with its "
				      "blanks; if a blank is part of the path write \"\\ \""
				    : "quotes make one word of their content, with its "
				      "blanks; quote single arguments only";
	}
	if (program[0] == '~')
		return "~ is an ordinary character; write ${HOME} or the path";
	if (strcmp(last_part(program), "pidproxy") == 0) {
		*ret_warning = true;
		return "ctinit needs no pidproxy: write type = forking, pid-file = FILE "
		       "and the rest as command";
	}
	if (is_builtin(program, ret_warning))
		return strcmp(program, "cd") == 0
			       ? "no shell runs; write directory = /PATH and the program "
				 "as command"
			       : "only a shell knows it, and no shell runs; remove it, or "
				 "run /bin/sh -c '...'";
	return NULL;
}

static void lint_command(const struct conf_section *section, const struct entry *entry,
			 const struct words *words, bool escaped)
{
	for (size_t i = 0; i < words->count; i++) {
		const char *program, *fault;
		char *const *command = command_of((enum conf_key)entry->key, words,
						  words->list + i, &program);
		bool warning;
		char shown[80];

		if (!command)
			continue;
		printable_text(program, strlen(program), shown, sizeof shown);
		fault = program_fault(program, command + 1, escaped, &warning);
		if (fault && warning)
			entry_warning(section, entry, "%s is taken for the program: %s",
				      shown, fault);
		else if (fault)
			entry_error(section, entry, "%s is taken for the program: %s",
				    shown, fault);
		else if (cuts_script(program, command + 1))
			entry_warning(section, entry,
				      "the whole script after -c is one word: quote it; "
				      "the "
				      "words after it are the script's arguments");
		return; /* the remaining words are its arguments */
	}
}

void lint_value(const struct conf_section *section, const struct entry *entry,
		const struct words *words, const struct raw_value *raw)
{
	lint_words(section, entry, words);
	lint_foreign_syntax(section, entry, raw);
	if (!words->is_dynamic)
		lint_command(section, entry, words, has_escaped_blank(raw->text, raw->len));
}
