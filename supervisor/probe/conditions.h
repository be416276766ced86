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
void conditions_detach(struct unit *u);

/* Returns true if the section has conditions that are checked before each start. */
bool conditions_before_start(const struct conf_section *section);
/* Formats why the unit was skipped. */
void conditions_skip_reason(struct unit *u, char *text, size_t size);

/* For ORDER_PREPARE. Checks these conditions, then waits for start-delay and wait-for. Then
 * calls core_prepared() or core_skip(), or reports a failed start. */
void prepare_start(struct unit *u);
/* For ORDER_CANCEL_PREPARE. Ends the checks and the wait; the core gets no reply. */
void prepare_cancel(struct unit *u);

#endif
