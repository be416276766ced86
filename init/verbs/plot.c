/* init/verbs/plot.c - runs `ctinit plot`: draws the start as a timeline, in SVG. */
#include "conf/base/exits.h"
#include "init/client/screen.h"
#include "init/verbs/fetch_units.h"
#include "init/verbs/start_chain.h"
#include "init/verbs/unit_text.h"

#include <stdlib.h>
#include <string.h>

/* The picture, in pixels. */
#define NAMES_WIDTH 170
#define TIME_WIDTH  760
#define ROW_HEIGHT  22
#define HEAD_HEIGHT 70
#define TICKS_MAX   10

struct plot {
	const struct unit_list *list;
	msec end;      /* of the time axis */
	size_t *chain; /* start_chain() */
	size_t chain_count;
};

static bool is_in_chain(const struct plot *p, size_t unit)
{
	for (size_t i = 0; i < p->chain_count; i++)
		if (p->chain[i] == unit)
			return true;
	return false;
}

/* Prints text for XML. Other characters than these cannot end an element (XML 1.0, 2.4);
 * control characters are not allowed. */
static void print_xml(const char *text)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '&': fputs("&amp;", stdout); break;
		case '<': fputs("&lt;", stdout); break;
		case '>': fputs("&gt;", stdout); break;
		case '"': fputs("&quot;", stdout); break;
		default: putchar((unsigned char)*text < ' ' ? '?' : *text);
		}
	}
}

/* Returns the position of a time; times after the end are at the right edge. */
static int position(const struct plot *p, msec time)
{
	msec within = time > p->end ? p->end : time < 0 ? 0 : time;

	return NAMES_WIDTH + (int)(within * TIME_WIDTH / p->end);
}

static void print_bar(const struct plot *p, int y, msec from, msec to, const char *class)
{
	int x = position(p, from), width = position(p, to) - x;

	printf("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", class,
	       x, y + 4, width > 0 ? width : 1, ROW_HEIGHT - 8);
}

static void print_head(const struct plot *p)
{
	int height = HEAD_HEIGHT + (int)p->list->count * ROW_HEIGHT + 34;
	char span[SPAN_SIZE];

	printf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
	       "font-family=\"sans-serif\" font-size=\"12\">\n",
	       NAMES_WIDTH + TIME_WIDTH + 30, height);
	puts("<style>.page{fill:#fff}.wait{fill:#c9ced6}.run{fill:#f2a93b}.up{fill:#8fc99a}"
	     ".bad{fill:#d9534f}.chain{font-weight:bold}.edge{stroke:#b03a2e;stroke-width:"
	     "2;"
	     "fill:none}.axis{stroke:#e3e6ea}.dim{fill:#667}</style>");
	printf("<rect class=\"page\" width=\"100%%\" height=\"100%%\"/>\n<text x=\"10\" "
	       "y=\"22\" font-size=\"16\">");
	print_xml(json_text(&p->list->container.fields, "name"));
	printf(": started in %s</text>\n", span_text(start_end(p->list), span));
}

/* Prints vertical lines at round times: 1, 2 or 5 times a power of ten. */
static void print_axis(const struct plot *p)
{
	int bottom = HEAD_HEIGHT + (int)p->list->count * ROW_HEIGHT;
	static const int factors[] = { 2, 5, 10 };
	msec step = 1, power = 1;
	char span[SPAN_SIZE];

	for (size_t i = 0; p->end / step > TICKS_MAX; i++) {
		step = power * factors[i % 3];
		if (i % 3 == 2)
			power *= 10;
	}
	for (msec time = 0; time <= p->end; time += step) {
		int x = position(p, time);

		printf("<path class=\"axis\" d=\"M%d %dV%d\"/><text class=\"dim\" x=\"%d\" "
		       "y=\"%d\">%s</text>\n",
		       x, HEAD_HEIGHT, bottom, x, HEAD_HEIGHT - 6, span_text(time, span));
	}
}

