/* init/verbs/graph.c - runs `ctinit graph`: shows which unit needs, wants or follows which. */
#include "conf/base/exits.h"
#include "init/verbs/fetch_units.h"
#include "init/verbs/graph_picture.h"
#include "init/verbs/unit_text.h"

#include <string.h>

/* Prints a name as a string of dot(1). */
static void print_dot_name(const char *name)
{
	putchar('"');
	for (; *name != '\0'; name++) {
		if (*name == '"' || *name == '\\')
			putchar('\\');
		putchar((unsigned char)*name < ' ' ? '?' : *name);
	}
	putchar('"');
}

static void print_dot(const struct unit_list *list)
{
	static const char *const colours[] = {
		[COLOUR_BAD] = "red", [COLOUR_GOOD] = "darkgreen", [COLOUR_BUSY] = "orange"
	};

	puts("digraph ctinit {\n\trankdir=LR\n\tnode [shape=box]");
	for (size_t i = 0; i < list->count; i++) {
		enum colour colour = unit_colour(&list->units[i].fields);
		const char *word = colour < ARRAY_LEN(colours) ? colours[colour] : NULL;

		putchar('\t');
		print_dot_name(list->units[i].name);
		printf(" [color=%s]\n", word ? word : "gray");
	}
	for (size_t i = 0; i < list->edge_count; i++) {
		char kind = list->edges[i].kind;

		putchar('\t');
		print_dot_name(list->units[list->edges[i].from].name);
		fputs(" -> ", stdout);
		print_dot_name(list->units[list->edges[i].to].name);
		puts(kind == 'n'   ? ""
		     : kind == 'w' ? " [style=dashed]"
				   : " [style=dotted]");
	}
	puts("}");
}

static int graph_run(const struct process_start *start, int argc, char **argv)
{
	struct client_options options;
	struct unit_list list = { .count = 0 };
	struct screen screen;
	int code = fetch_units(start, &verb_graph, argv, &options, &list);

	(void)argc;
	screen_init(&screen, stdout);
	if (code == 0 && options.dot)
		print_dot(&list);
	else if (code == 0 && !options.json)
		graph_picture_print(&list, &screen);
	unit_list_done(&list);
	return code;
}

static const struct verb_option graph_options[] = {
	CLIENT_FLAG("--dot", 'd', dot, "Print the graph in the language of dot(1)."),
	CLIENT_JSON,
	CLIENT_PLACES,
};

const struct verb verb_graph = {
	.name = "graph",
	.usage = "[--dot | --json]",
	.summary =
		"Draw which unit needs which: a line leads down from a unit to those that "
		"need it; to those that only want or follow it, the line is broken.",
	.options = graph_options,
	.run = graph_run,
};
