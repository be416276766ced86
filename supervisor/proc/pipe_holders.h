/* supervisor/proc/pipe_holders.h - finds processes that hold the lock of a pipe, and kills
 * them.
 *
 * splice(2), vmsplice(2), tee(2) and sendfile(2) keep the lock of a pipe while they wait
 * for their other end, such as an empty socket. Until they return, every other call on the
 * pipe blocks, and not even SIGKILL ends that (mutex_lock() in fs/pipe.c).
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_PIPE_HOLDERS_H
#define SUPERVISOR_PROC_PIPE_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Starts a child that searches /proc for processes that have one of these pipes (inode
 * numbers) open and are in such a call with it, and kills them. `all`: if it finds no such
 * call, because it may not read /proc/PID/syscall, it kills all processes that have one of
 * the pipes open. PID 1 and `spare` are never killed. Does not block. Returns 0 or a
 * negative errno. */
int pipe_holders_kill(const uint64_t *pipes, size_t count, pid_t spare, bool all);

/* Closes our descriptors without blocking: a child holds copies, and its exit does the last
 * close, which may wait for the lock of the pipe. If it cannot make a child, it closes them
 * nevertheless and may block. */
void pipe_close_in_child(const int *fds, size_t count);

#endif