static void print_unit(const struct plot *p, size_t i)
{
	const struct unit_info *unit = &p->list->units[i];
	struct start_times times = start_times_of(unit);
	int y = HEAD_HEIGHT + (int)i * ROW_HEIGHT;
	bool bad = unit_colour(&unit->fields) == COLOUR_BAD && times.ready < 0;
	bool again = times.wanted > p->end || times.spawned > p->end;
	msec begin = times.spawned >= 0 ? times.spawned : p->end;
	msec ready = times.ready >= begin ? times.ready : p->end;
	char note[UNIT_NOTE_SIZE], span[SPAN_SIZE];

	printf("<text x=\"10\" y=\"%d\"%s>", y + 15,
	       is_in_chain(p, i) ? " class=\"chain\"" : "");
	print_xml(unit->name);
	fputs("</text>\n<g><title>", stdout);
	print_xml(unit->name);
	printf(": %s", unit_state_text(&unit->fields));
	if (unit_start_time(&unit->fields) >= 0)
		printf(", starting for %s",
		       span_text(unit_start_time(&unit->fields), span));
	fputs(again ? ", started again later. " : ". ", stdout);
	print_xml(unit_note(&unit->fields, note));
	puts("</title>");
	if (times.wanted >= 0 && !again) {
		print_bar(p, y, times.wanted, begin, "wait");
		if (times.spawned >= 0)
			print_bar(p, y, begin, ready, bad ? "bad" : "run");
		if (times.ready >= begin)
			print_bar(p, y, ready, p->end, "up");
	}
	puts("</g>");
}

/* Prints the lines of the critical chain: from the moment when a unit was ready to the unit
 * that waited for it. */
static void print_chain(const struct plot *p)
{
	for (size_t i = 0; i + 1 < p->chain_count; i++) {
		size_t to = p->chain[i], from = p->chain[i + 1];
		int x = position(p, start_times_of(&p->list->units[from]).ready);

		printf("<path class=\"edge\" d=\"M%d %dV%d\"/>\n", x,
		       HEAD_HEIGHT + (int)from * ROW_HEIGHT + ROW_HEIGHT / 2,
		       HEAD_HEIGHT + (int)to * ROW_HEIGHT + ROW_HEIGHT / 2);
	}
}

static void print_legend(const struct plot *p)
{
	static const char *const rows[][2] = { { "wait", "waiting" },
					       { "run", "starting" },
					       { "up", "ready or done" },
					       { "bad", "failed" } };
	int x = NAMES_WIDTH, y = HEAD_HEIGHT + (int)p->list->count * ROW_HEIGHT + 14;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++, x += 120)
		printf("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"12\" height=\"12\"/>"
		       "<text x=\"%d\" y=\"%d\">%s</text>\n",
		       rows[i][0], x, y, x + 18, y + 10, rows[i][1]);
	printf("<path class=\"edge\" d=\"M%d %dh12\"/><text x=\"%d\" y=\"%d\">what the "
	       "start "
	       "waited for</text>\n</svg>\n",
	       x, y + 6, x + 18, y + 10);
}

static void print_plot(const struct unit_list *list)
{
	struct plot p = { .list = list, .end = start_end(list) + start_end(list) / 20 + 1 };

	p.chain = calloc(list->count + 1, sizeof *p.chain);
	p.chain_count = p.chain ? start_chain(list, p.chain) : 0;
	print_head(&p);
	print_axis(&p);
	for (size_t i = 0; i < list->count; i++)
		print_unit(&p, i);
	print_chain(&p);
	print_legend(&p);
	free(p.chain);
}

static int plot_run(const struct process_start *start, int argc, char **argv)
{
	struct client_options options;
	struct unit_list list = { .count = 0 };
	int code = fetch_units(start, &verb_plot, argv, &options, &list);

	(void)argc;
	if (code == 0)
		print_plot(&list);
	unit_list_done(&list);
	return code;
}

static const struct verb_option plot_options[] = { CLIENT_PLACES };

const struct verb verb_plot = {
	.name = "plot",
	.usage = "> start.svg",
	.summary =
		"Draw the start of the container as a timeline, in SVG: how long each unit "
		"was waiting and starting, and what the whole start waited for.",
	.options = plot_options,
	.run = plot_run,
};
