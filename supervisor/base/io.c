/* supervisor/base/io.c - watches a descriptor, also while epoll_ctl(2) refuses it. */
#include "supervisor/base/io.h"

#include "conf/base/base.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/epoll.h>

/* Refused descriptors are polled every POLL_SECONDS plus POLL_SECONDS_EACH for each of
 * them, because a thousand must not saturate a CPU. */
#define POLL_SECONDS      0.05
#define POLL_SECONDS_EACH 0.0001
#define REPORT_SECONDS    10.

/* The refused watchers. PID 1 has one loop. */
static struct {
	struct io *first, **last;
	ev_timer timer;
	unsigned count;
	int error;     /* errno of the last refused call */
	bool reported; /* the last report was about an error, not about its end */
	ev_tstamp reported_at;
	void (*report)(int error);
} refused = { .last = &refused.first };

/* ---- epoll_ctl() ---- */

int __real_epoll_ctl(int epoll, int op, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int epoll, int op, int fd, struct epoll_event *event);

/* libev handles ENOENT and EEXIST itself. On ENOMEM it only stops the watcher. Some other
 * errors make it spin or assert (io.h), so we replace them all with ENOMEM. */
int __wrap_epoll_ctl(int epoll, int op, int fd, struct epoll_event *event)
{
	int r;

	do
		r = __real_epoll_ctl(epoll, op, fd, event);
	while (r < 0 && errno == EINTR);
	if (r < 0 && errno != ENOENT && errno != EEXIST) {
		refused.error = errno;
		errno = ENOMEM;
	}
	return r;
}

/* ---- refused watchers ---- */

static void report_refused(struct ev_loop *loop, int error)
{
	bool is_refused = error != 0;

	if (refused.report == NULL || is_refused == refused.reported)
		return;
	if (is_refused && refused.reported_at > 0 &&
	    ev_now(loop) - refused.reported_at < REPORT_SECONDS)
		return;
	refused.reported = is_refused;
	refused.reported_at = ev_now(loop);
	refused.report(error);
}

static void poll_later(struct ev_loop *loop)
{
	ev_now_update(loop);
	ev_timer_set(&refused.timer, POLL_SECONDS + POLL_SECONDS_EACH * refused.count, 0.);
	ev_timer_start(loop, &refused.timer);
}

static struct io *pop_first(void)
{
	struct io *io = refused.first;

	refused.first = io->next_refused;
	if (refused.first == NULL)
		refused.last = &refused.first;
	refused.count--;
	io->refused = false;
	return io;
}

static void remove_refused(struct io *io)
{
	struct io **link = &refused.first;

	if (!io->refused)
		return;
	while (*link != io)
		link = &(*link)->next_refused;
	*link = io->next_refused;
	if (*link == NULL)
		refused.last = link;
	refused.count--;
	io->refused = false;
}

static int ready_events(const struct io *io)
{
	struct pollfd p = { .fd = io->fd };

	p.events = (short)((io->events & EV_READ ? POLLIN : 0) |
			   (io->events & EV_WRITE ? POLLOUT : 0));
	return poll(&p, 1, 0) == 1 && p.revents != 0 ? io->events : 0;
}

/* Starts each watcher again, and calls it now if its descriptor is ready. A descriptor that
 * epoll always refuses still works, only slowly. */
static void on_poll(struct ev_loop *loop, ev_timer *w, int revents)
{
	unsigned count = refused.count;

	(void)w;
	(void)revents;
	if (count == 0) {
		report_refused(loop, 0);
		return;
	}
	while (count-- > 0 && refused.first != NULL) {
		struct io *io = pop_first();

		ev_io_start(loop, &io->watcher);
		if (ready_events(io))
			ev_feed_event(loop, &io->watcher, io->events);
	}
	poll_later(loop); /* by then the kernel has accepted or refused them */
}

static void add_refused(struct ev_loop *loop, struct io *io)
{
	if (io->refused)
		return;
	io->refused = true;
	io->next_refused = NULL;
	*refused.last = io;
	refused.last = &io->next_refused;
	refused.count++;
	if (refused.timer.cb == NULL)
		ev_init(&refused.timer, on_poll);
	if (!ev_is_active(&refused.timer))
		poll_later(loop);
}

static void on_event(struct ev_loop *loop, ev_io *w, int revents)
{
	struct io *io = container_of(w, struct io, watcher);

	if (revents & EV_ERROR) {
		add_refused(loop, io);
		report_refused(loop, refused.error != 0 ? refused.error : ENOMEM);
	} else {
		io->act(loop, io);
	}
}

/* ---- the watcher ---- */

void io_init(struct io *io, void (*act)(struct ev_loop *loop, struct io *io))
{
	*io = (struct io){ .fd = -1, .act = act };
	ev_io_init(&io->watcher, on_event, -1, 0);
}

void io_set(struct io *io, int fd, int events)
{
	io->fd = fd;
	io->events = events;
	ev_io_set(&io->watcher, fd, events);
}

void io_start(struct ev_loop *loop, struct io *io)
{
	if (!io->refused)
		ev_io_start(loop, &io->watcher);
}

void io_stop(struct ev_loop *loop, struct io *io)
{
	remove_refused(io);
	ev_io_stop(loop, &io->watcher);
}

void io_later(struct ev_loop *loop, struct io *io)
{
	ev_io_stop(loop, &io->watcher);
	add_refused(loop, io);
}

void io_on_refused(void (*on_report)(int error))
{
	refused.report = on_report;
}
