/* supervisor/base/io.c - a watcher of a descriptor that no refused call of the kernel ends. */
#include "supervisor/base/io.h"

#include "conf/base/base.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/epoll.h>

#define PAUSE 0.05 /* seconds between two looks at what is refused */
#define PAUSE_EACH \
	0.0001         /* and more for each: a thousand of them must not fill a processor */
#define REPORT_GAP 10. /* seconds */

/* PID 1 has one loop. */
static struct {
	struct io *first, **last;
	ev_timer timer;
	unsigned count;
	int error;     /* of the last refused call */
	bool reported; /* that some are refused */
	ev_tstamp reported_at;
	void (*report)(int error);
} lost = { .last = &lost.first };

/* ---- what libev may see of a failed epoll_ctl() ---- */

int __real_epoll_ctl(int epoll, int op, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int epoll, int op, int fd, struct epoll_event *event);

/* libev mends ENOENT and EEXIST itself. ENOMEM is what it takes for no more than a refusal. */
int __wrap_epoll_ctl(int epoll, int op, int fd, struct epoll_event *event)
{
	int r;

	do
		r = __real_epoll_ctl(epoll, op, fd, event);
	while (r < 0 && errno == EINTR);
	if (r < 0 && errno != ENOENT && errno != EEXIST) {
		lost.error = errno;
		errno = ENOMEM;
	}
	return r;
}

/* ---- those that are refused ---- */

static void report(struct ev_loop *loop, int error)
{
	bool refused = error != 0;

	if (lost.report == NULL || refused == lost.reported)
		return;
	if (refused && lost.reported_at > 0 && ev_now(loop) - lost.reported_at < REPORT_GAP)
		return;
	lost.reported = refused;
	lost.reported_at = ev_now(loop);
	lost.report(error);
}

static void look_later(struct ev_loop *loop)
{
	ev_now_update(loop);
	ev_timer_set(&lost.timer, PAUSE + PAUSE_EACH * lost.count, 0.);
	ev_timer_start(loop, &lost.timer);
}

static struct io *take_first(void)
{
	struct io *io = lost.first;

	lost.first = io->next_lost;
	if (lost.first == NULL)
		lost.last = &lost.first;
	lost.count--;
	io->lost = false;
	return io;
}

static void forget(struct io *io)
{
	struct io **at = &lost.first;

	if (!io->lost)
		return;
	while (*at != io)
		at = &(*at)->next_lost;
	*at = io->next_lost;
	if (*at == NULL)
		lost.last = at;
	lost.count--;
	io->lost = false;
}

static int ready_events(const struct io *io)
{
	struct pollfd p = { .fd = io->fd };

	p.events = (short)((io->events & EV_READ ? POLLIN : 0) |
			   (io->events & EV_WRITE ? POLLOUT : 0));
	return poll(&p, 1, 0) == 1 && p.revents != 0 ? io->events : 0;
}

/* Each is started again, and called by this turn of the loop if it is ready: also when the
 * kernel refuses it for ever it is only slow. */
static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	unsigned count = lost.count;

	(void)w;
	(void)revents;
	if (count == 0) {
		report(loop, 0);
		return;
	}
	while (count-- > 0 && lost.first != NULL) {
		struct io *io = take_first();

		ev_io_start(loop, &io->watcher);
		if (ready_events(io))
			ev_feed_event(loop, &io->watcher, io->events);
	}
	look_later(loop); /* were all of them taken? */
}

static void put_aside(struct ev_loop *loop, struct io *io)
{
	if (io->lost)
		return;
	io->lost = true;
	io->next_lost = NULL;
	*lost.last = io;
	lost.last = &io->next_lost;
	lost.count++;
	if (lost.timer.cb == NULL)
		ev_init(&lost.timer, on_timer);
	if (!ev_is_active(&lost.timer))
		look_later(loop);
}

static void on_event(struct ev_loop *loop, ev_io *w, int revents)
{
	struct io *io = container_of(w, struct io, watcher);

	if (revents & EV_ERROR) {
		put_aside(loop, io);
		report(loop, lost.error != 0 ? lost.error : ENOMEM);
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
	if (!io->lost)
		ev_io_start(loop, &io->watcher);
}

void io_stop(struct ev_loop *loop, struct io *io)
{
	forget(io);
	ev_io_stop(loop, &io->watcher);
}

void io_later(struct ev_loop *loop, struct io *io)
{
	ev_io_stop(loop, &io->watcher);
	put_aside(loop, io);
}

void io_on_refused(void (*on_report)(int error))
{
	lost.report = on_report;
}
