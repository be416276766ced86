/* init/verbs/blame.c - runs `ctinit blame`: shows what the start took, slowest first. */
#include "conf/base/exits.h"
#include "init/client/text_table.h"
#include "init/verbs/fetch_units.h"
#include "init/verbs/start_chain.h"
#include "init/verbs/unit_text.h"

#include <stdlib.h>

static int by_start_time(const void *a, const void *b)
{
	const struct unit_info *const *one = a, *const *two = b;
	msec difference =
		unit_start_time(&(*two)->fields) - unit_start_time(&(*one)->fields);

	return difference < 0 ? -1 : difference > 0;
}

static void print_times(const struct unit_list *list, const struct screen *screen)
{
	static const char *const titles[] = { "STARTING", "WAITING", "NAME", "" };
	struct table table = { .titles = titles, .columns = 3, .right = 3 };
	const struct unit_info **units = calloc(list->count + 1, sizeof *units);
	char text[SPAN_SIZE];

	for (size_t i = 0; units && i < list->count; i++)
		units[i] = &list->units[i];
	if (units)
		qsort(units, list->count, sizeof *units, by_start_time);
	for (size_t i = 0; units && i < list->count; i++) {
		struct start_times times = start_times_of(units[i]);
		msec waiting = times.wanted < 0 ? -1 : times.spawned - times.wanted;

		if (unit_start_time(&units[i]->fields) < 0)
			continue;
		table_add(&table, COLOUR_NONE,
			  span_text(unit_start_time(&units[i]->fields), text));
		table_add(&table, COLOUR_NONE, span_text(waiting, text));
		table_add(&table, COLOUR_NONE, units[i]->name);
	}
	table_print_all(&table, screen);
	table_done(&table);
	free(units);
}

static void print_chain(const struct unit_list *list, const struct screen *screen)
{
	size_t *chain = calloc(list->count + 1, sizeof *chain);
	size_t count = chain ? start_chain(list, chain) : 0;
	struct table table = { .columns = 3, .right = 3 };
	char text[SPAN_SIZE + 1];

	fprintf(screen->out, "\nThe start took %s. What it waited for, last first:\n",
		span_text(start_end(list), text));
	for (size_t i = 0; i < count; i++) {
		const struct unit_info *unit = &list->units[chain[i]];

		table_add(&table, COLOUR_NONE, span_text(start_times_of(unit).ready, text));
		text[0] = '+';
		span_text(unit_start_time(&unit->fields), text + 1);
		table_add(&table, COLOUR_BUSY, text);
		table_add(&table, COLOUR_NONE, unit->name);
	}
	table_print_all(&table, screen);
	table_done(&table);
	free(chain);
}

static int blame_run(const struct process_start *start, int argc, char **argv)
{
	struct client_options options;
	struct unit_list list = { .count = 0 };
	struct screen screen;
	int code = fetch_units(start, &verb_blame, argv, &options, &list);

	(void)argc;
	screen_init(&screen, stdout);
	if (code == 0 && !options.json) {
		print_times(&list, &screen);
		print_chain(&list, &screen);
	}
	unit_list_done(&list);
	return code;
}

static const struct verb_option blame_options[] = { CLIENT_JSON, CLIENT_PLACES };

const struct verb verb_blame = {
	.name = "blame",
	.usage = "[--json]",
	.summary = "Show how long each unit was starting, slowest first, and the chain of "
		   "units that the whole start waited for.",
	.options = blame_options,
	.run = blame_run,
};
