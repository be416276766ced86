/* init/pid1/live_list.h - shows on a terminal which services are starting or stopping.
 *
 * The list is below the last line, and disappears when all of them have come to rest; what
 * stays are ctinit's lines about each service. PID 1 alone draws it. It and the logger erase
 * it before each line, because the cursor stands at its beginning (live_screen.h).
 *
 * It is drawn only if stderr is a terminal that PID 1 could open again, TERM is set and not
 * `dumb`, CI is not set, lines have prefixes, and only ctinit and the logger write to the
 * terminal. Without it one line names what is still stopping.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_LIVE_LIST_H
#define INIT_PID1_LIVE_LIST_H

#include <ev.h>
#include <stdbool.h>
#include <stdint.h>

struct init;

/* What the list is about. */
enum live_phase { LIVE_OFF, LIVE_STARTING, LIVE_IDLE, LIVE_STOPPING };

struct live_list {
	ev_timer timer;
	uint8_t phase; /* enum live_phase */
	bool wanted;  /* own_list_allowed() of the environment that ctinit was started in */
	bool allowed; /* the terminal can show it */
	bool shown;   /* it was drawn, and perhaps erased by a line */
	uint32_t cursor;     /* for sup_is_up() */
	unsigned long lines; /* report_line_count() when it was drawn */
	unsigned draws;
};

/* Call before the first start, after init_use_style(). */
void live_list_begin(struct init *init);
/* Call at the end of each turn of the loop. */
void live_list_update(struct init *init);
/* Erases the list for good. Call when the services have ended. */
void live_list_end(struct init *init);

#endif
