/* supervisor/service/dispatch.c - takes the orders of the core and carries them out. */
#include "supervisor/service/dispatch.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "supervisor/base/timer.h"
#include "supervisor/child/event_command.h"
#include "supervisor/child/watch.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/output/service_pipe.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/probe/health.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/service/cause.h"
#include "supervisor/service/life.h"
#include "supervisor/service/messages.h"
#include "supervisor/service/service.h"

#include <stdio.h>
#include <sys/wait.h>

/* This many concurrent spawns saturate the CPUs. More would only enlarge the descriptor
 * table and libev's arrays, and a start without a spawn slot copies the whole table. It is
 * no hard limit: a child that hangs before execve() delays the others only once, by
 * THROTTLE_SECONDS. If no slot is left, the delay is THROTTLE_FULL_SECONDS, because
 * children are slow on a busy machine, even if they do not hang. */
#define SPAWNS_AT_ONCE        (SPAWN_SLOTS / 2)
#define THROTTLE_SECONDS      0.01
#define THROTTLE_FULL_SECONDS 0.5

/* ---- throttling ---- */

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

static struct unit *unit_of(struct context *ctx, const struct core_order *order)
{
	return ctx->units[order->service];
}

static void order_nothing(struct context *ctx, const struct core_order *order)
{
	(void)ctx;
	(void)order;
}

static void order_prepare(struct context *ctx, const struct core_order *order)
{
	service_prepare(unit_of(ctx, order));
}

static void order_cancel_prepare(struct context *ctx, const struct core_order *order)
{
	prepare_cancel(unit_of(ctx, order));
}

static void order_spawn(struct context *ctx, const struct core_order *order)
{
	service_spawn(unit_of(ctx, order));
}

static void order_pre_stop(struct context *ctx, const struct core_order *order)
{
	hooks_pre_stop(unit_of(ctx, order));
}

static void order_signal(struct context *ctx, const struct core_order *order)
{
	stop_send_signal(unit_of(ctx, order), order->step);
}

static void order_kill(struct context *ctx, const struct core_order *order)
{
	stop_kill(unit_of(ctx, order));
}

/* A negative `wait` cancels the timer. */
static void arm_unit_timer(struct unit *u, msec wait)
{
	if (service_of(u)->start_waits) /* the timer belongs to the retry */
		return;
	if (u->cleanup_phase != CLEANUP_NONE && !cleanup_is_within_stop(u))
		return;
	if (wait < 0)
		watch_cancel_timer(u);
	else
		watch_arm_timer(u, (double)wait / 1e3);
}

static void order_arm_timer(struct context *ctx, const struct core_order *order)
{
	struct unit *u = unit_of(ctx, order);

	if (service_of(u)->announce_backoff)
		report_restart(u, order->wait);
	arm_unit_timer(u, order->wait);
}

static void order_cancel_timer(struct context *ctx, const struct core_order *order)
{
	arm_unit_timer(unit_of(ctx, order), -1);
}

/* Records the times and numbers that `status` shows. */
static void record_move(struct unit *u, const struct core_order *order)
{
	switch (order->to) {
	case SVC_WAITING:
		u->wanted_tick = (uint32_t)clock_now();
		u->ready_after = 0;
		u->restarts += order->from == SVC_BACKOFF && order->on == ON_TIMEOUT &&
			       u->restarts < UINT16_MAX;
		break;
	case SVC_STARTING: u->starts += u->starts < UINT16_MAX; break;
	case SVC_READY:
	case SVC_DONE:
		if (u->ready_after == 0)
			u->ready_after = (uint32_t)(clock_now() - u->main.started) | 1;
		break;
	case SVC_SKIPPED:
	case SVC_DOWN:
	case SVC_STOPPING:
	case SVC_KILLING:
	case SVC_BACKOFF:
	case SVC_FAILED:
	case SVC_STATE_COUNT: break;
	}
}

