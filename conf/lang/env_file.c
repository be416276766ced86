/* conf/lang/env_file.c - reads the NAME=VALUE lines of an environment file. Pure. */
#include "conf/lang/env_file.h"

#include <string.h>

struct env_file env_file_begin(char *text)
{
	/* Skip a UTF-8 byte order mark. */
	return (struct env_file){ .pos = text + 3 * (strncmp(text, "\xef\xbb\xbf", 3) == 0),
				  .next_line = 1 };
}

/* Ends the line with a NUL and moves to the next line or the end of the text. */
static void end_line(struct env_file *text, char *line)
{
	char *end = strchr(line, '\n');

	text->pos = end ? end + 1 : NULL;
	text->next_line++;
	if (end)
		*end = '\0';
}

static char *trim_line(char *line)
{
	size_t len;

	line += strspn(line, " \t\r");
	len = strlen(line);
	while (len > 0 && strchr(" \t\r", line[len - 1]))
		line[--len] = '\0';
	return line;
}

/* Ends the line after a closing quote. Returns an error text if `rest`, the text after the
 * quote, has more than blanks and a comment. */
static const char *end_quoted(struct env_file *text, char *rest)
{
	end_line(text, rest);
	rest = trim_line(rest);
	return *rest == '\0' || *rest == '#' ? NULL : "text after the closing quote";
}

/* Reads 'a' or "a". Returns NULL or an error text. In double quotes a backslash escapes
 * " \ $. Turns CR LF into LF. */
static const char *read_quoted(struct env_file *text, char *value)
{
	char quote = *value, *to = value, *pos = value + 1;
	const char *fault;

	for (; *pos != '\0' && *pos != quote; pos++) {
		if (*pos == '\r' && pos[1] == '\n')
			continue;
		if (quote == '"' && *pos == '\\' && pos[1] != '\0' &&
		    strchr("\"\\$", pos[1]))
			pos++;
		text->next_line += *pos == '\n';
		*to++ = *pos;
	}
	if (*pos == '\0')
		return "a quote that is not closed";
	fault = end_quoted(text, pos + 1);
	*to = '\0';
	return fault;
}

/* Returns the reason why the line is not NAME=VALUE. `len` is the length of its first
 * word. */
static const char *not_a_variable(const char *line, size_t len)
{
	const char *rest = line + len + strspn(line + len, " \t\r");

	if (len > 0 && *rest == '=')
		return "a blank before =: write NAME=VALUE";
	if (len > 0 && (*rest == '\0' || *rest == '\n'))
		return "a name without a value: write NAME=VALUE; a variable that is "
		       "inherited needs no line";
	return "not a line NAME=VALUE";
}

/* Reads the line at *word and sets *word to its NAME. The line must not be empty or a
 * comment. Returns NULL or an error text. */
static const char *read_variable(struct env_file *text, char **word, size_t *ret_name_len)
{
	char *line = *word;
	size_t len;

	if (strncmp(line, "export", 6) == 0 && (line[6] == ' ' || line[6] == '\t'))
		line += 6 + strspn(line + 6, " \t");
	len = strcspn(line, "= \t\r\n");
	if (len == 0 || line[len] != '=') {
		const char *fault = not_a_variable(line, len);

		end_line(text, line);
		return fault;
	}
	*word = line;
	*ret_name_len = len;
	line += len + 1;
	if (*line == '"' || *line == '\'')
		return read_quoted(text, line);
	end_line(text, line);
	len = strlen(line);
	while (len > 0 && strchr(" \t\r", line[len - 1]))
		line[--len] = '\0';
	return NULL;
}

char *env_file_next(struct env_file *text, size_t *ret_name_len, const char **ret_fault)
{
	*ret_fault = NULL;
	while (text->pos) {
		char *line = text->pos + strspn(text->pos, " \t\r");

		text->line = text->next_line;
		if (*line == '\0' || *line == '\n' || *line == '#' || *line == ';') {
			end_line(text, line);
			continue;
		}
		*ret_fault = read_variable(text, &line, ret_name_len);
		return *ret_fault ? NULL : line;
	}
	return NULL;
}
