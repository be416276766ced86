/* init/client/text_table.c - prints a table with aligned columns. */
#include "init/client/text_table.h"

#include "conf/base/escape.h"
#include "conf/base/exits.h"

#include <stdlib.h>
#include <string.h>

#define GAP 2 /* blanks between columns */

static void *grown(void *memory, size_t size)
{
	memory = realloc(memory, size);
	if (memory == NULL) {
		fputs("ctinit: no memory\n", stderr);
		exit(CTINIT_EXIT_FAILED);
	}
	return memory;
}

void table_add(struct table *t, enum colour colour, const char *text)
{
	if (t->count == t->cells_size) {
		t->cells_size = t->cells_size * 2 + 64;
		t->cells = grown(t->cells, t->cells_size * sizeof *t->cells);
	}
	if (t->used + TABLE_CELL_MAX > t->texts_size) {
		t->texts_size = t->texts_size * 2 + 4 * TABLE_CELL_MAX;
		t->texts = grown(t->texts, t->texts_size);
	}
	t->cells[t->count++] = (struct table_cell){ t->used, colour };
	t->used += escape_text(t->texts + t->used, TABLE_CELL_MAX, text, strlen(text)) + 1;
}

size_t text_columns(const char *text)
{
	size_t columns = 0;

	for (; *text != '\0'; text++)
		columns += ((unsigned char)*text & 0xc0) != 0x80;
	return columns;
}

size_t text_cut(const char *text, size_t columns)
{
	size_t i = 0;

	for (; text[i] != '\0'; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80 && columns-- == 0)
			break;
	return i;
}

size_t table_rows(const struct table *t)
{
	return t->count / t->columns;
}

static const char *cell_text(const struct table *t, size_t row, size_t column)
{
	return t->texts + t->cells[row * t->columns + column].offset;
}

/* Sets the widths of the columns. A column without any text has width 0. */
static void measure_columns(const struct table *t, size_t widths[TABLE_COLUMNS_MAX])
{
	for (size_t column = 0; column < t->columns; column++) {
		widths[column] = 0;
		for (size_t row = 0; row < table_rows(t); row++) {
			size_t width = text_columns(cell_text(t, row, column));

			widths[column] = width > widths[column] ? width : widths[column];
		}
		if (t->titles != NULL && widths[column] > 0) {
			size_t width = strlen(t->titles[column]);

			widths[column] = width > widths[column] ? width : widths[column];
		}
	}
}

struct row_writer {
	const struct table *table;
	const struct screen *screen;
	const size_t *widths;
	size_t last;   /* the last column with a text */
	bool inverse;  /* the row is selected */
	size_t column; /* where the cursor is */
};

static void write_blanks(struct row_writer *w, size_t count)
{
	fprintf(w->screen->out, "%*s", (int)count, "");
	w->column += count;
}

static void write_cell(struct row_writer *w, size_t i, const char *text, enum colour colour)
{
	bool right = (w->table->right >> i & 1) != 0, last = i == w->last;
	size_t width = text_columns(text), pad = w->widths[i] - width;
	size_t room = w->screen->columns;
	size_t shown = text_cut(text, room > w->column ? room - w->column : 0);

	if (w->widths[i] == 0)
		return;
	if (right)
		write_blanks(w, pad);
	if (room == 0 || !last)
		shown = strlen(text);
	bool painted = colour != COLOUR_NONE && shown > 0 && !w->inverse;
	fprintf(w->screen->out, "%s%.*s%s", painted ? screen_sgr(w->screen, colour) : "",
		(int)shown, text, painted ? screen_sgr(w->screen, COLOUR_NONE) : "");
	w->column += width;
	if (!last)
		write_blanks(w, (right ? 0 : pad) + GAP);
}

/* Writes the row, or the titles if `row` is NO_ROW. */
static void write_row(struct row_writer *w, size_t row)
{
	const struct table *t = w->table;

	w->column = 0;
	w->last = t->columns - 1;
	while (w->last > 0 &&
	       (w->widths[w->last] == 0 ||
		(row != NO_ROW && cell_text(t, row, w->last)[0] == '\0' && !w->inverse)))
		w->last--;
	if (w->inverse)
		fputs(w->screen->smart ? "\033[7m" : "> ", w->screen->out);
	for (size_t i = 0; i <= w->last; i++) {
		bool title = row == NO_ROW;

		write_cell(w, i, title ? t->titles[i] : cell_text(t, row, i),
			   title ? COLOUR_BOLD : t->cells[row * t->columns + i].colour);
	}
	if (w->inverse && w->screen->smart)
		fputs("\033[0m", w->screen->out);
	fputc('\n', w->screen->out);
}

void table_print(const struct table *t, const struct screen *screen,
		 const struct table_view *view)
{
	size_t widths[TABLE_COLUMNS_MAX];
	struct row_writer w = { t, screen, widths, 0, false, 0 };

	measure_columns(t, widths);
	if (t->titles != NULL)
		write_row(&w, NO_ROW);
	for (size_t i = 0; i < view->rows && view->first + i < table_rows(t); i++) {
		w.inverse = view->first + i == view->selected;
		write_row(&w, view->first + i);
	}
}

void table_print_all(const struct table *t, const struct screen *screen)
{
	table_print(t, screen, &(struct table_view){ 0, NO_ROW, NO_ROW });
}

void table_done(struct table *t)
{
	free(t->cells);
	free(t->texts);
	t->cells = NULL;
	t->texts = NULL;
	t->count = t->used = t->cells_size = t->texts_size = 0;
}
