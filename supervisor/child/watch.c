/* supervisor/child/watch.c - a service's timer and the report pipe of its start. */
#include "supervisor/child/watch.h"

#include "supervisor/service.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

struct watch {
	ev_timer timer;
	struct io report; /* fd -1: none */
	struct unit *unit;
	uint32_t next_free; /* 1 + index; 0: the last */
};

static struct watch *of(const struct unit *u)
{
	return SERVICE(u)->watch == 0 ? NULL
				      : &u->generation->watches[SERVICE(u)->watch - 1];
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct unit *u = container_of(w, struct watch, timer)->unit;

	(void)revents;
	(void)loop;
	watch_cancel_timer(u);
	u->ctx->events->timer_expired(u);
}

static void on_report(struct ev_loop *loop, struct io *w)
{
	struct unit *u = container_of(w, struct watch, report)->unit;

	(void)loop;
	u->ctx->events->exec_reported(u);
}

/* There is one for each service of the generation, so there is one. */
static struct watch *take(struct unit *u)
{
	struct generation *e = u->generation;
	struct watch *w;

	if (SERVICE(u)->watch != 0)
		return of(u);
	SERVICE(u)->watch = e->watch_free;
	if (SERVICE(u)->watch != 0)
		e->watch_free = of(u)->next_free;
	else
		SERVICE(u)->watch = ++e->watch_used;
	w = of(u);
	w->unit = u;
	ev_init(&w->timer, on_timer);
	io_init(&w->report, on_report);
	return w;
}

static void give_back(struct unit *u)
{
	struct watch *w = of(u);

	if (ev_is_active(&w->timer) || w->report.fd >= 0)
		return;
	w->next_free = u->generation->watch_free;
	u->generation->watch_free = SERVICE(u)->watch;
	SERVICE(u)->watch = 0;
}

void watch_arm_timer(struct unit *u, double seconds)
{
	struct ev_loop *loop = u->ctx->loop;
	struct watch *w = take(u);

	ev_timer_stop(loop, &w->timer);
	ev_now_update(loop);
	ev_timer_set(&w->timer, seconds, 0.);
	ev_timer_start(loop, &w->timer);
}

void watch_cancel_timer(struct unit *u)
{
	struct watch *w = of(u);

	if (w == NULL)
		return;
	ev_timer_stop(u->ctx->loop, &w->timer);
	give_back(u);
}

msec watch_time_left(const struct unit *u)
{
	struct watch *w = of(u);

	if (w == NULL || !ev_is_active(&w->timer))
		return 0;
	return (msec)(ev_timer_remaining(u->ctx->loop, &w->timer) * 1e3);
}

void watch_start_report(struct unit *u, int fd)
{
	struct watch *w = take(u);

	io_set(&w->report, fd, EV_READ);
	io_start(u->ctx->loop, &w->report);
}

void watch_close_report(struct unit *u)
{
	struct watch *w = of(u);

	if (w == NULL || w->report.fd < 0)
		return;
	io_stop(u->ctx->loop, &w->report);
	close(w->report.fd);
	io_set(&w->report, -1, EV_READ);
	give_back(u);
}

int watch_report_fd(const struct unit *u)
{
	const struct watch *w = of(u);

	return w == NULL ? -1 : w->report.fd;
}

int watch_new_all(struct generation *e)
{
	return GENERATION_ALLOC(e->watches, e->count) ? 0 : -ENOMEM;
}
