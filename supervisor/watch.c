/* supervisor/watch.c - a service's timer and the report pipe of its start. */
#include "supervisor/watch.h"

#include "supervisor/service.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

struct watch {
	ev_timer timer;
	struct io report; /* fd -1: none */
	struct service *svc;
	uint32_t next_free; /* 1 + index; 0: the last */
};

static struct watch *of(const struct service *svc)
{
	return svc->watch == 0 ? NULL : &svc->edition->watches[svc->watch - 1];
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct service *svc = container_of(w, struct watch, timer)->svc;

	(void)revents;
	(void)loop;
	watch_no_timer(svc);
	service_timeout(svc);
}

static void on_report(struct ev_loop *loop, struct io *w)
{
	(void)loop;
	service_reported(container_of(w, struct watch, report)->svc);
}

/* There is one for each service of the edition, so there is one. */
static struct watch *take(struct service *svc)
{
	struct edition *e = svc->edition;
	struct watch *w;

	if (svc->watch != 0)
		return of(svc);
	svc->watch = e->watch_free;
	if (svc->watch != 0)
		e->watch_free = of(svc)->next_free;
	else
		svc->watch = ++e->watch_used;
	w = of(svc);
	w->svc = svc;
	ev_init(&w->timer, on_timer);
	io_init(&w->report, on_report);
	return w;
}

static void give_back(struct service *svc)
{
	struct watch *w = of(svc);

	if (ev_is_active(&w->timer) || w->report.fd >= 0)
		return;
	w->next_free = svc->edition->watch_free;
	svc->edition->watch_free = svc->watch;
	svc->watch = 0;
}

void watch_timer(struct service *svc, double seconds)
{
	struct ev_loop *loop = svc->sup->loop;
	struct watch *w = take(svc);

	ev_timer_stop(loop, &w->timer);
	ev_now_update(loop);
	ev_timer_set(&w->timer, seconds, 0.);
	ev_timer_start(loop, &w->timer);
}

void watch_no_timer(struct service *svc)
{
	struct watch *w = of(svc);

	if (w == NULL)
		return;
	ev_timer_stop(svc->sup->loop, &w->timer);
	give_back(svc);
}

msec watch_time_left(const struct service *svc)
{
	struct watch *w = of(svc);

	if (w == NULL || !ev_is_active(&w->timer))
		return 0;
	return (msec)(ev_timer_remaining(svc->sup->loop, &w->timer) * 1e3);
}

void watch_report(struct service *svc, int fd)
{
	struct watch *w = take(svc);

	io_set(&w->report, fd, EV_READ);
	io_start(svc->sup->loop, &w->report);
}

void watch_no_report(struct service *svc)
{
	struct watch *w = of(svc);

	if (w == NULL || w->report.fd < 0)
		return;
	io_stop(svc->sup->loop, &w->report);
	close(w->report.fd);
	io_set(&w->report, -1, EV_READ);
	give_back(svc);
}

int watch_report_fd(const struct service *svc)
{
	const struct watch *w = of(svc);

	return w == NULL ? -1 : w->report.fd;
}

int watch_new_all(struct edition *e)
{
	return EDITION_ROOM(e->watches, e->count) ? 0 : -ENOMEM;
}