/* Returns the exit code of the last run or start, 128+N for signal N; -1: it has not
 * ended. */
static int last_code(const struct unit *u)
{
	int wstatus = u->main.wstatus;

	if (u->start_code != 0)
		return u->start_code;
	if (!u->has_ended)
		return -1;
	return WIFSIGNALED(wstatus) ? CTINIT_EXIT_SIGNAL + WTERMSIG(wstatus)
				    : WEXITSTATUS(wstatus);
}

/* Tells the command of on-event about the move. */
static void tell_move(struct unit *u, const struct core_order *order)
{
	struct event_facts facts = { .kind = event_of_move(order->from, order->to),
				     .unit = u,
				     .from = svc_state_word(order->from),
				     .to = svc_state_word(order->to),
				     .code = -1 };
	char cause[CAUSE_TEXT];

	if (u->ctx->event_command == NULL || facts.kind == EVENT_KIND_COUNT)
		return;
	if (order->to != SVC_READY)
		facts.code = last_code(u);
	if (order->on == ON_NEED_FAILED) {
		snprintf(cause, sizeof cause, "its need %s failed", failed_need_name(u));
		facts.reason = cause;
	} else if (order->to != SVC_READY) {
		facts.reason = format_cause(u, cause);
	}
	event_push(u->ctx, &facts);
}

static void order_report(struct context *ctx, const struct core_order *order)
{
	struct unit *u = unit_of(ctx, order);

	report_transition(u, order);
	record_move(u, order);
	tell_move(u, order);
	if (ctx->moved != NULL)
		ctx->moved(u, order);
	waiting_state_changed(u, order->from, order->to);
	ctx->services->dispatch.state_changed(u, order->to);
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

static void order_arm_shutdown(struct context *ctx, const struct core_order *order)
{
	shutdown_arm_timer(ctx, order->wait);
}

static void order_finished(struct context *ctx, const struct core_order *order)
{
	(void)order;
	shutdown_services_ended(ctx);
}

/* clang-format off */
#define HANDLERS(X)                             \
	X(NOTHING,        order_nothing)        \
	X(PREPARE,        order_prepare)        \
	X(CANCEL_PREPARE, order_cancel_prepare) \
	X(SPAWN,          order_spawn)          \
	X(PRE_STOP,       order_pre_stop)       \
	X(SIGNAL,         order_signal)         \
	X(KILL,           order_kill)           \
	X(ARM_TIMER,      order_arm_timer)      \
	X(CANCEL_TIMER,   order_cancel_timer)   \
	X(REPORT,         order_report)         \
	X(ARM_SHUTDOWN,   order_arm_shutdown)   \
	X(FINISHED,       order_finished)
/* clang-format on */

#define X(order, handler) | 1u << ORDER_##order
_Static_assert((0u HANDLERS(X)) == (1u << CORE_ORDER_COUNT) - 1,
	       "each order of the core has a handler");
#undef X
#define X(order, handler) [ORDER_##order] = handler,
static void (*const handlers[])(struct context *ctx,
				const struct core_order *order) = { HANDLERS(X) };
#undef X

static bool next_order(struct context *ctx, struct core_order *ret)
{
	throttle_spawns(ctx);
	return core_next(ctx->core, clock_now(), ret);
}

static void carry_out_all(struct context *ctx)
{
	struct core_order order;

	while (next_order(ctx, &order))
		handlers[order.kind](ctx, &order);
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

/* Takes all orders, also those that follow from facts that arise while an order is carried
 * out. No other function takes orders. */
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
	startup_check(ctx);
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

void dispatch_start(struct context *ctx)
{
	startup_begin(ctx);
	ctx->services->setups.stage = BOOT_NEXT_SETUP;
	pump(ctx);
}

void dispatch_done(struct context *ctx)
{
	ev_timer_stop(ctx->loop, &ctx->services->dispatch.throttle);
	stop_done(ctx);
}
