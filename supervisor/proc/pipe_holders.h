/* supervisor/proc/pipe_holders.h - finds and kills processes that hold the lock of a pipe.
 *
 * splice(2), vmsplice(2), tee(2) and sendfile(2) hold the lock of a pipe while they wait
 * for their other end, such as an empty socket. Meanwhile read(2), write(2), FIONREAD and
 * the close of an end block, but not poll(2). Not even SIGKILL ends them (mutex_lock() in
 * fs/pipe.c).
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_PIPE_HOLDERS_H
#define SUPERVISOR_PROC_PIPE_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Starts a child that searches /proc for processes in such a call on one of these pipes
 * (one or two inode numbers), and kills them. If it finds none and `all` is true, it kills
 * every process that has one of the pipes open, because it may not be able to read
 * /proc/PID/syscall. It never kills PID 1 or `spare`. Does not block, and does not learn
 * what the child did; the reaper gets it. Returns 0, or a negative errno if there is no
 * child. */
int pipe_holders_kill(const uint64_t *pipes, size_t count, pid_t spare, bool all);

/* Closes our descriptors and does not block: a child has copies, and its exit makes the
 * last close, which may wait for the lock of the pipe. If no child can be made, closes them
 * anyway and may block. */
void pipe_close_in_child(const int *fds, size_t count);

/* Starts a child that opens the write end of the pipe that `read_end` belongs to, because
 * the open may wait for the lock of the pipe. Returns a socket for pipe_open_end(), which
 * the caller closes with pipe_close_in_child(); or a negative errno. */
int pipe_open_begin(int read_end);
/* Waits up to `wait_msec` for the child. Returns the write end (CLOEXEC); -EBUSY if the
 * child has not opened it yet; or -EIO if it cannot. */
int pipe_open_end(int socket_fd, int wait_msec);

#endif
