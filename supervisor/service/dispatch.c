/* supervisor/service/dispatch.c - takes the orders of the core and carries them out. */
#include "supervisor/service/dispatch.h"

#include "conf/base/clock.h"
#include "supervisor/base/timer.h"
#include "supervisor/child/watch.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/output/service_pipe.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/probe/health.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/service/life.h"
#include "supervisor/service/messages.h"
#include "supervisor/service/service.h"

/* This many concurrent spawns saturate the processors. More would only enlarge the
 * descriptor table and libev's arrays, and starts without a spawn slot copy all of the
 * table. This is not a limit: a child that hangs before execve() delays the others only
 * once, by THROTTLE_SECONDS. If no slot is left, the delay is THROTTLE_FULL_SECONDS,
 * because on a busy machine children are slow without hanging. */
#define SPAWNS_AT_ONCE        (SPAWN_SLOTS / 2)
#define THROTTLE_SECONDS      0.01
#define THROTTLE_FULL_SECONDS 0.5

/* ---- starts are throttled ---- */

static void on_throttle(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct context *ctx = w->data;

	(void)loop;
	(void)revents;
	ctx->services->dispatch.spawn_limit = ctx->spawns_in_flight + SPAWNS_AT_ONCE;
	context_pump(ctx);
}

static void throttle_spawns(struct context *ctx)
{
	struct dispatch *dispatch = &ctx->services->dispatch;
	bool throttle;

	if (ctx->spawns_in_flight == 0)
		dispatch->spawn_limit = SPAWNS_AT_ONCE;
	throttle = ctx->spawns_in_flight >= dispatch->spawn_limit;
	core_throttle(ctx->core, throttle);
	if (!throttle)
		ev_timer_stop(ctx->loop, &dispatch->throttle);
	else if (!ev_is_active(&dispatch->throttle))
		timer_arm(ctx->loop, &dispatch->throttle,
			  ctx->spawns_in_flight < SPAWN_SLOTS ? THROTTLE_SECONDS
							      : THROTTLE_FULL_SECONDS);
}

/* ---- orders ---- */

static void arm_unit_timer(struct unit *u, msec wait)
{
	if (service_of(u)->start_waits) /* the timer is that of the retry */
		return;
	if (u->cleanup_phase != CLEANUP_NONE && !cleanup_is_within_stop(u))
		return;
	if (wait < 0)
		watch_cancel_timer(u);
	else
		watch_arm_timer(u, (double)wait / 1e3);
}

static void on_state_changed(struct unit *u, const struct core_order *order)
{
	report_transition(u, order);
	waiting_state_changed(u, order->from, order->to);
	u->ctx->services->dispatch.state_changed(u, order->to);
	service_pipes_state_changed(u, order->from, order->to);
	if (order->from == SVC_STARTING && order->to != SVC_READY)
		readiness_stop_probing(u);
	if (order->from == SVC_READY)
		health_end(u);
	if (order->to == SVC_READY) {
		health_begin(u);
		descendants_record_later(u);
	}
}

static void carry_out(struct unit *u, const struct core_order *order)
{
	switch (order->kind) {
	case ORDER_PREPARE: prepare_start(u); break;
	case ORDER_CANCEL_PREPARE: prepare_cancel(u); break;
	case ORDER_SPAWN: service_spawn(u); break;
	case ORDER_PRE_STOP: hooks_pre_stop(u); break;
	case ORDER_SIGNAL: stop_send_signal(u, order->step); break;
	case ORDER_KILL: stop_kill(u); break;
	case ORDER_ARM_TIMER:
		if (service_of(u)->announce_backoff)
			report_restart(u, order->wait);
		arm_unit_timer(u, order->wait);
		break;
	case ORDER_CANCEL_TIMER: arm_unit_timer(u, -1); break;
	case ORDER_REPORT: on_state_changed(u, order); break;
	case ORDER_NOTHING:
	case ORDER_ARM_SHUTDOWN: /* is not for one unit: carry_out_all() handles it */
	case ORDER_FINISHED: break;
	}
}

static bool next_order(struct context *ctx, struct core_order *ret)
{
	throttle_spawns(ctx);
	return core_next(ctx->core, clock_now(), ret);
}

static void carry_out_all(struct context *ctx)
{
	struct core_order order;

	while (next_order(ctx, &order)) {
		if (order.kind == ORDER_FINISHED)
			shutdown_services_ended(ctx);
		else if (order.kind == ORDER_ARM_SHUTDOWN)
			shutdown_arm_timer(ctx, order.wait);
		else
			carry_out(ctx->units[order.service], &order);
	}
}

static void report_bug(struct context *ctx)
{
	enum svc_event on;
	uint32_t i;

	if (core_bug(ctx->core, &i, &on))
		ctx->host->report(REPORT_ERROR, "%s: bug: %s while %s",
				  unit_name(ctx->units[i]), svc_event_word(on),
				  svc_state_word(core_state(ctx->core, i)));
}

/* Takes all orders; no other function does. If carrying out an order brings up a fact, the
 * same loop takes the orders that follow from it. */
static void pump(struct context *ctx)
{
	struct dispatch *dispatch = &ctx->services->dispatch;

	if (dispatch->pumping)
		return;
	dispatch->pumping = true;
	do
		carry_out_all(ctx);
	while (setups_step(ctx));
	dispatch->pumping = false;
	if (ctx->spawns_in_flight == 0)
		spawn_slots_trim(ctx);
	dispatch->pumped(ctx);
	report_bug(ctx);
}

void dispatch_init(struct context *ctx)
{
	struct dispatch *dispatch = &ctx->services->dispatch;

	ctx->pump = pump;
	ev_init(&dispatch->throttle, on_throttle);
	dispatch->throttle.data = ctx;
	stop_init(ctx);
}

void dispatch_done(struct context *ctx)
{
	ev_timer_stop(ctx->loop, &ctx->services->dispatch.throttle);
	stop_done(ctx);
}
