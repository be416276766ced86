/* init/web/page_services.c - draws the services, the logs and the events. */
#include "init/client/counts.h"
#include "init/web/control_link.h"
#include "init/web/html_text.h"
#include "init/web/page_files.h"
#include "init/web/page_parts.h"

#include <string.h>

#define COLOURS 8

const json_t *page_row_of(const json_t *rows, const char *type, const char *name)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		const char *own = row_text(row, "name");

		if (row_is(row, type) && own && name && strcmp(own, name) == 0)
			return row;
	}
	return NULL;
}

void page_facts(FILE *out, const json_t *container)
{
	const struct unit_counts counts = { .units = row_number(container, "units", 0),
					    .ready = row_number(container, "ready", 0),
					    .done = row_number(container, "done", 0),
					    .skipped =
						    row_number(container, "skipped", 0) };
	char text[COUNTS_SIZE];

	if (!container)
		return;
	fprintf(out, "%s · up ", counts_text(&counts, text));
	html_put_time(out, row_number(container, "up_ms", 0));
	if (row_number(container, "ready_ms", -1) >= 0) {
		fputs(" · started in ", out);
		html_put_time(out, row_number(container, "ready_ms", 0));
	}
}

/* A text in memory that is one field of a row. */
static const char *field_of(char *to, size_t size, const json_t *row, const char *key,
			    void (*put)(FILE *out, long long number))
{
	long long number = row ? row_number(row, key, -1) : -1;
	FILE *out = number >= 0 ? fmemopen(to, size, "w") : NULL;

	*to = '\0';
	if (out) {
		put(out, number);
		fclose(out);
	}
	return to;
}

static void put_number(FILE *out, long long number)
{
	fprintf(out, "%lld", number);
}

static void put_cpu(FILE *out, long long usec)
{
	html_put_time(out, usec / 1000);
}

static void put_badges(FILE *out, const json_t *unit)
{
	const char *kind = row_text(unit, "kind");
	const json_t *healthy = json_object_get(unit, "healthy"), *group;
	size_t i;

	if (kind && strcmp(kind, "daemon") != 0) {
		fputs("<span class=\"badge\">", out);
		html_put(out, kind);
		fputs("</span> ", out);
	}
	json_array_foreach(json_object_get(unit, "groups"), i, group)
	{
		fputs("<span class=\"badge\">@", out);
		html_put(out, json_string_value(group));
		fputs("</span> ", out);
	}
	if (json_is_false(healthy))
		fputs("<span class=\"state s-unhealthy\">unhealthy</span> ", out);
	if (json_is_false(json_object_get(unit, "enabled")))
		fputs("<span class=\"badge\">disabled</span> ", out);
}

static void put_button(FILE *out, const char *name, const char *verb, const char *word,
		       bool sure)
{
	fprintf(out, "<button type=\"button\" data-do=\"%s\"%s data-name=\"", verb,
		sure ? " data-sure=\"yes\"" : "");
	html_put(out, name);
	fprintf(out, "\">%s</button> ", word);
}

static void put_buttons(FILE *out, const json_t *unit)
{
	const char *name = row_text(unit, "name"), *kind = row_text(unit, "kind");
	bool enabled = !json_is_false(json_object_get(unit, "enabled"));

	if (kind && strcmp(kind, "setup") == 0)
		return;
	if (!enabled) {
		put_button(out, name, "enable", "Enable", false);
	} else if (row_number(unit, "pid", 0) > 0) {
		put_button(out, name, "restart", "Restart", false);
		put_button(out, name, "stop", "Stop", true);
	} else {
		put_button(out, name, "start", "Start", false);
	}
}

/* Why it is in this state; else how it ended last. */
static void put_reason(FILE *out, const json_t *unit)
{
	const char *why = row_text(unit, "why"), *end = row_text(unit, "exit");
	long long restart = row_number(unit, "restart_in_ms", -1);

	fputs(why ? why : end ? "last end: " : "", out);
	if (!why && end)
		fputs(end, out);
	if (restart >= 0) {
		fputs(why ? "; restarts in " : "restarts in ", out);
		html_put_time(out, restart);
	}
}

