/* init/client/counts.h - says how many units are ready.
 *
 * Layer: init/client, for init/verbs and init/web. Pure. */
#ifndef INIT_CLIENT_COUNTS_H
#define INIT_CLIENT_COUNTS_H

/* The numbers of a `container` line. */
struct unit_counts {
	long long units; /* all units */
	long long ready, done, skipped;
};

#define COUNTS_SIZE 128
/* Formats "4 of 4 ready, 1 done, 1 skipped" without the numbers that are 0. A unit that is
 * done or skipped cannot become ready, so it is not one of those that the ready ones are
 * compared with. Returns `text`. */
const char *counts_text(const struct unit_counts *counts, char text[COUNTS_SIZE]);

#endif
