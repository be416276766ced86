/* init/verbs/top.h - keeps what `ctinit top` shows.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_TOP_H
#define INIT_VERBS_TOP_H

#include "init/client/screen.h"
#include "init/verbs/request.h"
#include "init/verbs/unit_list.h"

#define TOP_LOG_LINES 100
#define TOP_LOG_SIZE  512

/* The orders of the rows: an identifier and the word in the last line. */
#define TOP_SORTS(X) \
	X(FILE, "file") X(CPU, "cpu") X(MEMORY, "memory") X(RESTARTS, "restarts")
#define X(name, word) TOP_SORT_##name,
enum top_sort { TOP_SORTS(X) TOP_SORT_COUNT };
#undef X

struct top {
	const struct verb *verb;
	const struct client_options *options;
	struct screen screen;
	struct unit_list list;
	msec listed_at;      /* CLOCK_MONOTONIC; 0: no list yet */
	size_t *rows;        /* the indices of the units that match the filter, sorted */
	size_t count, first; /* the first row on the screen */
	char selected[128];  /* the name of the selected unit */
	enum top_sort sort;
	char filter[64];
	bool typing; /* keys go into the filter */
	bool over;
	bool offline;      /* the init did not answer */
	int wake_fds[2];   /* signals and keys end a wait for the init; -1: none */
	char message[512]; /* the result of the last action, or why there is no list */
	/* The log of a unit; not shown if its client is not connected. */
	struct client log;
	char log_name[128];
	char log_lines[TOP_LOG_LINES][TOP_LOG_SIZE];
	size_t log_count;     /* of all lines so far; the last ones are kept */
	struct client action; /* a running restart */
};

/* Asks for the units again. Keeps the old list and sets `message` if the init does not
 * answer. */
void top_refresh(struct top *top);
/* Fills in the rows anew: after a change of the list, the filter or the order. */
void top_sort_rows(struct top *top);
/* Returns the row of the selected unit; the first row if there is none. */
size_t top_selected_row(const struct top *top);

/* Handles the bytes of keys. */
void top_keys(struct top *top, const char *bytes, size_t len);
/* Sends a request for the selected unit with this client. Returns false with `message` if
 * that fails. */
bool top_ask(struct top *top, struct client *c, const char *const *words);

/* Draws the whole screen. */
void top_draw(struct top *top);
/* Prints the units as plain lines, for a terminal that cannot move its cursor. */
void top_print_plain(const struct top *top);

#endif
