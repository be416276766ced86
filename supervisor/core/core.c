/* supervisor/core/core.c - turns facts into events.
 *
 * Pure. A fact changes one or more services and puts their neighbours into a queue;
 * settle.c takes them from it. */
#include "supervisor/core/state.h"

static void stop_unit(struct core *core, uint32_t service, msec now)
{
	struct core_unit *unit = &core->units[service];

	core_unwant(unit);
	unit->start_requested = false;
	if (svc_has_process(unit->state)) {
		core_request_stop(core, service, STOP_REQUESTED);
	} else {
		core_cancel_prepare(core, service, now);
		core_move(core, service, ON_STOP, now);
	}
	core_stop_dependents(core, service);
}

void core_stop(struct core *core, uint32_t service, msec now)
{
	struct core_unit *unit = &core->units[service];

	if (core->cause != CAUSE_NONE)
		return;
	core->stopped_by_hand += unit->intent != INTENT_STAY_DOWN;
	unit->intent = INTENT_STAY_DOWN;
	stop_unit(core, service, now);
}

void core_disable(struct core *core, uint32_t service, msec now)
{
	if (core->cause != CAUSE_NONE)
		return;
	core_stop(core, service, now);
	core->units[service].disabled = true;
}

void core_enable(struct core *core, uint32_t service)
{
	if (core->cause == CAUSE_NONE)
		core->units[service].disabled = false;
}

void core_stop_auto(struct core *core, uint32_t service, msec now)
{
	if (core->cause == CAUSE_NONE)
		stop_unit(core, service, now);
}

void core_prepared(struct core *core, uint32_t service, msec now)
{
	(void)now;
	if (core->units[service].prepare != PREPARE_RUNNING)
		return; /* the answer is late: ignore it */
	core_finish_prepare(core, service);
	core->units[service].prepare = PREPARE_DONE;
}

void core_ready(struct core *core, uint32_t service, msec now)
{
	struct core_unit *unit = &core->units[service];

	if (unit->state == SVC_STARTING) {
		unit->history.was_ready = true;
		unit->history.ready_at = now;
	}
	core_move(core, service, ON_READY, now);
}

void core_unhealthy(struct core *core, uint32_t service, msec now)
{
	struct core_unit *unit = &core->units[service];

	if (unit->state != SVC_READY || unit->stop_reason != STOP_NONE ||
	    unit->policy->unhealthy == UNHEALTHY_IGNORE)
		return;
	if (unit->policy->unhealthy == UNHEALTHY_SHUTDOWN) {
		core_begin_shutdown(core, CAUSE_FAILED, 1, (int)service, now);
		return;
	}
	unit->start_failed = true;
	core_move(core, service, unit->policy->pre_stop ? ON_PRE_STOP : ON_UNHEALTHY, now);
}

void core_pre_stopped(struct core *core, uint32_t service, msec now)
{
	if (core->units[service].pre_stopping) /* otherwise the answer is late */
		core_move(core, service, ON_PRE_STOPPED, now);
}

/* Returns the event for a service's exit, and updates its history and `resume`. */
static enum svc_event event_of_exit(struct core *core, struct core_unit *unit,
				    struct exit_status status, msec now)
{
	struct restart_history uncounted = unit->history;

	if (core->cause != CAUSE_NONE)
		return ON_DIED_DOWN;
	if (unit->stop_reason == STOP_REQUESTED)
		return unit->intent == INTENT_RUN ? ON_DIED_WAIT : ON_DIED_DOWN;
	if (unit->stop_reason == STOP_FOR_NEED) {
		unit->resume = RESUME_WITH_NEED;
		return ON_DIED_WAIT;
	}
	/* A missing need may be the cause of the exit, so the exit does not count for
	 * restart-limit. */
	uncounted.restarts = uncounted.cannot_starts = 0;
	if (unit->missing_needs > 0 &&
	    policy_after_exit(unit->policy, &uncounted, status, unit->start_failed, now) ==
		    ON_DIED_AGAIN) {
		if (svc_has_process(unit->state)) /* otherwise the process never ran */
			unit->resume = RESUME_WITH_NEED;
		return ON_DIED_WAIT;
	}
	return policy_after_exit(unit->policy, &unit->history, status, unit->start_failed,
				 now);
}

void core_exited(struct core *core, uint32_t service, struct exit_status status, msec now)
{
	struct core_unit *unit = &core->units[service];
	bool stopped = unit->stop_reason != STOP_NONE;
	uint32_t restarts = unit->history.restarts;
	enum svc_event on;

	if (unit->prepare == PREPARE_RUNNING)
		core_finish_prepare(core, service);
	else if (exit_status_never_ran(status) && !svc_has_process(unit->state))
		return; /* the answer to ORDER_PREPARE is late */
	if (status.kind != EXIT_CANNOT_START)
		unit->history.cannot_starts = 0;
	on = event_of_exit(core, unit, status, now);
	unit->counted_restart = unit->history.restarts > restarts;
	/* after start_failed we stopped it: its own code means nothing */
	unit->code = unit->start_failed ? 1 : exit_status_code(status);
	if (on == ON_DIED_DONE || on == ON_DIED_FAILED || on == ON_DIED_DOWN)
		core_unwant(unit);
	if (!core_move(core, service, on, now))
		return;
	if (on == ON_DIED_WAIT && stopped)
		core_recount_wants(core, service, ++core->tick);
	else if (on == ON_DIED_DONE || on == ON_DIED_FAILED)
		core_unit_finished(core, service, on, now);
}

void core_timeout(struct core *core, uint32_t service, msec now)
{
	struct core_unit *unit = &core->units[service];
	enum svc_event on = ON_TIMEOUT;

	if (unit->state == SVC_STARTING && unit->stop_reason != STOP_NONE)
		return; /* it will be stopped in its turn of core_next() */
	if (unit->state == SVC_STARTING) {
		unit->start_failed = true;
	} else if (unit->pre_stopping) {
		on = ON_PRE_STOPPED;
	} else if (unit->state == SVC_STOPPING) {
		if (core->escalation < 1 && unit->step + 1u < unit->policy->stop_count)
			unit->step++;
		else
			on = ON_LAST_WAIT;
	}
	core_move(core, service, on, now);
}

void core_started(struct core *core)
{
	core->started = true;
}

void core_hold_exit(struct core *core, bool held)
{
	core->exit_held = held;
}

void core_throttle(struct core *core, bool throttled)
{
	core->throttled = throttled;
}
