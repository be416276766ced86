/* supervisor/base/io.h - watches a descriptor, also while epoll_ctl(2) refuses it.
 *
 * libev stops a watcher for good when epoll_ctl(2) fails for it (ENOMEM, or ENOSPC because
 * of fs.epoll.max_user_watches), and calls it with EV_ERROR once. PID 1 therefore watches
 * every descriptor with a struct io. A stopped watcher is polled about every 50 ms and
 * added to epoll again, until the kernel accepts it. Its owner notices only the delay.
 *
 * The linker redirects libev's epoll_ctl() to io.c (--wrap=epoll_ctl), because libev takes
 * EPERM for "always ready" and would spin, and it asserts on EBADF and EINVAL.
 *
 * Layer:   supervisor/base. Calls libev.
 * Memory:  allocates none. Supports one loop.
 * Source:  ev_epoll.c of libev 4.33; epoll_ctl(2). */
#ifndef SUPERVISOR_BASE_IO_H
#define SUPERVISOR_BASE_IO_H

#include <ev.h>

struct io {
	int fd;     /* -1: none */
	int events; /* the events to watch: EV_READ, EV_WRITE */
	ev_io watcher;
	void (*act)(struct ev_loop *loop, struct io *io);
	struct io *next_refused;
	unsigned char refused; /* in the list of watchers that are polled */
};

/* Sets fd to -1. `act` is called when the descriptor is ready, and sometimes when it is
 * not. */
void io_init(struct io *io, void (*act)(struct ev_loop *loop, struct io *io));
/* Sets the descriptor and the events to watch. The watcher must be stopped. */
void io_set(struct io *io, int fd, int events);
/* Starts the watcher. Cannot fail: a descriptor that epoll refuses is polled. */
void io_start(struct ev_loop *loop, struct io *io);
/* Stops the watcher. Call it before you close the descriptor. Does nothing if the watcher
 * is stopped. */
void io_stop(struct ev_loop *loop, struct io *io);
/* Pauses the watcher for about 50 ms. Call it if a read fails with an error that may pass,
 * such as ENOMEM: the descriptor stays ready and would cause a busy loop. */
void io_later(struct ev_loop *loop, struct io *io);

/* Sets the function that reports refused watchers. Its argument is the errno when the
 * kernel begins to refuse watchers, and 0 when it has accepted all again. Errors are
 * reported at most once in 10 s. */
void io_on_refused(void (*report)(int error));

#endif
