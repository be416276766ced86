/* supervisor/env/cache.h - has a helper read the files of a service's environment.
 *
 * PID 1 must never block, but an open or a read on a hung file system never returns
 * (O_NONBLOCK does not help, open(2)). So a helper builds the environment twice, without
 * and with the variables of the user, and writes both to a memory file. environment.c reads
 * that. The helper runs before each command that precedes a start, and before the start
 * itself.
 *
 * Layer:   above child/ and layers.h.
 * Errors:  0 or a negative errno with *err, which may stay empty if a load fails.
 * Memory:  one struct env_cache and one descriptor for each unit that may have such files,
 *          allocated with its generation. */
#ifndef SUPERVISOR_ENV_CACHE_H
#define SUPERVISOR_ENV_CACHE_H

#include "supervisor/child/helper.h"
#include "supervisor/env/environment.h"
#include "supervisor/env/progress.h"

/* Allocates the structs of a generation, whose units belong to `conf`. Returns 0 or
 * -ENOMEM. */
int env_cache_new_all(struct generation *g, const struct conf *conf);
/* Call when the unit is released. Stops watching the helper, but does not kill it, and
 * closes the memory files. */
void env_cache_detach(struct unit *u);

/* Returns true if `env-secrets` would make the units of `ctx` read files: a variable names
 * a secret, or a setup may still add such a variable. Does not check whether `env-secrets`
 * is set. */
bool env_secrets_are_possible(const struct context *ctx);
/* Returns true if the unit of `section` may read files. Only then env_cache_new_all() gives
 * it a struct env_cache; for other units env_cache_is_stale() returns false, and the
 * functions below do nothing. */
bool env_cache_is_possible(const struct context *ctx, const struct conf *conf,
			   const struct conf_section *section);

/* Call when the files may have changed. They are read again before the next use. */
void env_cache_invalidate(struct unit *u);
/* Returns true if the files must be read before the environment can be built. */
bool env_cache_is_stale(struct unit *u);
/* Call if env_cache_is_stale(). Kills an earlier helper of the unit, and starts one that
 * reads the files within 10 s. done() is called later; if `good` is false, `text` is the
 * reason, and the files of the last read stay. Returns 0, or a negative errno with *err;
 * done() is then not called. */
int env_cache_read(struct unit *u, void (*done)(void *context, bool good, const char *text),
		   void *context, struct text *err);
/* Kills the helper, if there is one. done() is not called. */
void env_cache_cancel(struct unit *u);
/* Writes the file that the helper is reading to `text`: "env-file /etc/app", or "" if no
 * helper runs. */
void env_cache_current_file(const struct unit *u, char text[PROGRESS_SIZE]);

/* ---- for environment.c ---- */

/* Loads the environment into `env`, even if it is stale. Returns 1 if it was loaded; 0 if
 * the unit has no files and the caller must build the environment; -EAGAIN if the files
 * were never read; -ENOSPC if the scratch memory is full; or -EIO. */
int env_cache_load(struct unit *u, struct env *env, struct text *err);
/* Loads the environment that has the variables of the user, and the ids of the user.
 * Returns the same, or the negative errno with which the helper did not find the user. */
int env_cache_load_user(struct unit *u, struct env *env, struct user_ids *ret,
			struct text *err);

#endif
