/* init/verbs/graph_picture.c - draws the edges between units with lines.
 *
 * Each unit that others need has a track: a vertical line right of the names, from its own
 * row down to the last unit that needs it. Tracks whose rows do not meet share a column. */
#include "init/verbs/graph_picture.h"

#include "conf/base/escape.h"
#include "init/client/text_table.h"
#include "init/verbs/unit_text.h"

#include <stdlib.h>
#include <string.h>

struct track {
	size_t from_row, to_row; /* equal if no unit needs this one */
	size_t column;
};

struct graph_picture {
	const struct unit_list *list;
	size_t *order;        /* the unit of each row */
	size_t *row;          /* the row of each unit */
	struct track *tracks; /* of each unit */
	size_t columns;
};

enum line_part {
	PART_NONE,
	PART_ACROSS,
	PART_DOWN,
	PART_WEAK,
	PART_BEGIN,
	PART_BEGIN_MORE,
	PART_END,
	PART_END_MORE,
	PART_JOIN,
	PART_JOIN_MORE,
	PART_COUNT
};

static const char *const lines_utf8[PART_COUNT] = { " ", "─", "│", "╌", "┐",
						    "┬", "┘", "┴", "┤", "┼" };
static const char *const lines_ascii[PART_COUNT] = { " ", "-", "|", ".", ".",
						     ".", "'", "'", "+", "+" };

/* Returns the edge from unit `from` to unit `to`, or NULL. The strongest one counts. */
static const struct unit_edge *edge_between(const struct unit_list *list, size_t from,
					    size_t to)
{
	const struct unit_edge *found = NULL;

	for (size_t i = 0; i < list->edge_count; i++)
		if (list->edges[i].from == from && list->edges[i].to == to &&
		    (found == NULL || list->edges[i].kind == 'n'))
			found = &list->edges[i];
	return found;
}

static bool is_placeable(const struct graph_picture *p, size_t unit)
{
	for (size_t i = 0; i < p->list->edge_count; i++)
		if (p->list->edges[i].from == unit &&
		    p->row[p->list->edges[i].to] == NO_UNIT)
			return false;
	return true;
}

/* Gives each unit a row, below those that it needs, and otherwise in the order of the
 * file. */
static void place_rows(struct graph_picture *p)
{
	size_t count = p->list->count;

	for (size_t i = 0; i < count; i++)
		p->row[i] = NO_UNIT;
	for (size_t row = 0; row < count; row++) {
		size_t next = NO_UNIT, first = NO_UNIT;

		for (size_t i = 0; i < count && next == NO_UNIT; i++) {
			if (p->row[i] != NO_UNIT)
				continue;
			first = first == NO_UNIT ? i : first;
			next = is_placeable(p, i) ? i : NO_UNIT;
		}
		next = next == NO_UNIT ? first : next;
		p->row[next] = row;
		p->order[row] = next;
	}
}

/* Returns true if the column is free from `row` on. */
static bool is_free(const struct graph_picture *p, size_t column, size_t row)
{
	for (size_t r = 0; r < row; r++) {
		const struct track *track = &p->tracks[p->order[r]];

		if (track->column == column && track->to_row >= row)
			return false;
	}
	return true;
}

static void place_tracks(struct graph_picture *p)
{
	for (size_t row = 0; row < p->list->count; row++) {
		struct track *track = &p->tracks[p->order[row]];

		*track = (struct track){ row, row, NO_UNIT };
		for (size_t i = 0; i < p->list->edge_count; i++) {
			const struct unit_edge *edge = &p->list->edges[i];

			if (edge->to == p->order[row] && p->row[edge->from] > track->to_row)
				track->to_row = p->row[edge->from];
		}
		if (track->to_row == row)
			continue;
		for (track->column = 0; !is_free(p, track->column, row); track->column++)
			;
		if (track->column >= p->columns)
			p->columns = track->column + 1;
	}
}

/* What a row shows of one column. */
struct row_cell {
	bool down; /* a track passes, begins or ends here */
	bool begins, ends;
	const struct unit_edge *edge; /* the unit of the row needs that of the track */
};

static struct row_cell cell_at(const struct graph_picture *p, size_t row, size_t column)
{
	struct row_cell cell = { .down = false };

	for (size_t r = 0; r <= row; r++) {
		const struct track *track = &p->tracks[p->order[r]];

		if (track->column != column || track->to_row < row ||
		    track->to_row == track->from_row)
			continue;
		cell.down = true;
		cell.begins = r == row;
		cell.ends = track->to_row == row;
		cell.edge = edge_between(p->list, p->order[row], p->order[r]);
	}
	return cell;
}

static enum line_part part_of(const struct row_cell *cell, bool more)
{
	if (cell->begins)
		return more ? PART_BEGIN_MORE : PART_BEGIN;
	if (cell->edge != NULL && cell->ends)
		return more ? PART_END_MORE : PART_END;
	if (cell->edge != NULL)
		return more ? PART_JOIN_MORE : PART_JOIN;
	return cell->down ? PART_DOWN : more ? PART_ACROSS : PART_NONE;
}

static void print_row(const struct graph_picture *p, size_t row,
		      const struct screen *screen)
{
	const char *const *parts = screen->utf8 ? lines_utf8 : lines_ascii;
	size_t last = NO_UNIT, end = 0;

	for (size_t c = 0; c < p->columns; c++) {
		struct row_cell cell = cell_at(p, row, c);

		if (cell.begins || cell.edge != NULL)
			last = c;
		end = cell.down ? c + 1 : end;
	}
	for (size_t c = 0; c < end; c++) {
		struct row_cell cell = cell_at(p, row, c);
		bool across = last != NO_UNIT && c <= last;
		bool weak = cell.edge != NULL && cell.edge->kind != 'n';
		enum line_part before = !across ? PART_NONE
					: weak  ? PART_WEAK
						: PART_ACROSS;

		fputs(parts[before], screen->out);
		fputs(parts[before], screen->out);
		fputs(parts[part_of(&cell, last != NO_UNIT && c < last)], screen->out);
	}
}

static void print_rows(const struct graph_picture *p, const struct screen *screen)
{
	size_t width = 0;

	for (size_t i = 0; i < p->list->count; i++) {
		size_t len = strlen(p->list->units[i].name);

		width = len > width ? len : width;
	}
	for (size_t row = 0; row < p->list->count; row++) {
		const struct unit_info *unit = &p->list->units[p->order[row]];
		char name[128], state[32];
		const char *word = unit_state_text(&unit->fields);

		escape_text(name, sizeof name, unit->name, strlen(unit->name));
		escape_text(state, sizeof state, word, strlen(word));
		fprintf(screen->out, "%-*s  %s%-9s%s ", (int)width, name,
			screen_sgr(screen, unit_colour(&unit->fields)), state,
			screen_sgr(screen, COLOUR_NONE));
		print_row(p, row, screen);
		fputc('\n', screen->out);
	}
}

void graph_picture_print(const struct unit_list *list, const struct screen *screen)
{
	struct graph_picture p = { .list = list,
				   .order = calloc(list->count + 1, sizeof *p.order),
				   .row = calloc(list->count + 1, sizeof *p.row),
				   .tracks = calloc(list->count + 1, sizeof *p.tracks) };

	if (p.order != NULL && p.row != NULL && p.tracks != NULL) {
		place_rows(&p);
		place_tracks(&p);
		print_rows(&p, screen);
	}
	free(p.order);
	free(p.row);
	free(p.tracks);
}
