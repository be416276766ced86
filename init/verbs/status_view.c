/* init/verbs/status_view.c - prints units as a table, or one unit in full. */
#include "init/verbs/status_view.h"

#include "conf/base/text.h"
#include "init/client/counts.h"
#include "init/verbs/print_line.h"
#include "init/verbs/unit_text.h"

#include <string.h>

void status_print_container(const struct unit_list *list, const struct screen *screen)
{
	const struct json_object *fields = &list->container.fields;
	const char *why = json_text(fields, "why");
	const struct unit_counts counts = { .units = json_number(fields, "units", 0),
					    .ready = json_number(fields, "ready", 0),
					    .done = json_number(fields, "done", 0),
					    .skipped = json_number(fields, "skipped", 0) };
	char span[SPAN_SIZE], ready[COUNTS_SIZE];

	if (!list->container.memory)
		return;
	print_line(screen->out, "%s: %s for %s, %s%s%s%s", json_text(fields, "name"),
		   json_text(fields, "state"),
		   span_text(json_number(fields, "up_ms", 0), span),
		   counts_text(&counts, ready), why[0] != '\0' ? " (" : "", why,
		   why[0] != '\0' ? ")" : "");
}

/* ---- the table ---- */

const char *const status_titles[STATUS_COLUMNS] = { "NAME",      "STATE",    "SINCE",
						    "PID",       "RESTARTS", "READY AFTER",
						    "PROCESSES", "MEMORY",   "CPU",
						    "WHY" };

/* Formats the number, or "" if it is less than `least`. */
static const char *number_text(int64_t number, int64_t least, char text[SPAN_SIZE])
{
	snprintf(text, SPAN_SIZE, "%lld", (long long)number);
	return number < least ? "" : text;
}

static const char *cpu_text(int64_t usec, char text[SPAN_SIZE])
{
	return span_text(usec < 0 ? -1 : usec / 1000, text);
}

void status_add_row(struct table *t, const struct unit_info *unit, size_t number)
{
	const struct json_object *fields = &unit->fields;
	char text[SPAN_SIZE], note[UNIT_NOTE_SIZE];

	table_add(t, screen_name_colour(number), unit->name);
	table_add(t, unit_colour(fields), unit_state_text(fields));
	table_add(t, COLOUR_NONE, span_text(json_number(fields, "age_ms", -1), text));
	table_add(t, COLOUR_NONE, number_text(json_number(fields, "pid", 0), 1, text));
	table_add(t, COLOUR_NONE, number_text(json_number(fields, "restarts", 0), 1, text));
	table_add(t, COLOUR_NONE, span_text(unit_start_time(fields), text));
	table_add(t, COLOUR_NONE, number_text(unit->processes, 0, text));
	table_add(t, COLOUR_NONE, bytes_text(unit->memory_bytes, text));
	table_add(t, COLOUR_NONE, cpu_text(unit->cpu_usec, text));
	table_add(t, unit_colour(fields) == COLOUR_BAD ? COLOUR_BAD : COLOUR_NONE,
		  unit_note(fields, note));
}

void status_print_table(const struct unit_list *list, const struct screen *screen)
{
	struct table table = { .titles = status_titles,
			       .columns = STATUS_COLUMNS,
			       .right = STATUS_RIGHT };

	struct screen whole = *screen;

	for (size_t i = 0; i < list->count; i++)
		status_add_row(&table, &list->units[i], i);
	whole.columns = 0; /* a reason that is cut off helps less than a line that wraps */
	table_print_all(&table, &whole);
	table_done(&table);
	if (list->zombies[0] != '\0')
		print_line(screen->out, "%s", list->zombies);
}

/* ---- one unit ---- */

struct unit_printer {
	struct table table;
	const struct json_object *fields;
};

static void add_fact(struct unit_printer *p, const char *title, const char *text)
{
	if (text[0] == '\0')
		return;
	table_add(&p->table, COLOUR_DIM, title);
	table_add(&p->table, COLOUR_NONE, text);
}

static void add_list(struct unit_printer *p, const char *title, const char *field)
{
	char names[512] = "";
	const char *name;

	for (size_t i = 0; (name = json_item(json_find(p->fields, field), i)); i++)
		text_append(&TEXT(names), "%s%s", i > 0 ? ", " : "", name);
	add_fact(p, title, names);
}

static void add_usage(struct unit_printer *p, const struct unit_info *unit)
{
	char text[SPAN_SIZE], line[128];

	add_fact(p, "memory", bytes_text(unit->memory_bytes, text));
	if (unit->processes >= 0) {
		snprintf(line, sizeof line, "%lld process%s, %s of processor time",
			 (long long)unit->processes, unit->processes == 1 ? "" : "es",
			 cpu_text(unit->cpu_usec, text));
		add_fact(p, "usage", line);
	}
}

void status_print_unit(const struct unit_info *unit, const struct screen *screen)
{
	const struct json_object *fields = &unit->fields;
	struct unit_printer p = { .table = { .columns = 2 }, .fields = fields };
	char text[SPAN_SIZE], line[128];
	int64_t restart = json_number(fields, "restart_in_ms", -1);

	snprintf(line, sizeof line, "%s for %s", unit_state_text(fields),
		 span_text(json_number(fields, "age_ms", 0), text));
	table_add(&p.table, COLOUR_BOLD, unit->name);
	table_add(&p.table, unit_colour(fields), line);
	add_fact(&p, "why", json_text(fields, "why"));
	add_fact(&p, "restarts in", span_text(restart, text));
	add_fact(&p, "kind", json_text(fields, "kind"));
	add_fact(&p, "pid", number_text(json_number(fields, "pid", 0), 1, text));
	snprintf(line, sizeof line, "%lld, of them %lld restarts",
		 (long long)json_number(fields, "starts", 0),
		 (long long)json_number(fields, "restarts", 0));
	add_fact(&p, "starts", line);
	add_fact(&p, "ready after", span_text(unit_start_time(fields), text));
	add_fact(&p, "last end", json_text(fields, "exit"));
	if (json_is_true(fields, "by_hand"))
		add_fact(&p, "stopped", "by hand");
	add_usage(&p, unit);
	add_list(&p, "needs", "needs");
	add_list(&p, "groups", "groups");
	table_print_all(&p.table, screen);
	table_done(&p.table);
}
