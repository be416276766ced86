/* init/convert/systemd_unit.c - reads the file of a unit. */
#include "init/convert/systemd_unit.h"

#include "conf/base/base.h"
#include "conf/lang/name_syntax.h"
#include "init/convert/marked.h"

#include <stdlib.h>
#include <string.h>

static void add_entry(struct unit_file *unit, struct unit_entry entry)
{
	if (unit->count >= unit->size) {
		size_t size = unit->size ? unit->size * 2 : 16;
		struct unit_entry *larger = pool_alloc(size * sizeof *larger);

		if (unit->count > 0)
			memcpy(larger, unit->entries, unit->count * sizeof *larger);
		unit->entries = larger;
		unit->size = size;
	}
	unit->entries[unit->count++] = entry;
}

static void remove_key(struct unit_file *unit, const char *section, const char *key)
{
	size_t kept = 0;

	for (size_t i = 0; i < unit->count; i++)
		if (strcmp(unit->entries[i].section, section) != 0 ||
		    strcmp(unit->entries[i].key, key) != 0)
			unit->entries[kept++] = unit->entries[i];
	unit->count = kept;
}

/* Returns the next logical line: a backslash at the end continues it, comments in between
 * are left out. Advances *pos and *line. */
static char *next_line(const char **pos, int *line)
{
	struct grow text = { 0 };
	bool continued = false;

	while (**pos != '\0') {
		size_t len = strcspn(*pos, "\n");
		char *part = pool_copy(*pos, len), *trimmed = pool_trim(part);

		*pos += len + ((*pos)[len] == '\n');
		++*line;
		if (trimmed[0] == '#' || trimmed[0] == ';') {
			if (!continued)
				return pool_copy("", 0);
			continue;
		}
		continued = len > 0 && part[len - 1] == '\\';
		if (continued)
			part[len - 1] = ' ';
		grow_text(&text, part);
		if (!continued)
			break;
	}
	return pool_trim(grow_take(&text));
}

void unit_read(struct unit_file *unit, const char *text, const char *file)
{
	const char *section = "";
	int line = 0;

	while (*text != '\0') {
		char *entry = next_line(&text, &line);
		size_t len = strlen(entry), key = strcspn(entry, "=");

		if (len > 1 && entry[0] == '[' && entry[len - 1] == ']') {
			section = pool_copy(entry + 1, len - 2);
		} else if (key > 0 && entry[key] == '=') {
			struct unit_entry found = { section,
						    pool_trim(pool_copy(entry, key)),
						    pool_trim(entry + key + 1), line,
						    file };

			if (found.value[0] == '\0')
				remove_key(unit, section, found.key);
			else
				add_entry(unit, found);
		}
	}
}

const char *unit_setting(const struct unit_file *unit, const char *section, const char *key)
{
	const char *value = NULL;

	for (size_t i = 0; i < unit->count; i++)
		if (strcmp(unit->entries[i].section, section) == 0 &&
		    strcmp(unit->entries[i].key, key) == 0)
			value = unit->entries[i].value;
	return value;
}

/* ---- words ---- */

/* Returns the byte of a C escape at *pos, which is after the backslash, and advances. */
static char escaped_byte(const char **pos)
{
	static const char from[] = "abfnrtvs", to[] = "\a\b\f\n\r\t\v ";
	const char *found = **pos ? strchr(from, **pos) : NULL;
	char c = **pos;

	if (**pos == 'x' && strspn(*pos + 1, "0123456789abcdefABCDEF") >= 2) {
		c = (char)strtol(pool_copy(*pos + 1, 2), NULL, 16);
		*pos += 3;
		return c > 0 && c <= 3 ? ' ' : c; /* marks */
	}
	*pos += **pos != '\0';
	return found ? to[found - from] : c;
}

/* Reads what follows a $ into the word: ${NAME}, or $NAME as a word of its own, becomes a
 * mark. Returns the text after it. */
static const char *read_unit_variable(const char *pos, struct grow *word, bool open)
{
	bool braces = *pos == '{';
	size_t len = variable_name_length(pos + braces);
	bool alone = !open && strchr(" \t", pos[len]);

	if (len == 0 || (braces ? pos[1 + len] != '}' : !alone)) {
		grow_byte(word, '$');
		return *pos == '$' ? pos + 1 : pos;
	}
	grow_text(word, mark_variable(braces ? MARK_VAR : MARK_WORDS,
				      pool_copy(pos + braces, len), NULL));
	return pos + len + 2 * (size_t)braces;
}

