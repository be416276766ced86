/* supervisor/service/unsettled.h - says which units are still starting or stopping, for the
 * live list.
 *
 * Layer: service; sup_calls.c and init/pid1 use it. */
#ifndef SUPERVISOR_SERVICE_UNSETTLED_H
#define SUPERVISOR_SERVICE_UNSETTLED_H

#include "conf/base/base.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct context;

struct sup_progress {
	bool stopping;       /* the container ends */
	unsigned escalation; /* further requests to end: 0, 1, or 2 and more */
	uint32_t total,
		over;  /* services, and those that are ready or done; only at the start */
	uint32_t left; /* units that are starting or stopping */
	msec elapsed;  /* since the start or the stop began */
};

struct sup_progress_row {
	char name[80];
	const char *state; /* "starting" */
	msec age;          /* how long it has been in this state */
	char why[160];     /* what it waits for; "" if that is unknown */
};

/* Counts all units. */
void progress_count(const struct context *ctx, struct sup_progress *ret);
/* Writes the next unit that is starting or stopping to *ret. Start with *cursor = 0. Returns
 * false at the end. */
bool progress_next(const struct context *ctx, uint32_t *cursor,
		   struct sup_progress_row *ret);

#endif
