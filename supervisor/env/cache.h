/* supervisor/env/cache.h - has a helper read the files of a service's environment.
 *
 * An open or a read on a file system that hangs never returns (O_NONBLOCK does not help,
 * open(2)), and PID 1 must never block. So a helper builds the whole environment, without
 * and with the variables of the user, and writes it to a memory file, from which
 * environment.c takes it. The files are read again before each command that precedes a
 * start, and before the start itself.
 *
 * Layer:   above child/ and layers.h.
 * Errors:  0 or a negative errno with *err, which may stay empty if a load fails.
 * Memory:  one struct env_cache for each unit that may have such files, allocated with its
 *          generation, and one descriptor each. Other units cost nothing. */
#ifndef SUPERVISOR_ENV_CACHE_H
#define SUPERVISOR_ENV_CACHE_H

#include "supervisor/child/helper.h"
#include "supervisor/env/environment.h"
#include "supervisor/env/progress.h"

/* Makes a struct env_cache for each unit that may read files. Returns 0 or -ENOMEM. */
int env_cache_new_all(struct generation *g, const struct conf *conf);
/* Stops watching the helper, without killing it, and closes the memory files. */
void env_cache_detach(struct unit *u);

/* Returns true if [init] env-secrets, where it is set, may make a unit of `ctx` read files:
 * a variable names a secret, or a setup may still add such a variable. */
bool env_secrets_are_possible(const struct context *ctx);
/* Returns true if the unit of this section may read files: it has a struct env_cache. */
bool env_cache_is_possible(const struct context *ctx, const struct conf *conf,
			   const struct conf_section *section);

/* Call when the files may have changed: then they are read again before the next use. */
void env_cache_invalidate(struct unit *u);
/* Returns true if files must be read before the environment can be made. */
bool env_cache_is_stale(struct unit *u);
/* Call if env_cache_is_stale(). Starts a helper that reads the files; an earlier helper of
 * the unit is abandoned. done() is called later; if not `good`, `text` says why. Returns 0,
 * or a negative errno with *err; then done() is not called. */
int env_cache_read(struct unit *u, void (*done)(void *context, bool good, const char *text),
		   void *context, struct text *err);
/* Abandons the helper: done() is not called. Does nothing if there is no helper. */
void env_cache_cancel(struct unit *u);
/* Writes the file that the helper reads now: "env-file /etc/app", or "" without a
 * helper. */
void env_cache_current_file(const struct unit *u, char text[PROGRESS_SIZE]);

/* ---- for environment.c ---- */

/* Returns 1 if `env` was loaded, also from a read that is stale; 0 if the unit has no files
 * and its environment must be built; or a negative errno: -EAGAIN if the files were never
 * read. */
int env_cache_load(struct unit *u, struct env *env, struct text *err);
/* The same for the environment with the variables of the user, and for the ids of the
 * user. */
int env_cache_load_user(struct unit *u, struct env *env, struct user_ids *ret,
			struct text *err);

#endif
