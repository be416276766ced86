/* supervisor/env/environment.h - builds the variables of a start and finds its user.
 *
 * Layer:   above child/; a helper reads environment files (cache.h).
 * Errors:  0 or a negative errno, mostly with *err. *err must be "" before the call, and
 *          may also get a warning.
 * Memory:  the scratch memory. */
#ifndef SUPERVISOR_ENV_ENVIRONMENT_H
#define SUPERVISOR_ENV_ENVIRONMENT_H

#include "supervisor/env/unit_value.h"
#include "supervisor/proc/ids.h"

struct user_ids {
	struct ids ids;
	bool change;     /* the process must change to these ids */
	bool is_ignored; /* ctinit is not root and cannot change the user */
};

/* Builds the variables of a start, except those of the user, in `env`. If
 * env_cache_is_stale(), uses the files as last read, and fails with -EAGAIN if they never
 * were. */
int environment_fill(struct unit *u, struct env *env, struct text *err);
/* Call after environment_fill(). Finds the user, and sets HOME, USER, LOGNAME and SHELL as
 * layers.h says. Warns once if the user is ignored. */
int environment_user(struct unit *u, struct env *env, struct user_ids *ret,
		     struct text *err);

#endif
