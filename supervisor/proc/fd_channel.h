/* supervisor/proc/fd_channel.h - passes descriptors to a child that shares our table at
 * first.
 *
 * With thousands of descriptors, the copy of PID 1's table and the close of each copy at
 * execve(2) would take half of the time of a start. So the child shares the table at first
 * (CLONE_FILES). It then calls close_range(CLOSE_RANGE_UNSHARE), which copies only the
 * descriptors below a number. After that it receives the descriptors that its plan names,
 * as a message over a socket pair with low numbers. So PID 1 may close and open descriptors
 * at any time, and the end of the report pipe still means that the program runs.
 *
 * Layer:   supervisor/proc, beside spawn.h.
 * Source:  close_range(2), unix(7) SCM_RIGHTS. */
#ifndef SUPERVISOR_PROC_FD_CHANNEL_H
#define SUPERVISOR_PROC_FD_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#define FD_CHANNEL_MAX 10

struct spawn_plan;

struct fd_channel {
	int ours, theirs; /* -1: closed */
};

/* Returns true if the kernel and its filters let close_range(2) unshare the table. */
bool fd_channel_is_possible(void);
/* Opens a channel, which serves one start at a time. Returns 0 or a negative errno. */
int fd_channel_open(struct fd_channel *channel);
/* Closes both ends, if the channel is open. */
void fd_channel_close(struct fd_channel *channel);
/* Sends the descriptors of the plan. Call it before the clone. Returns 0, or a negative
 * errno: then the child must copy the table instead. */
int fd_channel_send(const struct fd_channel *channel, struct spawn_plan *plan);
/* Discards the descriptors that the child did not receive. */
void fd_channel_drain(const struct fd_channel *channel);
/* Writes pointers to the fields of the plan that hold descriptors which the child needs.
 * Returns their number. */
size_t fd_channel_plan_fds(struct spawn_plan *plan, int *ret_fds[FD_CHANNEL_MAX]);
/* In the child: unshares the table, and replaces the descriptors of the plan by those
 * received. Returns 0 or a negative errno. */
int fd_channel_receive(struct spawn_plan *plan);

#endif
