/* supervisor/probe/conditions.h - checks the conditions of a service or setup (`when`).
 *
 * Conditions file: and exec:, and those on secrets (`env-secrets`), are checked before each
 * start, in their order. Then wait_for_begin() is called. If one is false, the core skips
 * the unit. condition_variables.h checks the others.
 *
 * Layer:   above env/ and child/.
 * Memory:  one struct condition for each unit with such a condition, allocated with its
 *          generation. */
#ifndef SUPERVISOR_PROBE_CONDITIONS_H
#define SUPERVISOR_PROBE_CONDITIONS_H

#include "supervisor/base/unit.h"

int conditions_new_all(struct generation *g); /* 0 or -ENOMEM */
/* Call when the unit is released. Stops watching the helper, but does not kill it. */
void conditions_detach(struct unit *u);

/* Returns true if the section has conditions that are checked before each start. */
bool conditions_before_start(const struct conf_section *section);
/* Formats why the unit was skipped. */
void conditions_skip_reason(struct unit *u, char *text, size_t size);

/* For ORDER_PREPARE. Checks these conditions, then waits for start-delay and wait-for. At
 * the end calls core_prepared(), core_skip() or unit_events.start_failed(), perhaps before
 * this returns. */
void prepare_start(struct unit *u);
/* For ORDER_CANCEL_PREPARE. Ends the checks and the wait, and kills their helpers; the core
 * gets no reply. */
void prepare_cancel(struct unit *u);

#endif
