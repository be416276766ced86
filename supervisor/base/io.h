/* supervisor/base/io.h - a watcher of a descriptor that survives a refused epoll_ctl().
 *
 * libev stops a watcher for good when epoll_ctl(2) fails for it (ENOSPC of
 * fs.epoll.max_user_watches, ENOMEM), and calls it with EV_ERROR once. Every descriptor
 * that PID 1 watches is watched by a struct io instead: one that was stopped this way is
 * looked at with poll(2) every 50 ms, and given to the kernel again each time, until the
 * kernel takes it. The owner sees no difference.
 *
 * Layer:   base, above libev. The linker option --wrap=epoll_ctl leads the calls of libev to
 *          io.c, because libev takes EPERM for "always ready" and would spin, and it asserts on
 *          EBADF and EINVAL.
 * Memory:  no memory is allocated. One loop only.
 * Source:  ev_epoll.c of libev 4.33; epoll_ctl(2). */
#ifndef SUPERVISOR_BASE_IO_H
#define SUPERVISOR_BASE_IO_H

#include <ev.h>

struct io {
	int fd; /* -1: none */
	int events;
	ev_io watcher;
	void (*act)(struct ev_loop *loop, struct io *io);
	struct io *next_refused;
	unsigned char refused;
};

/* Sets fd to -1. `act` is called when the descriptor is ready, and perhaps once too often. */
void io_init(struct io *io, void (*act)(struct ev_loop *loop, struct io *io));
/* May be called only while the watcher is stopped. */
void io_set(struct io *io, int fd, int events);
void io_start(struct ev_loop *loop, struct io *io);
/* Must be called before the descriptor is closed. Does nothing if it is stopped. */
void io_stop(struct ev_loop *loop, struct io *io);
/* The owner could not read the descriptor because memory is short, or for another reason
 * that may pass: calls `act` again after 50 ms, instead of at once and again. */
void io_later(struct ev_loop *loop, struct io *io);

/* `report` is called with the errno when watchers begin to be refused, and with 0 when the
 * kernel has taken all of them again; at most once in 10 s each. */
void io_on_refused(void (*report)(int error));

#endif
