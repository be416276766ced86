/* init/verbs/top_draw.c - draws the screen of `ctinit top`.
 *
 * The sequences are those of ECMA-48 and of xterm that every terminal since the VT100
 * knows, or ignores. So no terminfo file is needed. */
#include "conf/base/escape.h"
#include "conf/base/text.h"
#include "init/client/text_table.h"
#include "init/verbs/status_view.h"
#include "init/verbs/top.h"
#include "init/verbs/unit_text.h"

#include <stdlib.h>
#include <string.h>

#define TOP_COLUMNS 9
#define TOP_RIGHT   0xf8 /* the columns with numbers */
/* Lines that are no rows: the container, the message, the titles, the keys. */
#define OTHER_LINES 4

static const char *const titles[TOP_COLUMNS] = { "NAME",   "STATE",    "SINCE",
						 "PID",    "RESTARTS", "PROCS",
						 "MEMORY", "CPU",      "WHY" };

static const char *const sort_words[] = {
#define X(name, word) word,
	TOP_SORTS(X)
#undef X
};

static void add_number(struct table *t, int64_t number, int64_t least)
{
	char text[SPAN_SIZE] = "";

	if (number >= least)
		snprintf(text, sizeof text, "%lld", (long long)number);
	table_add(t, COLOUR_NONE, text);
}

static void add_row(struct table *t, const struct top *top, size_t i)
{
	const struct unit_info *unit = &top->list.units[i];
	const struct json_object *fields = &unit->fields;
	char text[SPAN_SIZE] = "", note[UNIT_NOTE_SIZE];

	table_add(t, screen_name_colour(i), unit->name);
	table_add(t, unit_colour(fields), unit_state_text(fields));
	table_add(t, COLOUR_NONE, span_text(json_number(fields, "age_ms", -1), text));
	add_number(t, json_number(fields, "pid", 0), 1);
	add_number(t, json_number(fields, "restarts", 0), 1);
	add_number(t, unit->processes, 0);
	table_add(t, COLOUR_NONE, bytes_text(unit->memory_bytes, text));
	text[0] = '\0';
	if (unit->cpu_tenths >= 0)
		snprintf(text, sizeof text, "%lld.%lld %%",
			 (long long)unit->cpu_tenths / 10,
			 (long long)unit->cpu_tenths % 10);
	table_add(t, COLOUR_NONE, text);
	table_add(t, unit_colour(fields) == COLOUR_BAD ? COLOUR_BAD : COLOUR_NONE,
		  unit_note(fields, note));
}

/* Prints as many rows as fit, among them the selected one. */
static void print_rows(struct top *top, const struct screen *frame, size_t room)
{
	struct table table = { .titles = titles,
			       .columns = TOP_COLUMNS,
			       .right = TOP_RIGHT };
	size_t selected = top_selected_row(top);

	for (size_t i = 0; i < top->count; i++)
		add_row(&table, top, top->rows[i]);
	if (selected < top->first)
		top->first = selected;
	if (selected >= top->first + room)
		top->first = selected - room + 1;
	table_print(&table, frame, &(struct table_view){ top->first, room, selected });
	table_done(&table);
}

static void print_message(const struct top *top, const struct screen *frame)
{
	char shown[512], note[UNIT_NOTE_SIZE];
	const char *text = top->message;

	/* The last column often has too little space for the reason. */
	if (text[0] == '\0' && top->count > 0)
		text = unit_note(&top->list.units[top->rows[top_selected_row(top)]].fields,
				 note);
	escape_text(shown, sizeof shown, text, strlen(text));
	if (top->typing || top->filter[0] != '\0')
		fprintf(frame->out, "filter: %s%s\n", top->filter, top->typing ? "_" : "");
	else
		fprintf(frame->out, "%s\n", shown);
}

static void print_log(const struct top *top, const struct screen *frame, size_t room)
{
	size_t kept = top->log_count < TOP_LOG_LINES ? top->log_count : TOP_LOG_LINES;
	size_t count = kept < room ? kept : room;
	char shown[4 * TOP_LOG_SIZE];

	fprintf(frame->out, "%slog of %s%s\n", screen_sgr(frame, COLOUR_BOLD),
		top->log_name, screen_sgr(frame, COLOUR_NONE));
	for (size_t i = top->log_count - count; i < top->log_count; i++) {
		const char *text = top->log_lines[i % TOP_LOG_LINES];

		escape_text(shown, sizeof shown, text, strlen(text));
		fprintf(frame->out, "%.*s\n", (int)text_cut(shown, frame->columns), shown);
	}
}

/* Writes the frame in one piece: each line erases what was right of it. */
static void write_frame(const struct top *top, const char *text)
{
	FILE *out = top->screen.out;
	char keys[160];

	fputs("\033[H", out);
	for (unsigned row = 1; row < top->screen.rows; row++) {
		size_t len = strcspn(text, "\n");

		fprintf(out, "%.*s\033[K\r\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
	snprintf(keys, sizeof keys,
		 "q quit  j k select  s sort: %s  / filter  r restart  l log",
		 sort_words[top->sort]);
	fprintf(out, "%s%.*s%s\033[K", screen_sgr(&top->screen, COLOUR_DIM),
		(int)top->screen.columns, keys, screen_sgr(&top->screen, COLOUR_NONE));
	fflush(out);
}

void top_draw(struct top *top)
{
	struct screen frame = top->screen;
	size_t size = 0, room = frame.rows > OTHER_LINES + 1 ? frame.rows - OTHER_LINES : 1;
	char *text = NULL;

	frame.out = open_memstream(&text, &size);
	if (!frame.out)
		return;
	status_print_container(&top->list, &frame);
	print_message(top, &frame);
	if (top->log.fd >= 0) {
		size_t rows = top->count < room / 2 ? top->count : room / 2;

		print_rows(top, &frame, rows > 0 ? rows : 1);
		print_log(top, &frame, room - rows - 1);
	} else {
		print_rows(top, &frame, room);
	}
	fclose(frame.out);
	if (text)
		write_frame(top, text);
	free(text);
}

void top_print_plain(const struct top *top)
{
	status_print_container(&top->list, &top->screen);
	status_print_table(&top->list, &top->screen);
	if (top->message[0] != '\0')
		fprintf(top->screen.out, "%s\n", top->message);
	fflush(top->screen.out);
}
