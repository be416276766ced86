/* init/convert/supervisord_value.c - expands the values of supervisord.conf. */
#include "init/convert/supervisord_value.h"

#include "conf/base/number.h"
#include "init/convert/marked.h"
#include "init/convert/split.h"

#include <stdlib.h>
#include <string.h>

/* Returns process_num in the width of the format: "02" of %(process_num)02d. */
static const char *numbered(const struct expansion_of *of, const char *format, size_t len)
{
	size_t width = len > 0 && format[0] >= '0' && format[0] <= '9'
			       ? strtoul(format, NULL, 10) % 20
			       : 0;
	size_t have = of->num_is_mark ? 1 : strlen(of->process_num);
	char fill = format[0] == '0' ? '0' : ' ';
	struct grow text = { 0 };

	for (; have < width; have++)
		grow_byte(&text, fill);
	grow_text(&text, of->process_num);
	return grow_take(&text);
}

/* Returns the value of a name, or NULL if it is not known here. */
static const char *value_of(const struct expansion_of *of, const char *name,
			    const char *format, size_t format_len)
{
	if (text_begins_with(name, "ENV_") && is_variable_name(name + 4, strlen(name + 4)))
		return mark_variable(MARK_WORDS, name + 4, NULL);
	if (strcmp(name, "here") == 0)
		return of->here;
	if (strcmp(name, "host_node_name") == 0)
		return mark_variable(MARK_VAR, "HOSTNAME", NULL);
	if (strcmp(name, "program_name") == 0)
		return of->program;
	if (strcmp(name, "group_name") == 0)
		return of->group;
	if (strcmp(name, "numprocs") == 0 && of->program)
		return pool_format("%u", of->numprocs);
	if (strcmp(name, "process_num") == 0 && of->process_num)
		return numbered(of, format, format_len);
	return NULL;
}

/* Expands the %(NAME)FORMAT at `pos`, which is after the %. Returns the text after it, or
 * NULL if it is malformed or not known. */
static const char *expand_one(const struct expansion_of *of, const char *pos,
			      struct grow *out)
{
	size_t name = *pos == '(' ? strcspn(pos, ")") : 0;
	const char *format = pos + name + 1, *value;
	size_t len;

	if (name < 2 || pos[name] != ')')
		return NULL;
	len = strspn(format, "0123456789.-+ #");
	if (format[len] == '\0' || !strchr("sdiuxX", format[len]))
		return NULL;
	value = value_of(of, pool_copy(pos + 1, name - 1), format, len);
	if (value)
		grow_text(out, value);
	return value ? format + len + 1 : NULL;
}

char *supervisord_expand(const struct expansion_of *of, const char *value,
			 const char *where)
{
	struct grow out = { 0 };
	const char *next;

	while (*value != '\0') {
		if (*value != '%') {
			grow_byte(&out, *value++);
		} else if (value[1] == '%') {
			grow_byte(&out, '%');
			value += 2;
		} else if ((next = expand_one(of, value + 1, &out))) {
			value = next;
		} else {
			draft_lost(of->draft, where,
				   "%.40s: this expansion is not known, so supervisord "
				   "refuses it; write the value",
				   value);
			grow_byte(&out, *value++);
		}
	}
	return grow_take(&out);
}

/* ---- A="x",B='y' ---- */

static bool is_pair_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("_/.+-():", c));
}

/* Reads one token as shlex.shlex(text) does without POSIX mode: a quoted text, a run of
 * word characters, or one other character. A mark counts as a word character. */
static char *next_token(const char **pos)
{
	struct grow token = { 0 };
	const char *p = *pos;
	char quote;

	p += strspn(p, " \t\r\n");
	while (*p == '#') {
		p += strcspn(p, "\n");
		p += strspn(p, " \t\r\n");
	}
	*pos = p;
	if (*p == '\0')
		return NULL;
	if (*p == '"' || *p == '\'') {
		quote = *p;
		do {
			grow_byte(&token, *p++);
		} while (*p != '\0' && *p != quote);
		if (*p == '\0')
			return NULL;
		grow_byte(&token, *p++);
	} else if (!is_pair_char(*p) && *p != MARK_VAR && *p != MARK_WORDS) {
		grow_byte(&token, *p++);
	} else {
		while (is_pair_char(*p) || *p == '"' || *p == '\'' || *p == MARK_VAR ||
		       *p == MARK_WORDS || *p == MARK_END)
			grow_byte(&token, *p++);
	}
	*pos = p;
	return grow_take(&token);
}

static char *without_quotes(const char *token)
{
	size_t len;

	token += strspn(token, "\"'");
	len = strlen(token);
	while (len > 0 && strchr("\"'", token[len - 1]))
		len--;
	return pool_copy(token, len);
}

bool supervisord_pairs(const char *text, struct strings *ret)
{
	const char *pos = text;

	for (;;) {
		char *name = next_token(&pos), *equals, *value;

		if (!name)
			return pos[strspn(pos, " \t\r\n")] == '\0';
		equals = next_token(&pos);
		value = equals ? next_token(&pos) : NULL;
		if (!value || strcmp(equals, "=") != 0)
			return false;
		strings_add(ret, pool_format("%s=%s", name, without_quotes(value)));
		if (!next_token(&pos))
			return pos[strspn(pos, " \t\r\n")] == '\0';
	}
}

const char *supervisord_size(const char *text)
{
	static const char *const suffixes[] = { "kb", "mb", "gb" };
	char *number = pool_trim(text);
	size_t len = strlen(number);
	int64_t value;

	for (size_t i = 0; i < 3; i++) {
		if (len > 2 && (number[len - 2] | 0x20) == suffixes[i][0] &&
		    (number[len - 1] | 0x20) == suffixes[i][1]) {
			number[len - 2] = '\0';
			number = pool_trim(number);
			return number_parse(number, &value)
				       ? pool_format("%s%c", number, "KMG"[i])
				       : NULL;
		}
	}
	return number_parse(number, &value) ? number : NULL;
}

const char *program_where(const struct ini_section *section, const struct ini_entry *entry)
{
	return pool_format("%s:%d [%s] %s", entry->file, entry->line, section->name,
			   entry->key);
}

const char *program_value(const struct ini *ini, const struct ini_section *section,
			  const struct expansion_of *of, const char *key)
{
	const struct ini_entry *entry = ini_entry(ini, section, key);

	return entry ? pool_trim(supervisord_expand(of, entry->value,
						    program_where(section, entry)))
		     : NULL;
}
