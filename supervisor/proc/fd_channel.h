/* supervisor/proc/desk.h - what a child needs, when it does not copy our descriptors.
 *
 * Layer:   supervisor/proc, beside spawn.h.
 * A child that begins in PID 1's own table of descriptors (CLONE_FILES) takes leave of it
 * by close_range(CLOSE_RANGE_UNSHARE), which copies what lies below a number and nothing of
 * the thousands above it. All that its plan names comes after that, as a message over a
 * socket pair that lies low: so PID 1 may close and open what it likes at any time, and the
 * report pipe's end of file means what it always meant.
 * Source:  close_range(2), unix(7). */
#ifndef SUPERVISOR_PROC_DESK_H
#define SUPERVISOR_PROC_DESK_H

#include <stdbool.h>
#include <stddef.h>

#define DESK_MOST 10

struct spawn_plan;

struct desk {
	int ours, theirs; /* -1: there is none */
};

/* Can a child do that here? */
bool desk_is_possible(void);
/* 0 or a negative errno. One start at a time. */
int desk_open(struct desk *desk);
void desk_close(struct desk *desk);
/* Before the clone. A negative errno: this one has to copy. */
int desk_put(const struct desk *desk, struct spawn_plan *plan);
/* The child did not come to take it. */
void desk_clear(const struct desk *desk);
/* Where a plan names descriptors. */
size_t desk_named(struct spawn_plan *plan, int *ret_at[DESK_MOST]);
/* In the child only: the table becomes its own, and the plan's descriptors others. */
int desk_take(struct spawn_plan *plan);

#endif
