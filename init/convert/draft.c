/* init/convert/draft.c - the svc.ini that a conversion makes, and its report. */
#include "init/convert/draft.h"

#include "conf/lang/name_syntax.h"
#include "init/convert/marked.h"
#include "init/convert/pool.h"

#include <stdarg.h>
#include <string.h>

/* Returns an array with room for one more element. */
static void *grown(void *array, size_t count, size_t *size, size_t element)
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

struct draft_section *draft_section(struct draft *draft, enum conf_section_kind kind,
				    const char *name)
{
	struct draft_section *section;

	for (size_t i = 0; i < draft->section_count; i++) {
		section = draft->sections[i];
		if (section->kind == kind && strcmp(section->name, name) == 0)
			return section;
	}
	section = pool_alloc(sizeof *section);
	section->kind = kind;
	section->name = pool_copy(name, strlen(name));
	section->origin = section->name;
	draft->sections = grown(draft->sections, draft->section_count, &draft->section_size,
				sizeof *draft->sections);
	draft->sections[draft->section_count++] = section;
	return section;
}

char *draft_valid_name(const char *wanted)
{
	char name[CONF_NAME_MAX + 1];
	size_t len = 0;

	for (; *wanted != '\0' && len < CONF_NAME_MAX; wanted++) {
		char c = *wanted;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' &&
		    c != '.' && c != '-')
			c = '-';
		if (len > 0 || (c != '_' && c != '.' && c != '-'))
			name[len++] = c;
	}
	while (len > 0 && name[len - 1] == '-')
		len--;
	name[len] = '\0';
	return name_is_valid(name) ? pool_copy(name, len) : pool_copy("service", 7);
}

struct draft_section *draft_find(const struct draft *draft, const char *name)
{
	for (size_t i = 0; i < draft->section_count; i++) {
		struct draft_section *section = draft->sections[i];

		if ((section->kind == CONF_SERVICE || section->kind == CONF_SETUP) &&
		    strcmp(section->name, name) == 0)
			return section;
	}
	return NULL;
}

struct draft_section *draft_service(struct draft *draft, const char *wanted,
				    const char *origin)
{
	const char *name = draft_valid_name(wanted), *base = name;
	struct draft_section *section;

	for (unsigned n = 2; draft_find(draft, name); n++)
		name = pool_format("%.*s-%u", CONF_NAME_MAX - 6, base, n);
	section = draft_section(draft, CONF_SERVICE, name);
	section->origin = origin;
	if (strcmp(name, wanted) != 0)
		draft_info(draft, origin, "its name here is %s: names have a-z 0-9 _ . -",
			   name);
	return section;
}

static struct draft_entry *entry_of(const struct draft_section *section, enum conf_key key)
{
	for (size_t i = 0; i < section->count; i++)
		if (section->entries[i].key == key)
			return &section->entries[i];
	return NULL;
}

void draft_add(struct draft_section *section, enum conf_key key, const char *value)
{
	section->entries = grown(section->entries, section->count, &section->size,
				 sizeof *section->entries);
	/* What is run comes first in the file. */
	bool front = key == CONF_SERVICE_COMMAND || key == CONF_SERVICE_SCRIPTS;
	size_t pos = front ? 0 : section->count;
	memmove(section->entries + pos + front, section->entries + pos,
		front * section->count * sizeof *section->entries);
	section->entries[pos] = (struct draft_entry){ .key = key, .value = value };
	section->count++;
}

void draft_set(struct draft_section *section, enum conf_key key, const char *value)
{
	struct draft_entry *entry = entry_of(section, key);

	if (entry)
		entry->value = value;
	else
		draft_add(section, key, value);
}

/* Formats into the pool. */
static char *format_text(const char *format, va_list args)
{
	char small[2048];
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(small, sizeof small, format, args);
	if (len >= (int)sizeof small) {
		char *text = pool_alloc((size_t)len + 1);

		vsnprintf(text, (size_t)len + 1, format, again);
		va_end(again);
		return text;
	}
	va_end(again);
	return pool_copy(small, len > 0 ? (size_t)len : 0);
}

void draft_setf(struct draft_section *section, enum conf_key key, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	draft_set(section, key, format_text(format, args));
	va_end(args);
}

void draft_append(struct draft_section *section, enum conf_key key, const char *word)
{
	struct draft_entry *entry = entry_of(section, key);

	if (entry)
		entry->value = pool_format("%s %s", entry->value, word);
	else
		draft_add(section, key, word);
}

void draft_unset(struct draft_section *section, enum conf_key key)
{
	size_t kept = 0;

	for (size_t i = 0; i < section->count; i++)
		if (section->entries[i].key != key)
			section->entries[kept++] = section->entries[i];
	section->count = kept;
}

const char *draft_get(const struct draft_section *section, enum conf_key key)
{
	const struct draft_entry *entry = entry_of(section, key);

	return entry ? entry->value : NULL;
}

static void add_note(struct draft *draft, bool lost, const char *where, const char *text)
{
	text = marked_shown(text);
	for (size_t i = 0; i < draft->note_count; i++)
		if (strcmp(draft->notes[i].where, where) == 0 &&
		    strcmp(draft->notes[i].text, text) == 0)
			return;
	draft->notes = grown(draft->notes, draft->note_count, &draft->note_size,
			     sizeof *draft->notes);
	draft->notes[draft->note_count++] =
		(struct draft_note){ lost, marked_shown(where), text };
}

void draft_lost(struct draft *draft, const char *where, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_note(draft, true, where, format_text(format, args));
	va_end(args);
}

void draft_info(struct draft *draft, const char *where, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_note(draft, false, where, format_text(format, args));
	va_end(args);
}

size_t draft_lost_count(const struct draft *draft)
{
	size_t count = 0;

	for (size_t i = 0; i < draft->note_count; i++)
		count += draft->notes[i].lost;
	return count;
}
