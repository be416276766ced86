/* supervisor/probe/wait_for.h - waits before a start, as start-delay and wait-for require.
 *
 * A start waits for start-delay first. Then the probes of wait-for must pass, one after the
 * other. A failed probe is repeated after a pause, which doubles from 50 ms to 1 s. At the
 * end core_prepared() is called. The start fails if wait-timeout is over, or if the values
 * of the keys cannot be expanded.
 *
 * Layer:   above env/; conditions.c starts it.
 * Memory:  one struct wait_for for each unit that has one of the keys, allocated with its
 *          generation. */
#ifndef SUPERVISOR_PROBE_WAIT_FOR_H
#define SUPERVISOR_PROBE_WAIT_FOR_H

#include "supervisor/base/unit.h"

#define WAIT_FOR_TEXT 320

int wait_for_new_all(struct generation *g); /* 0 or -ENOMEM */
/* Call when the unit is released. Stops the timer and the probe. Kills no process. */
void wait_for_detach(struct unit *u);
/* Returns true if the section has start-delay or wait-for. */
bool wait_for_is_set(const struct conf_section *section);

/* Starts the wait. Calls core_prepared() at once if the unit has none of the keys. If the
 * start fails, calls unit_events.start_failed(). */
void wait_for_begin(struct unit *u);
/* Ends the wait; the core gets no reply. */
void wait_for_cancel(struct unit *u);

/* Formats the key or the probe that the unit waits for: "start-delay", "tcp:db:5432", or ""
 * if it does not wait. Overwrites the scratch memory. */
void wait_for_describe(struct unit *u, char text[WAIT_FOR_TEXT]);

#endif
