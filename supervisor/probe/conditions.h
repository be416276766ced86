/* supervisor/probe/conditions.h - the conditions of a service or setup (`when`).
 *
 * Conditions on variables (NAME, NAME=VALUE) are evaluated once, when all setups are done.
 * The core skips such a unit and does not look at its needs. Conditions file: and exec: are
 * checked before each start; after them wait_for.h begins.
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
/* Evaluates the conditions on variables of units `from` to `to` - 1, and tells the core. */
void conditions_evaluate(struct context *ctx, uint32_t from, uint32_t to);
/* Writes why the unit was skipped. */
void conditions_skip_reason(struct unit *u, char *text, size_t size);

/* ORDER_PREPARE: conditions, then wait-for. Answers the core with core_prepared(),
 * core_skip(), or a failed start. */
void prepare_start(struct unit *u);
/* ORDER_CANCEL_PREPARE: ends it; the core gets no answer. */
void prepare_cancel(struct unit *u);

#endif
