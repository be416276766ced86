/* supervisor/start/plan.h - makes the plan of a start from a service's section.
 *
 * Layer:   above env/, output/, hooks/ and probe/.
 * Errors:  0, possibly with a warning in *err, or a negative errno; *err may be empty then.
 * Memory:  the scratch memory, which the caller has emptied. */
#ifndef SUPERVISOR_START_PLAN_H
#define SUPERVISOR_START_PLAN_H

#include "conf/base/text.h"
#include "supervisor/base/unit.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/spawn.h"

/* Makes the plan of the main process. Writes the value of `ready` to *ready. Updates
 * u->policy if its keys contain variables. */
int plan_fill(struct unit *u, struct spawn_plan *plan, struct env *env,
	      struct conf_value *ready, struct text *err);

/* context->fill_helper: makes the plan of a helper, except its argv. The helper has the
 * service's environment, directory, limits and user, with two exceptions: a `bare` helper
 * has none of them, and a `privileged` helper keeps ctinit's ids. Its stdin is /dev/null.
 * Its output is the service's, or /dev/null if it is `quiet`. */
int plan_fill_helper(struct helper *helper, struct spawn_plan *plan, struct env *env,
		     struct text *err);

/* Makes the plan of another command that runs as the main process does: with its environment,
 * directory, limits and user. Its argv and streams are the caller's: without `client` they are
 * /dev/null. */
int plan_fill_command(struct unit *u, struct spawn_plan *plan, struct env *env,
		      struct text *err);

#endif
