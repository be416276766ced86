/* init/pid1/live_screen.c - formats the live list of services for a terminal. */
#include "init/pid1/live_screen.h"

#include "conf/base/escape.h"
#include "conf/base/own_line.h"
#include "supervisor/base/format.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS_MIN 20
#define ROWS_MIN    6
#define STATE_WIDTH 8
#define LINE_SIZE   400
#define LINE_LIMIT  500 /* a line with its sequences */

#define BOLD   "\033[1m"
#define FAINT  "\033[2m"
#define NORMAL "\033[0m"

bool live_screen_begin(struct live_screen *screen, unsigned rows, unsigned columns)
{
	if (rows < ROWS_MIN || columns < COLUMNS_MIN)
		return false;
	screen->columns = columns;
	screen->rows_max = rows / 2 < LIVE_ROWS_MAX ? rows / 2 : LIVE_ROWS_MAX;
	screen->used = 0;
	screen->lines = screen->hidden = 0;
	return true;
}

static void append(struct live_screen *screen, const char *text, size_t len)
{
	if (len > screen->size - screen->used)
		len = screen->size - screen->used;
	memcpy(screen->out + screen->used, text, len);
	screen->used += len;
}

static void append_string(struct live_screen *screen, const char *text)
{
	append(screen, text, strlen(text));
}

/* Returns how many bytes of `text` fit into `columns`: one column for each character. */
static size_t fitting(const char *text, unsigned columns)
{
	size_t len = strlen(text), used = 0;

	while (used < len && columns-- > 0) {
		size_t n = utf8_character(text + used, len - used);

		used += n > 0 ? n : 1;
	}
	return used;
}

/* Appends one line. `start` is before the text, and has no width. */
static void append_line(struct live_screen *screen, const char *start, const char *text)
{
	char shown[LINE_SIZE];

	escape_text(shown, sizeof shown, text, strlen(text));
	append_string(screen, screen->lines++ == 0 ? OWN_ERASE : "\r\n");
	append_string(screen, screen->colour ? start : "");
	append(screen, shown, fitting(shown, screen->columns - 1));
	append_string(screen, screen->colour ? NORMAL : "");
}

void live_screen_title(struct live_screen *screen, const char *text)
{
	append_line(screen, BOLD, text);
}

void live_screen_row(struct live_screen *screen, const struct live_row *row)
{
	char line[LINE_SIZE], time[32];

	/* The last line is for the number of hidden rows. */
	if (screen->lines + 2 > screen->rows_max ||
	    screen->size - screen->used < 3 * LINE_LIMIT) {
		screen->hidden++;
		return;
	}
	snprintf(line, sizeof line, "  %-*.64s  %-*s  %6s  %s", screen->name_width,
		 row->name, STATE_WIDTH, row->state, format_duration(row->age, time),
		 row->why);
	for (size_t n = strlen(line); n > 0 && line[n - 1] == ' '; n--)
		line[n - 1] = '\0';
	append_line(screen, "", line);
}

void live_screen_end(struct live_screen *screen)
{
	char text[48];

	if (screen->hidden > 0) {
		snprintf(text, sizeof text, "  ... and %u more", screen->hidden);
		append_line(screen, FAINT, text);
	}
	append_string(screen, "\r");
	if (screen->lines > 1) {
		snprintf(text, sizeof text, "\033[%uA", screen->lines - 1);
		append_string(screen, text);
	}
}
