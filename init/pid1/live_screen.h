/* init/pid1/live_screen.h - formats the live list of services for a terminal. Pure.
 *
 * The list is drawn below the last line of output. The cursor then stands at its beginning,
 * so each process that writes to the terminal erases the list if it begins its line with
 * OWN_ERASE (conf/base/own_line.h). No row is as wide as the terminal, so none wraps.
 *
 * Private to init/pid1.
 * Memory:  the caller's.
 * Source:  ECMA-48: ED, CUU, SGR. */
#ifndef INIT_PID1_LIVE_SCREEN_H
#define INIT_PID1_LIVE_SCREEN_H

#include "conf/base/base.h"

#include <stdbool.h>
#include <stddef.h>

#define LIVE_ROWS_MAX 10u

struct live_screen {
	char *out;
	size_t size, used;
	unsigned columns;
	unsigned rows_max; /* at most this many lines, with the title */
	unsigned lines;    /* lines that are formatted */
	unsigned hidden;   /* rows that had no place */
	int name_width;
	bool colour;
};

struct live_row {
	const char *name, *state, *why;
	msec age; /* how long it has been in this state */
};

/* Begins a list on a terminal of this size. Returns false if the terminal is too small for
 * it. `size` must be at least 256. */
bool live_screen_begin(struct live_screen *screen, unsigned rows, unsigned columns);
/* Adds the first line. */
void live_screen_title(struct live_screen *screen, const char *text);
/* Adds a row, or counts it as hidden if it has no place. */
void live_screen_row(struct live_screen *screen, const struct live_row *row);
/* Adds a line with the number of hidden rows, and moves the cursor to the beginning. */
void live_screen_end(struct live_screen *screen);

#endif
