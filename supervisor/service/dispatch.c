/* supervisor/service/dispatch.c - takes the orders of the core and carries them out. */
#include "supervisor/output/output.h"
#include "supervisor/proc/signal_process.h"
#include "supervisor/service/service.h"

#include <signal.h>

/* So many starts at once fill the processors; more only make the descriptor table and
 * libev's larger, and those for which there is no loan copy all of it. Not a limit: whoever
 * hangs on its way to the program holds the others up for PAUSE_SECONDS, once; where there
 * is no loan any more for longer, because a busy machine only looks as if they hung. */
#define STARTS_AT_ONCE (SPAWN_SLOTS / 2)
#define PAUSE_SECONDS  0.01
#define FULL_SECONDS   0.5
#define CONT_SECONDS   0.05 /* most of those told to stop are gone by then */

static void on_pause(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct context *ctx = &container_of(w, struct sup, pause)->ctx;

	(void)loop;
	(void)revents;
	SUP(ctx)->spawn_limit = ctx->spawns_in_flight + STARTS_AT_ONCE;
	context_pump(ctx);
}

/* Starts enough are on their way: the next when some have arrived. */
static void pause_starts(struct context *ctx)
{
	bool pause;

	if (ctx->spawns_in_flight == 0)
		SUP(ctx)->spawn_limit = STARTS_AT_ONCE;
	pause = ctx->spawns_in_flight >= SUP(ctx)->spawn_limit;
	core_throttle(ctx->core, pause);
	if (!pause)
		ev_timer_stop(ctx->loop, &SUP(ctx)->pause);
	else if (!ev_is_active(&SUP(ctx)->pause)) {
		ev_now_update(ctx->loop);
		ev_timer_set(&SUP(ctx)->pause,
			     ctx->spawns_in_flight < SPAWN_SLOTS ? PAUSE_SECONDS
								 : FULL_SECONDS,
			     0.);
		ev_timer_start(ctx->loop, &SUP(ctx)->pause);
	}
}

static bool next_order(struct context *ctx, struct core_order *ret)
{
	pause_starts(ctx);
	return core_next(ctx->core, clock_now(), ret);
}

static void carry_out(struct context *ctx)
{
	struct core_order order;

	while (next_order(ctx, &order)) {
		if (order.kind == ORDER_FINISHED)
			shutdown_services_ended(ctx);
		else if (order.kind == ORDER_ARM_SHUTDOWN)
			shutdown_arm_timer(ctx, order.wait);
		else
			service_order(ctx->units[order.service], &order);
	}
}

/* The only place that takes orders; a fact that comes up while one is carried out is
 * settled by the same loop. */
void dispatch_pump(struct context *ctx)
{
	enum svc_event on;
	uint32_t i;

	if (SUP(ctx)->pumping)
		return;
	SUP(ctx)->pumping = true;
	do
		carry_out(ctx);
	while (setups_step(ctx));
	SUP(ctx)->pumping = false;
	if (ctx->spawns_in_flight == 0)
		spawn_slots_trim(ctx);
	if (!SUP(ctx)->looking && (SUP(ctx)->reload != NULL ||
				   (SUP(ctx)->spent != NULL && ctx->spawns_in_flight == 0)))
		ev_feed_event(ctx->loop, &SUP(ctx)->reload_turn, EV_CUSTOM);
	if (core_bug(ctx->core, &i, &on))
		ctx->host->report(REPORT_ERROR, "%s: bug: %s while %s",
				  unit_name(ctx->units[i]), svc_event_word(on),
				  svc_state_word(core_state(ctx->core, i)));
}

static void on_cont(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct context *ctx = &container_of(w, struct sup, cont)->ctx;

	(void)loop;
	(void)revents;
	for (uint32_t i = 0; i < ctx->count; i++) {
		struct unit *u = ctx->units[i];

		if (SERVICE(u)->cont_due && unit_has_main(u))
			signal_process(u->main.child.pid, u->main.pidfd, SIGCONT);
		SERVICE(u)->cont_due = false;
	}
}

void stop_schedule_sigcont(struct context *ctx)
{
	if (ev_is_active(&SUP(ctx)->cont))
		return;
	ev_now_update(ctx->loop);
	ev_timer_set(&SUP(ctx)->cont, CONT_SECONDS, 0.);
	ev_timer_start(ctx->loop, &SUP(ctx)->cont);
}

void dispatch_init(struct context *ctx)
{
	ctx->pump = dispatch_pump;
	ev_init(&SUP(ctx)->pause, on_pause);
	ev_init(&SUP(ctx)->cont, on_cont);
}

void dispatch_done(struct context *ctx)
{
	ev_timer_stop(ctx->loop, &SUP(ctx)->pause);
	ev_timer_stop(ctx->loop, &SUP(ctx)->cont);
}
