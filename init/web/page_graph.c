/* init/web/page_graph.c - draws which unit starts before which one.
 *
 * Units are in columns: a unit is right of all that start before it. In a column the order is
 * that of the middle of what a unit is connected to on its left. */
#include "init/web/control_link.h"
#include "init/web/html_text.h"
#include "init/web/page_parts.h"

#include <stdlib.h>
#include <string.h>

#define BOX_WIDTH  150
#define BOX_HEIGHT 32
#define GAP_X      64
#define GAP_Y      14
#define MARGIN     6
#define NAME_SHOWN 19 /* characters that fit into a box */

struct box {
	const json_t *unit;
	int column, row;
	long long place; /* what the order in the column goes by */
};

struct arrow {
	struct box *before, *after;
	const char *kind;
};

struct picture {
	struct box *nodes;
	struct arrow *arrows;
	size_t node_count, arrow_count;
	int columns, rows;
};

static struct box *node_of(const struct picture *g, const char *name)
{
	for (size_t i = 0; name && i < g->node_count; i++) {
		const char *own = row_text(g->nodes[i].unit, "name");

		if (own && strcmp(own, name) == 0)
			return &g->nodes[i];
	}
	return NULL;
}

/* Fills the graph from the rows. Returns false if memory is short, or if there are no units or
 * too many. */
static bool graph_fill(struct picture *g, const json_t *rows, const json_t *edges)
{
	const json_t *row;
	size_t i;

	*g = (struct picture){ .nodes = calloc(GRAPH_UNITS_MAX, sizeof *g->nodes),
			       .arrows = calloc(json_array_size(edges) + 1,
						sizeof *g->arrows) };
	if (!g->nodes || !g->arrows)
		return false;
	json_array_foreach(rows, i, row)
	{
		if (!row_is(row, "unit"))
			continue;
		if (g->node_count == GRAPH_UNITS_MAX)
			return false;
		g->nodes[g->node_count++].unit = row;
	}
	json_array_foreach(edges, i, row)
	{
		struct box *before = node_of(g, row_text(row, "to"));
		struct box *after = node_of(g, row_text(row, "from"));
		const char *kind = row_text(row, "kind");

		if (before && after && before != after)
			g->arrows[g->arrow_count++] =
				(struct arrow){ before, after, kind ? kind : "order" };
	}
	return g->node_count > 0;
}

/* Puts every unit right of those before it. A circle, which a checked file does not have, ends
 * with the last round. */
static void set_columns(struct picture *g)
{
	bool moved = true;

	for (size_t round = 0; moved && round < g->node_count; round++) {
		moved = false;
		for (size_t i = 0; i < g->arrow_count; i++) {
			const struct arrow *a = &g->arrows[i];

			if (a->after->column <= a->before->column) {
				a->after->column = a->before->column + 1;
				moved = true;
			}
		}
	}
	for (size_t i = 0; i < g->node_count; i++) {
		if (g->nodes[i].column >= g->columns)
			g->columns = g->nodes[i].column + 1;
	}
}

/* The middle of the rows of what starts before it, in thousandths; the place in the file
 * decides between equals. */
static void set_place(struct picture *g, struct box *node)
{
	long long sum = 0, count = 0;

	for (size_t i = 0; i < g->arrow_count; i++) {
		if (g->arrows[i].after == node) {
			sum += g->arrows[i].before->row;
			count++;
		}
	}
	node->place =
		(count ? sum * 1000 / count : 0) * GRAPH_UNITS_MAX + (node - g->nodes);
}

static void set_rows(struct picture *g)
{
	for (int column = 0; column < g->columns; column++) {
		int count = 0;

		for (size_t i = 0; i < g->node_count; i++) {
			if (g->nodes[i].column == column)
				set_place(g, &g->nodes[i]);
		}
		for (size_t i = 0; i < g->node_count; i++) {
			struct box *node = &g->nodes[i];

			if (node->column != column)
				continue;
			node->row = 0;
			count++;
			for (size_t k = 0; k < g->node_count; k++)
				node->row += g->nodes[k].column == column &&
					     g->nodes[k].place < node->place;
		}
		if (count > g->rows)
			g->rows = count;
	}
}

static int left_of(const struct box *node)
{
	return MARGIN + node->column * (BOX_WIDTH + GAP_X);
}

static int top_of(const struct box *node)
{
	return MARGIN + node->row * (BOX_HEIGHT + GAP_Y);
}

static void put_arrow(FILE *out, const struct arrow *a)
{
	int x1 = left_of(a->before) + BOX_WIDTH, y1 = top_of(a->before) + BOX_HEIGHT / 2;
	int x2 = left_of(a->after) - 5, y2 = top_of(a->after) + BOX_HEIGHT / 2;
	int bend = GAP_X / 2;

	fputs("<path class=\"edge e-", out);
	html_put(out, a->kind);
	fprintf(out, "\" marker-end=\"url(#head)\" d=\"M%d %dC%d %d %d %d %d %d\"/>\n", x1,
		y1, x1 + bend, y1, x2 - bend, y2, x2, y2);
}

static void put_node(FILE *out, const struct box *node)
{
	const char *name = row_text(node->unit, "name");
	char shown[NAME_SHOWN + 8];

	if (!name)
		return;
	/* Names are ASCII. */
	snprintf(shown, sizeof shown, "%.*s%s", NAME_SHOWN, name,
		 strlen(name) > NAME_SHOWN ? "…" : "");
	fputs("<a href=\"#unit-", out);
	html_put(out, name);
	fputs("\"><g class=\"g-", out);
	html_put(out, row_text(node->unit, "state"));
	fputs("\"><title>", out);
	html_put(out, name);
	fprintf(out,
		"</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
		"rx=\"7\"/><text x=\"%d\" "
		"y=\"%d\" text-anchor=\"middle\">",
		left_of(node), top_of(node), BOX_WIDTH, BOX_HEIGHT,
		left_of(node) + BOX_WIDTH / 2, top_of(node) + 21);
	html_put(out, shown);
	fputs("</text></g></a>\n", out);
}

static void put_picture(FILE *out, const struct picture *g)
{
	int width = 2 * MARGIN + g->columns * (BOX_WIDTH + GAP_X) - GAP_X;
	int height = 2 * MARGIN + g->rows * (BOX_HEIGHT + GAP_Y) - GAP_Y;

	fprintf(out,
		"<div class=\"wide\" tabindex=\"0\"><svg class=\"graph\" viewBox=\"0 0 %d "
		"%d\" "
		"width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"which unit starts "
		"before which "
		"one\"><defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"6\" refY=\"4\" "
		"markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path class=\"head\" "
		"d=\"M0 0L8 4L0 8z\"/></marker></defs>\n",
		width, height, width, height);
	for (size_t i = 0; i < g->arrow_count; i++)
		put_arrow(out, &g->arrows[i]);
	for (size_t i = 0; i < g->node_count; i++)
		put_node(out, &g->nodes[i]);
	fputs("</svg></div>\n<p class=\"dim\">An arrow leads to what starts later: solid "
	      "if it "
	      "needs the other one, dashed if it wants it, dotted if only the order "
	      "counts.</p>\n",
	      out);
}

void page_graph(FILE *out, const json_t *rows, const json_t *edges)
{
	struct picture g;

	if (graph_fill(&g, rows, edges)) {
		set_columns(&g);
		set_rows(&g);
		put_picture(out, &g);
	} else {
		fprintf(out, "<p class=\"dim\">There is a picture for 1 to %d units.</p>\n",
			GRAPH_UNITS_MAX);
	}
	free(g.nodes);
	free(g.arrows);
}
