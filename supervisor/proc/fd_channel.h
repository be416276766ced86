/* supervisor/proc/fd_channel.h - what a child needs, when it does not copy our descriptors.
 *
 * Layer:   supervisor/proc, beside spawn.h.
 * A child that begins in PID 1's own table of descriptors (CLONE_FILES) takes leave of it
 * by close_range(CLOSE_RANGE_UNSHARE), which copies what lies below a number and nothing of
 * the thousands above it. All that its plan names comes after that, as a message over a
 * socket pair that lies low: so PID 1 may close and open what it likes at any time, and the
 * report pipe's end of file means what it always meant.
 * Source:  close_range(2), unix(7). */
#ifndef SUPERVISOR_PROC_FD_CHANNEL_H
#define SUPERVISOR_PROC_FD_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#define FD_CHANNEL_MAX 10

struct spawn_plan;

struct fd_channel {
	int ours, theirs; /* -1: there is none */
};

/* Can a child do that here? */
bool fd_channel_is_possible(void);
/* 0 or a negative errno. One start at a time. */
int fd_channel_open(struct fd_channel *channel);
void fd_channel_close(struct fd_channel *channel);
/* Before the clone. A negative errno: this one has to copy. */
int fd_channel_send(const struct fd_channel *channel, struct spawn_plan *plan);
/* The child did not come to take it. */
void fd_channel_drain(const struct fd_channel *channel);
/* Where a plan names descriptors. */
size_t fd_channel_plan_fds(struct spawn_plan *plan, int *ret_at[FD_CHANNEL_MAX]);
/* In the child only: the table becomes its own, and the plan's descriptors others. */
int fd_channel_receive(struct spawn_plan *plan);

#endif
