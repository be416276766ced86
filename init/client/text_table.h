/* init/client/text_table.h - prints a table with aligned columns.
 *
 * Layer:  init/client, for init/verbs.
 * Errors: if there is no memory, the process exits with CTINIT_EXIT_FAILED.
 * Memory: table_done() frees the cells. */
#ifndef INIT_CLIENT_TEXT_TABLE_H
#define INIT_CLIENT_TEXT_TABLE_H

#include "init/client/screen.h"

#include <stddef.h>
#include <stdint.h>

#define TABLE_COLUMNS_MAX 12
/* The maximum length of the text of a cell, in bytes, when it is escaped. */
#define TABLE_CELL_MAX 1024

struct table_cell {
	size_t offset; /* of its text in `texts` */
	enum colour colour;
};

struct table {
	const char *const *titles; /* NULL for a table without titles */
	size_t columns;
	uint32_t right; /* bit N is set if column N is aligned to the right */
	struct table_cell *cells;
	size_t count, cells_size;
	char *texts;
	size_t used, texts_size;
};

/* Begins a table with `columns` columns; the members above it may be set before. */
void table_add(struct table *t, enum colour colour, const char *text);
/* Prints the rows from `first` on, at most `rows` of them. On a terminal the last column is
 * cut at the edge. Columns whose cells are all empty are left out. Each row that
 * `selected` names is inverse; NO_ROW: none. */
#define NO_ROW ((size_t)-1)
struct table_view {
	size_t first, rows, selected;
};
void table_print(const struct table *t, const struct screen *screen,
		 const struct table_view *view);
/* Prints the titles and all rows. */
void table_print_all(const struct table *t, const struct screen *screen);
size_t table_rows(const struct table *t);
void table_done(struct table *t);

/* Returns the number of columns that the text takes: its characters, in UTF-8. */
size_t text_columns(const char *text);
/* Returns the length in bytes of the first `columns` characters of the text. */
size_t text_cut(const char *text, size_t columns);

#endif
