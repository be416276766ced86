/* supervisor/env/layers.h - builds the variables of a start, layer by layer.
 *
 * ctinit's own (with what setups added) < env-dir < env-file < env-from-file < environment.
 * HOME, USER, LOGNAME and SHELL are those of the user, unless the service or a setup sets
 * them. env-unset comes last. All files are read again at each start.
 *
 * Layer:   private to the room. It reads files, so for a service with environment files
 *          only a helper calls it (cache.h).
 * Errors:  0 or a negative errno with *err; *err may also hold a warning.
 * Memory:  the scratch. */
#ifndef SUPERVISOR_ENV_LAYERS_H
#define SUPERVISOR_ENV_LAYERS_H

#include "supervisor/env/environment.h"

/* Fills `env`, which is empty, with all variables except those of the user. */
int layers_read(struct unit *u, struct env *env, struct text *err);
/* Call after layers_read(). Finds the user, and adds its variables. */
int layers_read_user(struct unit *u, struct env *env, struct user_ids *ret,
		     struct text *err);
/* Returns true if a variable of ctinit's own environment may name a file with a secret:
 * NAME_FILE=/path. */
bool layers_name_secrets(const struct context *ctx);

#endif
