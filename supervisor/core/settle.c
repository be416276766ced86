/* supervisor/core/settle.c - gives each service its turn.
 *
 * In its turn a service reacts to changes of its neighbours. Pure. core_next() takes
 * services from the queue until one of them causes an order. Each service has counters of
 * its neighbours (how many before it are missing, how many after it must stop first), so a
 * turn costs only the edges of that service. */
#include "supervisor/core/state.h"

static void settle_stopping(struct core *core, uint32_t i, msec now)
{
	struct core_unit *unit = &core->units[i];
	bool first = unit->stopping_after == 0;

	if (core->escalation >= 2) {
		/* A service in KILLING gets one more order, to kill a running
		 * `post-stop`. */
		if (unit->state != SVC_KILLING || unit->escalated < 2)
			core_move(core, i, ON_KILL, now);
	} else if (unit->state == SVC_STARTING || unit->state == SVC_READY) {
		bool pre_stop = unit->state == SVC_READY && unit->policy->pre_stop;

		if (first && !core->draining)
			core_move(core, i, pre_stop ? ON_PRE_STOP : ON_STOP, now);
	} else if (unit->escalated < core->escalation) {
		core_arm_state_timer(core, i, now);
	}
	unit->escalated = (uint8_t)core->escalation;
}

static void fail_by_need(struct core *core, uint32_t i, msec now)
{
	struct core_unit *unit = &core->units[i];

	core_cancel_prepare(core, i, now);
	core_unwant(unit);
	core_move(core, i, ON_NEED_FAILED, now);
	unit->failed_by_need = true;
	if (unit->policy->main)
		core_begin_shutdown(core, CAUSE_MAIN, 1, (int)i, now);
}

static void settle_waiting(struct core *core, uint32_t i, msec now)
{
	struct core_unit *unit = &core->units[i];

	if (unit->failed_needs > 0 && unit->resume == RESUME_NONE) {
		fail_by_need(core, i, now);
	} else if (unit->skipped_needs > 0 && unit->resume == RESUME_NONE) {
		core_skip_now(core, i, now);
	} else if (unit->missing_needs > 0 || unit->pending_wants > 0) {
		core_cancel_prepare(core, i, now);
	} else if (unit->policy->prepare && unit->prepare != PREPARE_DONE) {
		if (unit->prepare == PREPARE_RUNNING)
			return;
		unit->prepare = PREPARE_RUNNING;
		core->active++;
		core_move(core, i, ON_PREPARE, now);
	} else if (core_may_start(core, i)) {
		core_move(core, i, ON_MET, now);
	}
}

static void start_as_requested(struct core *core, uint32_t i, msec now)
{
	struct core_unit *unit = &core->units[i];

	unit->start_requested = false;
	if (core_will_be_skipped(unit) && !svc_has_process(unit->state))
		core_skip_now(core, i, now);
	else
		core_move(core, i, ON_WANT, now);
	core_enqueue(core, i); /* queue it behind the services that are requested with it */
}

static void take_turn(struct core *core, uint32_t i, msec now)
{
	struct core_unit *unit = &core->units[i];
	bool shutting_down = core->cause != CAUSE_NONE;

	unit->queued = false;
	if (unit->start_requested) {
		start_as_requested(core, i, now);
		return;
	}
	if (unit->stop_reason != STOP_NONE) {
		settle_stopping(core, i, now);
	} else if (shutting_down &&
		   (unit->state == SVC_WAITING || unit->state == SVC_BACKOFF)) {
		core_cancel_prepare(core, i, now);
		core_move(core, i, ON_STOP, now);
	} else if (unit->state == SVC_WAITING) {
		settle_waiting(core, i, now);
	}
	if (unit->start == START_ADMITTED)
		unit->start = START_NONE;
}

bool core_next(struct core *core, msec now, struct core_order *ret)
{
	while (core->order_head == core->order_tail) {
		if (core->queue_head != core->queue_tail) {
			uint32_t i = core->queue[core->queue_head];

			core->queue_head = (core->queue_head + 1) % (core->graph.count + 1);
			take_turn(core, i, now);
		} else if (!core_admit_next(core) && !core_check_idle(core, now)) {
			return false;
		}
	}
	*ret = core->orders[core->order_head++ % core->order_size];
	return true;
}
