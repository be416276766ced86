/* init/convert/python_ini.c - reads INI files as Python's configparser does. */
#include "init/convert/python_ini.h"

#include "init/convert/pool.h"

#include <limits.h>
#include <string.h>

struct ini_reader {
	struct ini *ini;
	struct ini_section *section; /* NULL before the first one */
	const char *file;
	int line;
	int indent; /* of the line that the next ones may continue */
	bool open;  /* a value can be continued */
};

static void *one_more(void *array, size_t count, size_t *size, size_t element)
{
	void *larger;

	if (count < *size)
		return array;
	*size = *size ? *size * 2 : 8;
	larger = pool_alloc(*size * element);
	if (count > 0)
		memcpy(larger, array, count * element);
	return larger;
}

struct ini_section *ini_find(const struct ini *ini, const char *name)
{
	for (size_t i = 0; i < ini->count; i++)
		if (strcmp(ini->sections[i]->name, name) == 0)
			return ini->sections[i];
	return NULL;
}

static struct ini_entry *own_entry(const struct ini_section *section, const char *key)
{
	for (size_t i = 0; section && i < section->count; i++)
		if (strcmp(section->entries[i].key, key) == 0)
			return &section->entries[i];
	return NULL;
}

const struct ini_entry *ini_entry(const struct ini *ini, const struct ini_section *section,
				  const char *key)
{
	const struct ini_entry *own = own_entry(section, key);

	return own ? own : own_entry(ini_find(ini, "DEFAULT"), key);
}

static struct ini_section *make_section(struct ini *ini, const char *name)
{
	struct ini_section *section = ini_find(ini, name);

	if (section)
		return section;
	section = pool_alloc(sizeof *section);
	section->name = name;
	ini->sections =
		one_more(ini->sections, ini->count, &ini->size, sizeof *ini->sections);
	ini->sections[ini->count++] = section;
	return section;
}

static bool is_blank_byte(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

/* Returns the length of the line without a comment. */
static size_t without_comment(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((line[i] == ';' || line[i] == '#') &&
		    (i == 0 || is_blank_byte(line[i - 1])))
			return i;
	return len;
}

static void lower(char *text)
{
	for (; *text != '\0'; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text | 0x20);
}

static struct ini_entry *last_entry(struct ini_reader *r)
{
	return &r->section->entries[r->section->count - 1];
}

/* The open value is always the last one: store_pair() moves it there. */
static void store_pair(struct ini_reader *r, const char *value, bool cut)
{
	size_t len = strcspn(value, "=:");
	char *key = pool_trim(pool_copy(value, len));
	struct ini_section *section = r->section;
	struct ini_entry *old;

	lower(key);
	old = own_entry(section, key);
	if (old)
		memmove(old, old + 1,
			(size_t)(&section->entries[section->count--] - (old + 1)) *
				sizeof *old);
	section->entries = one_more(section->entries, section->count, &section->size,
				    sizeof *section->entries);
	section->entries[section->count++] =
		(struct ini_entry){ key, pool_trim(value + len + 1), r->file, r->line,
				    cut };
}

/* Takes a line that begins a section or a value. Returns false with the reason if Python
 * would refuse it. */
static bool take_line(struct ini_reader *r, const char *value, bool cut,
		      const char **ret_why)
{
	const char *end = value[0] == '[' ? strchr(value, ']') : NULL;

	if (end && end > value + 1) {
		r->section = make_section(r->ini,
					  pool_copy(value + 1, (size_t)(end - value - 1)));
		r->open = false;
		return true;
	}
	if (!r->section) {
		*ret_why = "it is before the first section";
		return false;
	}
	if (value[strcspn(value, "=:")] == '\0' || strcspn(value, "=:") == 0) {
		*ret_why = "it is neither a section nor KEY=VALUE";
		return false;
	}
	store_pair(r, value, cut);
	r->open = true;
	return true;
}

/* Takes one line. Returns false with the reason if Python would refuse it. */
static bool read_line(struct ini_reader *r, const char *line, size_t len,
		      const char **ret_why)
{
	size_t used = without_comment(line, len);
	char *value = pool_trim(pool_copy(line, used));
	int indent = 0;

	if (value[0] == '\0') {
		if (used == len && r->open)
			last_entry(r)->value = pool_format("%s\n", last_entry(r)->value);
		return true;
	}
	while (is_blank_byte(line[indent]))
		indent++;
	if (r->open && indent > r->indent) {
		struct ini_entry *entry = last_entry(r);

		entry->value = pool_format("%s\n%s", entry->value, value);
		entry->cut |= used < len;
		return true;
	}
	r->indent = indent;
	return take_line(r, value, used < len, ret_why);
}

int python_ini_read(struct ini *ini, const char *text, const char *file,
		    const char **ret_why)
{
	struct ini_reader r = { .ini = ini, .file = file, .indent = INT_MAX };

	if (text_begins_with(text, "\xef\xbb\xbf"))
		text += 3;
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		r.line++;
		if (!read_line(&r, text, len, ret_why))
			return r.line;
		text += len + (text[len] == '\n');
	}
	for (size_t i = 0; i < ini->count; i++)
		for (size_t k = 0; k < ini->sections[i]->count; k++) {
			struct ini_entry *entry = &ini->sections[i]->entries[k];

			entry->value = pool_trim(entry->value);
		}
	return 0;
}
