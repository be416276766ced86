/* supervisor/base/io.h - watches a descriptor, also while epoll_ctl(2) refuses it.
 *
 * libev stops a watcher for good when epoll_ctl(2) fails for it (ENOMEM, or ENOSPC because
 * of fs.epoll.max_user_watches), and calls it with EV_ERROR once. So PID 1 watches every
 * descriptor with a struct io. We check a watcher that was stopped this way with poll(2)
 * about every 50 ms and add it to epoll again, until the kernel accepts it. Its owner
 * notices only the delay.
 *
 * Layer:   supervisor. libev; the linker's --wrap=epoll_ctl redirects epoll_ctl() to io.c,
 *          because libev takes EPERM for "always ready" and would spin, and asserts on
 *          EBADF and EINVAL.
 * Memory:  allocates none. Supports one loop.
 * Source:  ev_epoll.c of libev 4.33; epoll_ctl(2). */
#ifndef SUPERVISOR_BASE_IO_H
#define SUPERVISOR_BASE_IO_H

#include <ev.h>

struct io {
	int fd;     /* -1: none */
	int events; /* EV_READ, EV_WRITE */
	ev_io watcher;
	void (*act)(struct ev_loop *loop, struct io *io);
	struct io *next_refused;
	unsigned char refused; /* in the list of watchers that are polled */
};

/* Sets fd to -1. `act` is called when the descriptor is ready; rarely it is called although
 * the descriptor is not ready any more. */
void io_init(struct io *io, void (*act)(struct ev_loop *loop, struct io *io));
/* Sets the descriptor and the events to watch. Call it only while the watcher is
 * stopped. */
void io_set(struct io *io, int fd, int events);
/* Starts to watch the descriptor. It cannot fail: a refused descriptor is polled. */
void io_start(struct ev_loop *loop, struct io *io);
/* Stops the watcher. Call it before you close the descriptor. Does nothing if the watcher
 * is stopped already. */
void io_stop(struct ev_loop *loop, struct io *io);
/* Pauses the watcher for about 50 ms, so that a descriptor that stays ready does not cause
 * a busy loop. For an owner that could not read the descriptor because of an error that may
 * pass, such as a lack of memory. */
void io_later(struct ev_loop *loop, struct io *io);

/* Sets a function that is called with the errno when the kernel begins to refuse watchers,
 * and with 0 when it has accepted all of them again. Errors are reported at most once in 10
 * s. */
void io_on_refused(void (*report)(int error));

#endif
