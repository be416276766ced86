/* supervisor/env/accounts.h - keeps a copy of /etc/passwd and /etc/group.
 *
 * PID 1 never reads these two files, because an open or a read on a hung file system never
 * returns. A helper copies both into a memory file. Before a start that needs them, PID 1
 * checks in the kernel's cache whether the files have changed (openat2(2) with
 * RESOLVE_CACHED, statx(2) with AT_STATX_DONT_SYNC). If they have, or if the cache cannot
 * tell, the start waits until a helper has copied them again.
 *
 * Layer:   above child/.
 * Memory:  one struct accounts for the supervisor, allocated by accounts_new(). The text of
 *          both files is in a memory file. */
#ifndef SUPERVISOR_ENV_ACCOUNTS_H
#define SUPERVISOR_ENV_ACCOUNTS_H

#include "supervisor/base/unit.h"
#include "supervisor/proc/ids.h"

/* The step of a start that waits for the files. */
enum accounts_step {
	ACCOUNTS_NO_STEP,
	ACCOUNTS_PREPARE, /* the step waits before conditions and wait-for */
	ACCOUNTS_SPAWN,   /* the step waits before the first command */
	ACCOUNTS_START    /* the step waits before the process is started */
};

int accounts_new(struct context *ctx); /* 0 or -ENOMEM */
/* Stops watching a running helper, and closes the copies. */
void accounts_free(struct context *ctx);

/* Returns true if the step must wait because the files have changed:
 * unit_events.accounts_read() continues it when a helper has read them or has failed. After
 * a failure accounts_find() returns -ETIMEDOUT or -EIO where it needs the files. Returns
 * false if the unit has none of the keys `user`, `groups` and `dirs`, if the last copy is
 * valid, if it was just made for this unit, or if no helper can be started; the step then
 * uses the last copy. */
bool accounts_hold(struct unit *u, enum accounts_step step);
/* Call when a start is abandoned; its step then no longer waits. Returns true if it waited
 * in ACCOUNTS_SPAWN or ACCOUNTS_START. */
bool accounts_release(struct unit *u);

/* Calls done(), now or later, when accounts_find() knows the files as they are now. Without a
 * helper it knows the last copy, or returns the error. A later call replaces an earlier one
 * that waits. */
void accounts_refresh(struct context *ctx, void (*done)(struct context *ctx));

/* Finds the ids of USER[:GROUP] or :GROUP, and of further groups (NULL: none). Applies
 * `map-user`. Texts in *ret are in the scratch memory. Returns 0, or a negative errno with
 * *err: -ESRCH if there is no such user or group. PID 1 uses the last copy of the files; a
 * helper that reads an environment reads the files themselves. */
int accounts_find(struct context *ctx, const char *user, char *const *groups,
		  struct ids *ret, struct text *err);

#endif
