/* supervisor/proc/pipe_holders.h - who holds the lock of a pipe, and is killed for it.
 *
 * splice(2), tee(2) and sendfile(2) keep a pipe's lock while they wait for their other end, an
 * empty socket for example. Until they return each other call on the pipe waits, and not even
 * SIGKILL ends such a wait (mutex_lock() in fs/pipe.c). */
#ifndef SUPERVISOR_PROC_PIPE_HOLDERS_H
#define SUPERVISOR_PROC_PIPE_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Starts a child that looks through /proc for processes that have one of these pipes (inode
 * numbers) and are in such a call with it, and kills them; `all`: where it finds none, because
 * it may not see that, all that have one of the pipes. Never PID 1 and never `spare`. Waits for
 * nothing. 0 or a negative errno. */
int pipe_holders_kill(const uint64_t *pipes, size_t count, pid_t spare, bool all);

/* Closes descriptors of ours by a child, whose close of a pipe may wait for its lock. */
void pipe_close_in_child(const int *fds, size_t count);

#endif
