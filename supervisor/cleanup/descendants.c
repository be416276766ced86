/* supervisor/cleanup/descendants.c - records what is below a main process while that lives.
 *
 * A process that has cleared its environment and made a session of its own cannot be told
 * from a stranger when its parent is dead; but it can be seen before that. So the processes
 * below each main process are looked at once, a second after it became ready, and then no
 * more: an idle supervisor stays idle. What is seen is remembered (claims.h) until the
 * service is over. One timer serves all services. */
#include "supervisor/cleanup/ownership.h"
#include "supervisor/service.h"

#define AT_ONCE 64 /* services in a turn: some 2 ms */

/* Times after it became ready. */
static const msec times[] = { SECONDS(1) };

static void set_timer(struct context *ctx, msec wait)
{
	ev_timer_stop(ctx->loop, &SUP(ctx)->glance);
	ev_now_update(ctx->loop);
	ev_timer_set(&SUP(ctx)->glance, (double)wait / 1e3, 0.);
	ev_timer_start(ctx->loop, &SUP(ctx)->glance);
}

/* How long until it is looked at; negative: never. */
static msec due_in(const struct unit *u, msec now)
{
	const struct core *core = u->ctx->core;

	if (SERVICE(u)->glances == 0 || SERVICE(u)->glances > ARRAY_LEN(times))
		return -1;
	if (core_state(core, u->index) != SVC_READY || !unit_has_main(u))
		return -1;
	msec wait = core_since(core, u->index) + times[SERVICE(u)->glances - 1] - now;
	return wait > 0 ? wait : 0;
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct context *ctx = &container_of(w, struct sup, glance)->ctx;
	msec now = clock_now(), next = -1;
	unsigned done = 0;

	(void)loop;
	(void)revents;
	for (uint32_t i = 0; i < ctx->count && !core_shutting_down(ctx->core); i++) {
		struct unit *u = ctx->units[i];
		msec wait = due_in(u, now);

		if (wait == 0 && done < AT_ONCE) {
			ownership_add_descendants(ctx->ownership, u);
			SERVICE(u)->glances++;
			done++;
			wait = due_in(u, now);
		}
		if (wait >= 0 && (next < 0 || wait < next))
			next = wait;
	}
	if (next >= 0)
		set_timer(ctx, next);
}

void descendants_init(struct context *ctx)
{
	ev_init(&SUP(ctx)->glance, on_timer);
}

void descendants_record_later(struct unit *u)
{
	struct context *ctx = u->ctx;

	if (u->policy->kill != KILL_TREE || u->in_cgroup || u->policy->task ||
	    core_shutting_down(ctx->core) || !cleanup_can_scan(u))
		return;
	SERVICE(u)->glances = 1;
	if (!ev_is_active(&SUP(ctx)->glance) ||
	    ev_timer_remaining(ctx->loop, &SUP(ctx)->glance) * 1e3 > (double)times[0])
		set_timer(ctx, times[0]);
}
