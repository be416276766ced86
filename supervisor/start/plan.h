/* supervisor/start/plan.h - makes the plan of a start from the section of a service.
 *
 * Layer:   above env/, output/, hooks/ and probe/.
 * Errors:  0, when *err may hold a warning, or a negative errno, when *err may be empty.
 * Memory:  the scratch, which the caller has emptied. */
#ifndef SUPERVISOR_START_PLAN_H
#define SUPERVISOR_START_PLAN_H

#include "conf/base/text.h"
#include "supervisor/base/unit.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/spawn.h"

/* Makes the plan of the main process. Writes the value of the key ready to *ready. Fills
 * u->policy anew if its keys have variables. */
int plan_fill(struct unit *u, struct spawn_plan *plan, struct env *env,
	      struct conf_value *ready, struct text *err);

/* Makes the plan of a helper, without its argv; it is context->fill_helper. Unless the spec
 * of the helper says `bare`, the helper has the environment, the directory and the limits
 * of the service, and the user of the service unless it is `privileged`. Its stdin is
 * /dev/null; its output is that of the service, or /dev/null if it is `quiet`. */
int plan_fill_helper(struct helper *helper, struct spawn_plan *plan, struct env *env,
		     struct text *err);

#endif
