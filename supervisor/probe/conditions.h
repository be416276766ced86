/* supervisor/probe/conditions.h - checks the conditions of a service or setup (`when`).
 *
 * Conditions on variables (NAME, NAME=VALUE) are evaluated before a setup runs, and for all
 * services when the setups are done and after a reload. If one fails, the core skips the
 * unit and does not start its needs. Conditions file: and exec: are checked before each
 * start; after them wait_for.h begins.
 *
 * Layer:   above env/ and child/.
 * Memory:  one struct condition for each unit with file: or exec:, allocated with its
 *          generation. */
#ifndef SUPERVISOR_PROBE_CONDITIONS_H
#define SUPERVISOR_PROBE_CONDITIONS_H

#include "supervisor/base/unit.h"

int conditions_new_all(struct generation *g); /* 0 or -ENOMEM */
void conditions_detach(struct unit *u);

/* Returns true if the section has conditions that are checked before each start. */
bool conditions_before_start(const struct conf_section *section);
/* Tells the core for each of the units `from` to `to` - 1 whether a condition on variables
 * fails. `instances = 0` counts as one that does. Overwrites the scratch. */
void conditions_evaluate(struct context *ctx, uint32_t from, uint32_t to);
/* Writes why the unit was skipped. */
void conditions_skip_reason(struct unit *u, char *text, size_t size);

/* For ORDER_PREPARE. Checks the conditions file: and exec:, then waits for start-delay and
 * wait-for. Answers the core with core_prepared(), core_skip(), or a failed start. */
void prepare_start(struct unit *u);
/* For ORDER_CANCEL_PREPARE. Ends the checks and the wait; the core gets no answer. */
void prepare_cancel(struct unit *u);

#endif
