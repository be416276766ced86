/* supervisor/env/accounts.h - keeps a copy of /etc/passwd and /etc/group.
 *
 * An open or a read on a file system that hangs never returns, so PID 1 never reads these
 * two files. A helper copies both into a memory file. Before a start that needs them, the
 * kernel's cache shows whether they are still the files that were copied (openat2(2) with
 * RESOLVE_CACHED and statx(2) with AT_STATX_DONT_SYNC ask no file system). If they are not,
 * or if the cache does not know, the start waits until a helper has copied them again.
 *
 * Layer:   above child/.
 * Memory:  one struct accounts for the supervisor, allocated by accounts_new(); the text of
 *          both files in a memory file. */
#ifndef SUPERVISOR_ENV_ACCOUNTS_H
#define SUPERVISOR_ENV_ACCOUNTS_H

#include "supervisor/base/unit.h"
#include "supervisor/proc/ids.h"

/* The step of a start that waits for the files. */
enum accounts_step {
	ACCOUNTS_NO_STEP,
	ACCOUNTS_PREPARE, /* checking the conditions and waiting for wait-for */
	ACCOUNTS_SPAWN,   /* running the commands before the process */
	ACCOUNTS_START    /* starting the process */
};

int accounts_new(struct context *ctx); /* 0 or -ENOMEM */
void accounts_free(struct context *ctx);

/* Returns true if the step must wait for a new copy; unit_events.accounts_read() continues
 * it. If no helper can be started, it returns false, and the step uses the last copy. */
bool accounts_hold(struct unit *u, enum accounts_step step);
/* Ends the wait of a start that is abandoned. Returns true if it waited in ACCOUNTS_SPAWN
 * or ACCOUNTS_START. */
bool accounts_release(struct unit *u);

/* Finds the ids of USER[:GROUP] or :GROUP, and of more groups (NULL: none), with map-user
 * applied. Returns 0, or a negative errno with *err: -ESRCH if there is no such user or
 * group. */
int accounts_find(struct context *ctx, const char *user, char *const *groups,
		  struct ids *ret, struct text *err);

#endif
