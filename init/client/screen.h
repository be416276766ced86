/* init/client/screen.h - says what the reader of our output can show, and formats times and
 * sizes for people.
 *
 * Layer:  init/client, for init/verbs.
 * Source: ECMA-48 (SGR), ioctl_tty(2). */
#ifndef INIT_CLIENT_SCREEN_H
#define INIT_CLIENT_SCREEN_H

#include "conf/base/base.h"

#include <stdbool.h>
#include <stdio.h>

/* The first colours have a meaning; those from COLOUR_NAMES on tell names apart. */
enum colour {
	COLOUR_NONE,
	COLOUR_BAD,
	COLOUR_GOOD,
	COLOUR_BUSY,
	COLOUR_DIM,
	COLOUR_BOLD,
	COLOUR_NAMES
};

struct screen {
	FILE *out;
	unsigned rows, columns; /* size of the terminal; 0 if it is none */
	bool terminal;          /* `out` is a terminal */
	bool smart;             /* it can move the cursor: TERM is set, and not dumb */
	bool colour;            /* it is smart, and NO_COLOR does not forbid colours */
	bool utf8;              /* it can show lines such as U+2500 */
};

/* Fills in the struct for stdout or stderr. */
void screen_init(struct screen *screen, FILE *out);
/* Reads the size of the terminal again. */
void screen_measure(struct screen *screen);

/* Returns the colour of the service that is number `i` in the file. */
enum colour screen_name_colour(size_t i);
/* Returns the escape sequence of a colour, or "" without colours. COLOUR_NONE ends all
 * colours. */
const char *screen_sgr(const struct screen *screen, enum colour colour);

#define SPAN_SIZE 32
/* Formats a time for people: "250 ms", "1.8 s", "45 s", "3 min", "2 h 5 min", "3 d 4 h".
 * Formats a negative time as "". Returns `text`. */
const char *span_text(msec span, char text[SPAN_SIZE]);
/* Formats a size: "512 B", "12.3 MiB". Formats a negative size as "". Returns `text`. */
const char *bytes_text(int64_t bytes, char text[SPAN_SIZE]);

#endif