static void put_service(FILE *out, const json_t *unit, const json_t *usage)
{
	char *badges = NULL, *buttons = NULL, *why = NULL;
	char age[48], pid[24], restarts[24], took[48] = "", memory[32], cpu[48];
	size_t size;
	long long from = row_number(unit, "wanted_ms", -1),
		  to = row_number(unit, "ready_ms", -1);
	FILE *part = open_memstream(&badges, &size);

	if (part) {
		put_badges(part, unit);
		fclose(part);
	}
	if ((part = open_memstream(&buttons, &size))) {
		put_buttons(part, unit);
		fclose(part);
	}
	if ((part = open_memstream(&why, &size))) {
		put_reason(part, unit);
		fclose(part);
	}
	if (from >= 0 && to >= from && (part = fmemopen(took, sizeof took, "w"))) {
		html_put_time(part, to - from);
		fclose(part);
	}
	const struct html_field fields[] = {
		{ "name", row_text(unit, "name") },
		{ "state", row_text(unit, "state") },
		{ "age", field_of(age, sizeof age, unit, "age_ms", html_put_time) },
		{ "pid", field_of(pid, sizeof pid, unit, "pid", put_number) },
		{ "restarts",
		  field_of(restarts, sizeof restarts, unit, "restarts", put_number) },
		{ "took", took },
		{ "memory",
		  field_of(memory, sizeof memory, usage, "memory_bytes", html_put_bytes) },
		{ "cpu", field_of(cpu, sizeof cpu, usage, "cpu_usec", put_cpu) },
		{ "badges", badges },
		{ "buttons", buttons },
		{ "why", why },
		{ NULL, NULL },
	};
	html_put_template(out, template_service, fields);
	free(badges);
	free(buttons);
	free(why);
}

void page_services(FILE *out, const json_t *rows)
{
	const json_t *row;
	size_t i;

	fputs("<table><thead><tr><th>Name</th><th>State</th><th class=\"n\">Pid</th><th "
	      "class=\"n\">Restarts</th><th class=\"n\">Ready after</th><th "
	      "class=\"n\">Memory</th><th "
	      "class=\"n\">CPU time</th><th class=\"why\">Why</th><th class=\"only-live "
	      "only-change\"></th></tr></thead><tbody>\n",
	      out);
	json_array_foreach(rows, i, row)
	{
		if (row_is(row, "unit"))
			put_service(out, row,
				    page_row_of(rows, "usage", row_text(row, "name")));
	}
	fputs("</tbody></table>\n", out);
}

static void put_clock(FILE *out, const json_t *row)
{
	long long second = row_number(row, "at_ms", 0) / 1000 % 86400;

	fprintf(out, "<time>%02lld:%02lld:%02lld</time> ", second / 3600, second / 60 % 60,
		second % 60);
}

/* A service has the same colour in each list and at each call. page/live.js does the same. */
static unsigned colour_of(const char *name)
{
	unsigned hash = 0;

	for (; *name; name++)
		hash = hash * 31 + (unsigned char)*name;
	return hash % COLOURS;
}

static void put_name(FILE *out, const json_t *row)
{
	const char *name = row_text(row, "name");

	fprintf(out, "<b class=\"c%u\">", colour_of(name ? name : ""));
	html_put(out, name);
	fputs("</b> ", out);
}

static void put_list(FILE *out, const json_t *rows, const char *id,
		     void (*put)(FILE *out, const json_t *row))
{
	const json_t *row;
	size_t i;

	if (!rows) {
		fputs("<p class=\"dim\">They need the token: see below.</p>\n", out);
		return;
	}
	fprintf(out, "<div class=\"lines\" id=\"%s\" tabindex=\"0\">", id);
	json_array_foreach(rows, i, row)
	{
		const char *stream = row_text(row, "stream"), *to = row_text(row, "to");
		bool bad = (stream && strcmp(stream, "stderr") == 0) ||
			   (to && strcmp(to, "failed") == 0);

		fputs(bad ? "<div class=\"err\">" : "<div>", out);
		put_clock(out, row);
		put_name(out, row);
		put(out, row);
		fputs("</div>\n", out);
	}
	fputs("</div>\n", out);
}

static void put_line(FILE *out, const json_t *row)
{
	html_put(out, row_text(row, "text"));
}

static void put_event(FILE *out, const json_t *row)
{
	html_put(out, row_text(row, "from"));
	fputs(" → ", out);
	html_put(out, row_text(row, "to"));
	if (row_text(row, "why")) {
		fputs(": ", out);
		html_put(out, row_text(row, "why"));
	}
}

void page_lines(FILE *out, const json_t *rows)
{
	put_list(out, rows, "log-lines", put_line);
}

void page_events(FILE *out, const json_t *rows)
{
	put_list(out, rows, "event-lines", put_event);
}