bool unit_words(const char *value, bool variables, struct strings *ret)
{
	struct grow word = { 0 };
	bool open = false;
	char quote = 0;

	while (*value != '\0') {
		char c = *value++;

		if (quote == 0 && strchr(" \t\n", c)) {
			if (open)
				strings_add(ret, grow_take(&word));
			open = false;
			continue;
		}
		if (quote == 0 && (c == '"' || c == '\''))
			quote = c;
		else if (c == quote && quote != 0)
			quote = 0;
		else if (c == '\\' && *value != '\0')
			grow_byte(&word, escaped_byte(&value));
		else if (c == '$' && variables)
			value = read_unit_variable(value, &word, open);
		else
			grow_byte(&word, c);
		open = true;
	}
	if (open)
		strings_add(ret, grow_take(&word));
	return quote == 0;
}

/* ---- times and specifiers ---- */

long long unit_time(const char *value)
{
	static const struct {
		const char *unit;
		long long ms;
	} units[] = {
		{ "ms", 1 },          { "msec", 1 },        { "s", 1000 },
		{ "sec", 1000 },      { "second", 1000 },   { "seconds", 1000 },
		{ "m", 60000 },       { "min", 60000 },     { "minute", 60000 },
		{ "minutes", 60000 }, { "h", 3600000 },     { "hr", 3600000 },
		{ "hour", 3600000 },  { "hours", 3600000 }, { "d", 86400000 },
		{ "day", 86400000 },  { "days", 86400000 }, { "us", 0 },
		{ "usec", 0 },
	};
	long long total = 0;

	if (strcmp(value, "infinity") == 0)
		return 0;
	while (*value != '\0') {
		char *end;
		double number = strtod(value, &end);
		size_t len = strspn(end, "abcdefghijklmnopqrstuvwxyz");
		long long ms = len == 0 ? 1000 : -1;

		if (end == value || !(number >= 0) || number > 1e9)
			return -1;
		for (size_t i = 0; i < ARRAY_LEN(units); i++)
			if (strlen(units[i].unit) == len &&
			    strncmp(units[i].unit, end, len) == 0)
				ms = units[i].ms;
		if (ms < 0)
			return -1;
		total += (long long)(number * (double)ms);
		value = end + len + strspn(end + len, " \t");
	}
	return total;
}

/* Returns the value of a specifier, or NULL. */
static const char *specifier(char c, const char *name)
{
	const char *dot = strrchr(name, '.'), *at = strchr(name, '@');
	size_t stem = dot ? (size_t)(dot - name) : strlen(name);
	size_t prefix = at && (size_t)(at - name) < stem ? (size_t)(at - name) : stem;

	switch (c) {
	case '%': return "%";
	case 'n': return name;
	case 'N': return pool_copy(name, stem);
	case 'p':
	case 'P': return pool_copy(name, prefix);
	case 'i':
	case 'I':
		return prefix < stem ? pool_copy(name + prefix + 1, stem - prefix - 1) : "";
	case 't': return "/run";
	case 'S': return "/var/lib";
	case 'C': return "/var/cache";
	case 'L': return "/var/log";
	case 'E': return "/etc";
	case 'T': return "/tmp";
	case 'V': return "/var/tmp";
	case 'H': return mark_variable(MARK_VAR, "HOSTNAME", NULL);
	case 'h': return mark_variable(MARK_VAR, "HOME", NULL);
	case 'u': return mark_variable(MARK_VAR, "USER", NULL);
	default: return NULL;
	}
}

char *unit_specifiers(const char *value, const char *name)
{
	struct grow text = { 0 };

	for (; *value != '\0'; value++) {
		const char *expanded;

		if (*value != '%' || value[1] == '\0') {
			grow_byte(&text, *value);
			continue;
		}
		expanded = specifier(*++value, name);
		if (!expanded)
			return NULL;
		grow_text(&text, expanded);
	}
	return grow_take(&text);
}
