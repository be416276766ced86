/* supervisor/env/layers.h - builds the variables of a start, layer by layer.
 *
 * A later layer overrides an earlier one: ctinit's own variables and those that setups
 * added, `env-dir`, `env-file`, `env-from-file`, `environment`. HOME, USER, LOGNAME and
 * SHELL are those of the user, unless the service or a setup sets them. `env-unset` is
 * applied last. All files are read again at each start.
 *
 * Layer:   private to the room. It reads files, so only a helper calls it for a service
 *          with environment files (cache.h).
 * Errors:  0 or a negative errno with *err; *err may also get a warning.
 * Memory:  the scratch memory. */
#ifndef SUPERVISOR_ENV_LAYERS_H
#define SUPERVISOR_ENV_LAYERS_H

#include "supervisor/env/environment.h"

/* Adds all variables except those of the user to `env`, which must be empty. */
int layers_read(struct unit *u, struct env *env, struct text *err);
/* Call after layers_read(). Finds the user, and adds its variables. Sets ret->is_ignored,
 * and adds nothing, if ctinit is not root and the user is another one or cannot be
 * found. */
int layers_read_user(struct unit *u, struct env *env, struct user_ids *ret,
		     struct text *err);
/* Returns true if a variable of ctinit's own environment, or one that a setup added, may
 * name a secret file: NAME_FILE=/path. */
bool layers_name_secrets(const struct context *ctx);

#endif
