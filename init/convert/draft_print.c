/* init/convert/draft_print.c - prints a draft as svc.ini, and its report. */
#include "init/convert/draft.h"

#include "conf/base/escape.h"
#include "init/convert/pool.h"

#include <string.h>

/* The order of the sections in the file. */
static const struct {
	enum conf_section_kind kind;
	const char *title;
} kinds[] = {
	{ CONF_INIT, "init" },         { CONF_CONTAINER, "container" },
	{ CONF_DEFAULTS, "defaults" }, { CONF_SETUP, "setup:" },
	{ CONF_SERVICE, "service:" },
};

/* What is printed, and where. */
struct printer {
	FILE *out;
	int line;
	const char *front; /* "# " in a section that is off */
};

/* Prints one line; escapes control characters, so that it stays one line. */
static void put_line(struct printer *p, const char *text)
{
	size_t size = 4 * strlen(text) + 8;
	char *shown = pool_alloc(size);

	escape_text(shown, size, text, strlen(text));
	fprintf(p->out, "%s%s\n", p->front, shown);
	p->line++;
}

static size_t key_width(const struct draft_section *section)
{
	size_t width = 0;

	for (size_t i = 0; i < section->count; i++) {
		size_t len = strlen(conf_key_info(section->entries[i].key)->name);

		if (!section->entries[i].dropped && len > width)
			width = len;
	}
	return width;
}

static void print_section(struct printer *p, const char *title,
			  struct draft_section *section)
{
	int width = (int)key_width(section);

	if (p->line > 0)
		put_line(p, "");
	if (section->human) {
		p->front = "# ";
		put_line(p, section->human);
	}
	p->front = section->off ? "# " : "";
	section->line = p->line + 1;
	put_line(p, pool_format("[%s%s]", title, section->name));
	for (size_t i = 0; i < section->count; i++) {
		struct draft_entry *entry = &section->entries[i];

		entry->line = 0;
		if (entry->dropped)
			continue;
		entry->line = p->line + 1;
		put_line(p, pool_format("%-*s = %s", width, conf_key_info(entry->key)->name,
					entry->value));
	}
	p->front = "";
}

void draft_print(struct draft *draft, FILE *out, bool report)
{
	struct printer p = { .out = out, .front = "" };

	if (draft->title) {
		p.front = "# ";
		put_line(&p, draft->title);
		p.front = "";
	}
	for (size_t kind = 0; kind < ARRAY_LEN(kinds); kind++)
		for (size_t i = 0; i < draft->section_count; i++) {
			struct draft_section *section = draft->sections[i];

			if (section->kind == kinds[kind].kind &&
			    (section->count > 0 || section->human))
				print_section(&p, kinds[kind].title, section);
		}
	if (report && draft->note_count > 0) {
		fputs("\n# Report of ctinit convert:\n", out);
		draft_report(draft, out, "# ");
	}
}

static void report_kind(const struct draft *draft, FILE *out, const char *front, bool lost)
{
	for (size_t i = 0; i < draft->note_count; i++) {
		const struct draft_note *note = &draft->notes[i];
		struct printer p = { .out = out, .front = front };

		if (note->lost == lost)
			put_line(&p, pool_format("%s: %s: %s", lost ? "lost" : "note",
						 note->where, note->text));
	}
}

void draft_report(const struct draft *draft, FILE *out, const char *front)
{
	report_kind(draft, out, front, true);
	report_kind(draft, out, front, false);
}
