/* supervisor/core/core.c - a set of services: facts in, orders out. Pure.
 *
 * Each fact changes one service and puts its neighbours into a queue; core_next() works
 * the queue off, one service at a time, until an order comes out. Counters per service
 * (what is missing before it, who still runs after it) make each step cost its own edges
 * only. */
#include "supervisor/core/state.h"

/* ---- its turn in the queue: does something follow from what its neighbours did? ---- */

static void settle_halted(struct core *core, uint32_t i, msec now)
{
	struct item *item = &core->items[i];
	bool first = item->later_stops == 0;

	if (core->hurry >= 2) {
		/* Once more what is killed: what runs at its end may take longer. */
		if (item->state != SVC_KILLING || item->hurried < 2)
			core_move(core, i, ON_KILL, now);
	} else if (item->state == SVC_STARTING || item->state == SVC_READY) {
		bool pre_stop = item->state == SVC_READY && item->policy->pre_stop;

		if (first && !core->draining)
			core_move(core, i, pre_stop ? ON_PRE_STOP : ON_STOP, now);
	} else if (item->hurried < core->hurry) {
		core_arm_state(core, i, now);
	}
	item->hurried = (uint8_t)core->hurry;
}

static void fail_by_need(struct core *core, uint32_t i, msec now)
{
	struct item *item = &core->items[i];

	core_unprepare(core, i, now);
	item->wanted = false;
	core_move(core, i, ON_NEED_FAILED, now);
	item->failed_by_need = true;
	if (item->policy->main)
		core_begin_end(core, CAUSE_MAIN, 1, (int)i, now);
}

static void settle_waiting(struct core *core, uint32_t i, msec now)
{
	struct item *item = &core->items[i];

	if (item->failed_needs > 0 && !item->returns) {
		fail_by_need(core, i, now);
	} else if (item->skipped_needs > 0 && !item->returns) {
		core_do_skip(core, i, now);
	} else if (item->absent_needs > 0 || item->unsettled > 0) {
		core_unprepare(core, i, now);
	} else if (item->policy->prepare && !item->prepared) {
		if (item->preparing)
			return;
		item->preparing = true;
		core->active++;
		core_move(core, i, ON_PREPARE, now);
	} else if (core_may_start(core, i)) {
		core_move(core, i, ON_MET, now);
	}
}

static void settle(struct core *core, uint32_t i, msec now)
{
	struct item *item = &core->items[i];
	bool ending = core->cause != CAUSE_NONE;

	item->queued = false;
	if (item->asked) {
		item->asked = false;
		if (core_is_barred(item) && !svc_has_process(item->state))
			core_do_skip(core, i, now);
		else
			core_move(core, i, ON_WANT, now);
		core_enqueue(core, i); /* after those that are asked for with it */
		return;
	}
	if (item->halt != HALT_NONE) {
		settle_halted(core, i, now);
	} else if (ending && (item->state == SVC_WAITING || item->state == SVC_BACKOFF)) {
		core_unprepare(core, i, now);
		core_move(core, i, ON_STOP, now);
	} else if (item->state == SVC_WAITING) {
		settle_waiting(core, i, now);
	}
	item->called = false;
}

bool core_next(struct core *core, msec now, struct core_order *ret)
{
	while (core->order_head == core->order_tail) {
		if (core->head != core->tail) {
			uint32_t i = core->queue[core->head];

			core->head = (core->head + 1) % (core->graph.count + 1);
			settle(core, i, now);
		} else if (!core_call_next(core) && !core_look_for_the_end(core, now)) {
			return false;
		}
	}
	*ret = core->orders[core->order_head++ % core->order_size];
	return true;
}

/* ---- facts ---- */

static void stop(struct core *core, uint32_t service, msec now)
{
	struct item *item = &core->items[service];

	item->wanted = item->asked = false;
	if (svc_has_process(item->state)) {
		core_halt(core, service, HALT_DOWN);
	} else {
		core_unprepare(core, service, now);
		core_move(core, service, ON_STOP, now);
	}
	core_halt_dependents(core, service);
}

void core_stop(struct core *core, uint32_t service, msec now)
{
	struct item *item = &core->items[service];

	if (core->cause != CAUSE_NONE)
		return;
	core->by_hand += !item->by_hand;
	item->by_hand = true;
	stop(core, service, now);
}

