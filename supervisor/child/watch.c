/* supervisor/child/watch.c - watches a unit's timer and the report pipe of its start. */
#include "supervisor/child/watch.h"

#include "supervisor/base/io.h"
#include "supervisor/base/timer.h"
#include "supervisor/base/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define WATCH_NONE UINT32_MAX

struct watch {
	ev_timer timer;
	struct io report; /* the report pipe; fd -1: none */
	struct unit *unit;
	/* Index of the next free watch; WATCH_NONE: this is the last. */
	uint32_t next_free;
};

/* Returns the unit's index in generation.watches. It is WATCH_NONE if the unit has neither
 * a timer nor a report pipe. */
static uint32_t *index_of(const struct unit *u)
{
	return unit_part(u, unit_layout.watch);
}

static struct watch *watch_of(const struct unit *u)
{
	uint32_t i = *index_of(u);

	return i == WATCH_NONE ? NULL : &u->generation->watches[i];
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

/* Returns the unit's watch, or takes a free one. Does not fail, because a generation has as
 * many watches as units. */
static struct watch *get_watch(struct unit *u)
{
	struct generation *g = u->generation;
	uint32_t *i = index_of(u);
	struct watch *w;

	if (*i != WATCH_NONE)
		return watch_of(u);
	*i = g->watch_free;
	if (*i != WATCH_NONE)
		g->watch_free = g->watches[*i].next_free;
	else
		*i = g->watch_used++;
	w = watch_of(u);
	w->unit = u;
	ev_init(&w->timer, on_timer);
	io_init(&w->report, on_report);
	return w;
}

static void put_watch(struct unit *u)
{
	struct watch *w = watch_of(u);

	if (ev_is_active(&w->timer) || w->report.fd >= 0)
		return;
	w->next_free = u->generation->watch_free;
	u->generation->watch_free = *index_of(u);
	*index_of(u) = WATCH_NONE;
}

void watch_arm_timer(struct unit *u, double seconds)
{
	timer_arm(u->ctx->loop, &get_watch(u)->timer, seconds);
}

void watch_cancel_timer(struct unit *u)
{
	struct watch *w = watch_of(u);

	if (w == NULL)
		return;
	ev_timer_stop(u->ctx->loop, &w->timer);
	put_watch(u);
}

msec watch_time_left(const struct unit *u)
{
	struct watch *w = watch_of(u);

	if (w == NULL || !ev_is_active(&w->timer))
		return 0;
	return (msec)(ev_timer_remaining(u->ctx->loop, &w->timer) * 1e3);
}

void watch_start_report(struct unit *u, int fd)
{
	struct watch *w = get_watch(u);

	io_set(&w->report, fd, EV_READ);
	io_start(u->ctx->loop, &w->report);
}

void watch_close_report(struct unit *u)
{
	struct watch *w = watch_of(u);

	if (w == NULL || w->report.fd < 0)
		return;
	io_stop(u->ctx->loop, &w->report);
	close(w->report.fd);
	io_set(&w->report, -1, EV_READ);
	put_watch(u);
}

int watch_report_fd(const struct unit *u)
{
	const struct watch *w = watch_of(u);

	return w == NULL ? -1 : w->report.fd;
}

int watch_new_all(struct generation *g)
{
	for (uint32_t i = 0; i < g->count; i++)
		*index_of(generation_unit(g, i)) = WATCH_NONE;
	g->watch_free = WATCH_NONE;
	return GENERATION_ALLOC(g->watches, g->count) ? 0 : -ENOMEM;
}
