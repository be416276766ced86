/* supervisor/env/environment.h - makes the variables and finds the user of one start.
 *
 * Layer:   above child/; a helper reads environment files (cache.h).
 * Errors:  0 or a negative errno, mostly with *err. *err must be "" at the beginning, and
 *          may also hold a warning.
 * Memory:  the scratch. */
#ifndef SUPERVISOR_ENV_ENVIRONMENT_H
#define SUPERVISOR_ENV_ENVIRONMENT_H

#include "supervisor/env/unit_value.h"
#include "supervisor/proc/ids.h"

struct user_ids {
	struct ids ids;
	bool change;     /* the process takes these ids */
	bool is_ignored; /* ctinit is not root: it cannot change the user */
};

/* Makes the variables of a start, without those of the user. If env_cache_is_stale(), it
 * uses the files as they were last read, and fails with -EAGAIN if they never were. */
int environment_fill(struct unit *u, struct env *env, struct text *err);
/* Call after environment_fill(). Finds the user, and sets its HOME, USER, LOGNAME and
 * SHELL, as layers.h says. Warns once if the user is ignored. */
int environment_user(struct unit *u, struct env *env, struct user_ids *ret,
		     struct text *err);

#endif
