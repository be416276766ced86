/* supervisor/probe/condition_variables.h - checks conditions on variables (`when`).
 *
 * Conditions on variables (NAME, NAME=VALUE) are checked before a setup runs, and for all
 * services when the setups are done and after a reload. If one is false, the core skips the
 * unit and does not start its needs. With `env-secrets` a variable may be a secret, whose
 * file PID 1 does not read; conditions.c checks conditions on secrets.
 *
 * Layer: above env/. */
#ifndef SUPERVISOR_PROBE_CONDITION_VARIABLES_H
#define SUPERVISOR_PROBE_CONDITION_VARIABLES_H

#include "supervisor/base/unit.h"
#include "supervisor/proc/env.h"

/* Reports to the core, for the units `from` to `to` - 1, whether a condition on variables
 * is false. `instances = 0` counts as such a condition. Overwrites the scratch memory. */
void conditions_evaluate(struct context *ctx, uint32_t from, uint32_t to);

/* ---- private to the room ---- */

bool condition_is_on_variable(const struct conf_when *when);
/* Returns true for a condition on a secret. `env` comes from secret_check_env(). */
bool condition_is_on_secret(const struct context *ctx, const struct env *env,
			    const struct conf_when *when);
/* Returns true if the section has conditions on variables (`on_variables`) or others. */
bool conditions_exist(const struct conf_section *section, bool on_variables);
/* Returns the first condition on a variable that is false, as the user wrote it, or NULL.
 * Overwrites the scratch memory. */
const char *conditions_failed_variable(struct unit *u);

#endif