void core_retire(struct core *core, uint32_t service, msec now)
{
	if (core->cause == CAUSE_NONE)
		stop(core, service, now);
}

void core_prepared(struct core *core, uint32_t service, msec now)
{
	(void)now;
	if (!core->items[service].preparing)
		return; /* a late answer */
	core_end_preparing(core, service);
	core->items[service].prepared = true;
}

void core_ready(struct core *core, uint32_t service, msec now)
{
	struct item *item = &core->items[service];

	if (item->state == SVC_STARTING) {
		item->history.was_ready = true;
		item->history.ready_at = now;
	}
	core_move(core, service, ON_READY, now);
}

void core_unhealthy(struct core *core, uint32_t service, msec now)
{
	struct item *item = &core->items[service];

	if (item->state != SVC_READY || item->halt != HALT_NONE ||
	    item->policy->unhealthy == UNHEALTHY_IGNORE)
		return;
	if (item->policy->unhealthy == UNHEALTHY_SHUTDOWN) {
		core_begin_end(core, CAUSE_FAILED, 1, (int)service, now);
		return;
	}
	item->start_failed = true;
	core_move(core, service, item->policy->pre_stop ? ON_PRE_STOP : ON_UNHEALTHY, now);
}

void core_pre_stopped(struct core *core, uint32_t service, msec now)
{
	if (core->items[service].pre_stopping) /* else a late answer */
		core_move(core, service, ON_PRE_STOPPED, now);
}

/* Policy, settled before the table is asked. */
static enum svc_event verdict(struct core *core, struct item *item, struct end end,
			      msec now)
{
	struct history free_of_charge = item->history;

	if (core->cause != CAUSE_NONE)
		return ON_DIED_DOWN;
	if (item->halt == HALT_DOWN)
		return item->wanted ? ON_DIED_WAIT : ON_DIED_DOWN;
	if (item->halt == HALT_NEED) {
		item->returns = true;
		return ON_DIED_WAIT;
	}
	free_of_charge.restarts = free_of_charge.useless = 0;
	if (item->absent_needs > 0 &&
	    policy_verdict(item->policy, &free_of_charge, end, item->start_failed, now) ==
		    ON_DIED_AGAIN) {
		item->returns |= svc_has_process(item->state); /* else it never ran */
		return ON_DIED_WAIT;
	}
	return policy_verdict(item->policy, &item->history, end, item->start_failed, now);
}

void core_died(struct core *core, uint32_t service, struct end end, msec now)
{
	struct item *item = &core->items[service];
	bool halted = item->halt != HALT_NONE;
	uint32_t restarts = item->history.restarts;
	enum svc_event on;

	if (item->preparing)
		core_end_preparing(core, service);
	else if (end_never_ran(end) && !svc_has_process(item->state))
		return; /* a late answer of what was to be done before */
	if (end.kind != END_CANNOT_START)
		item->history.useless = 0;
	on = verdict(core, item, end, now);
	item->counted = item->history.restarts > restarts;
	/* It was told to stop for that: how it ended then says nothing. */
	item->code = item->start_failed ? 1 : end_code(end);
	if (on == ON_DIED_DONE || on == ON_DIED_FAILED || on == ON_DIED_DOWN)
		item->wanted = false;
	if (!core_move(core, service, on, now))
		return;
	if (on == ON_DIED_WAIT && halted)
		core_ask_anew(core, service, ++core->tick);
	else if (on == ON_DIED_DONE || on == ON_DIED_FAILED)
		core_ended(core, service, on, now);
}

void core_timeout(struct core *core, uint32_t service, msec now)
{
	struct item *item = &core->items[service];
	enum svc_event on = ON_TIMEOUT;

	if (item->state == SVC_STARTING && item->halt != HALT_NONE)
		return; /* it is stopped in its turn */
	if (item->state == SVC_STARTING) {
		item->start_failed = true;
	} else if (item->pre_stopping) {
		on = ON_PRE_STOPPED;
	} else if (item->state == SVC_STOPPING) {
		if (core->hurry < 1 && item->step + 1u < item->policy->stop_count)
			item->step++;
		else
			on = ON_LAST_WAIT;
	}
	core_move(core, service, on, now);
}

void core_started(struct core *core)
{
	core->started = true;
}

void core_hold(struct core *core, bool held)
{
	core->held = held;
}

void core_pause(struct core *core, bool paused)
{
	core->paused = paused;
}
