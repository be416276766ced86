/* supervisor/start/plan.h - from the section of a service to all that one start needs.
 *
 * Layer:   above env/, output/, hooks/ and probe/.
 * Errors:  0 or a negative errno with *err; *err may also hold a warning.
 * Memory:  the scratch, which the caller has emptied. */
#ifndef SUPERVISOR_START_PLAN_H
#define SUPERVISOR_START_PLAN_H

#include "conf/base/text.h"
#include "supervisor/base/unit.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/spawn.h"

/* The plan of the main process. *ready is the value of the key ready. */
int plan_fill(struct unit *u, struct spawn_plan *plan, struct env *env,
	      struct conf_value *ready, struct text *err);

/* context->fill_helper: the plan of a helper, without its argv. Unless the spec says `bare`,
 * it has the environment, the directory and the limits of the service, and its user (unless
 * `privileged`); stdin is null, and the output that of the service or (`quiet`) null. */
int plan_fill_helper(struct helper *helper, struct spawn_plan *plan, struct env *env,
		     struct text *err);

#endif
