/* supervisor/proc/fd_channel.h - passes descriptors to a new child.
 *
 * With thousands of descriptors, half of the time of a start would be spent on copying PID
 * 1's descriptor table and on closing each copy at execve(2). So the child shares the table
 * at first (CLONE_FILES). It then calls close_range(CLOSE_RANGE_UNSHARE), which copies only
 * the low descriptors. After that it receives the descriptors in its plan as a message over
 * a socket pair. So PID 1 may open and close descriptors at any time, and the end of the
 * report pipe still means that the program runs.
 *
 * Layer:   supervisor/proc, beside spawn.h.
 * Source:  close_range(2), unix(7) SCM_RIGHTS. */
#ifndef SUPERVISOR_PROC_FD_CHANNEL_H
#define SUPERVISOR_PROC_FD_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#define FD_CHANNEL_MAX 10 /* limits the descriptors of one plan */

struct spawn_plan;

struct fd_channel {
	int ours, theirs; /* our end and the child's end; -1: closed */
};

/* Returns true if the kernel and its seccomp filter let close_range(2) unshare the
 * table. */
bool fd_channel_is_possible(void);
/* Opens a channel. It can serve one start at a time. Returns 0 or a negative errno. */
int fd_channel_open(struct fd_channel *channel);
/* Closes both ends. Does nothing if the channel is closed. */
void fd_channel_close(struct fd_channel *channel);
/* Sends the descriptors of the plan, which stay open here. Call it before the clone.
 * Returns 0, or a negative errno; the child must then copy the table. */
int fd_channel_send(const struct fd_channel *channel, struct spawn_plan *plan);
/* Discards descriptors that the child did not receive. */
void fd_channel_drain(const struct fd_channel *channel);
/* Fills ret_fds with pointers to the descriptors of the plan that the child needs. Returns
 * their number. */
size_t fd_channel_plan_fds(struct spawn_plan *plan, int *ret_fds[FD_CHANNEL_MAX]);
/* In the child: unshares the table, and replaces the plan's descriptors by the received
 * ones. Makes only raw system calls. Returns 0, or a negative errno; the child must then
 * exit. */
int fd_channel_receive(struct spawn_plan *plan);

#endif
