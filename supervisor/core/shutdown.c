/* supervisor/core/shutdown.c - starts, escalates and ends the shutdown. Pure. */
#include "supervisor/core/state.h"

void core_begin_shutdown(struct core *core, enum core_cause cause, int code, int service,
			 msec now)
{
	if (core->cause != CAUSE_NONE)
		return;
	core->cause = cause;
	core->code = code;
	core->cause_service = service;
	core->draining = cause == CAUSE_ASKED && core->drain > 0;
	for (uint32_t i = 0; i < core->graph.count; i++) {
		core_unwant(&core->units[i]);
		core->units[i].start_requested = false;
		if (svc_has_process(core->units[i].state))
			core_request_stop(core, i, STOP_REQUESTED);
		core_enqueue(core, i);
	}
	core->shutdown_at = now + core->shutdown_timeout;
	core_budget_stops(core);
	core_emit(core,
		  (struct core_order){
			  .kind = ORDER_ARM_SHUTDOWN,
			  .wait = core->draining && core->drain < core->shutdown_timeout
					  ? core->drain
					  : core->shutdown_timeout });
}

void core_unit_finished(struct core *core, uint32_t i, enum svc_event on, msec now)
{
	const struct core_unit *unit = &core->units[i];
	bool failed = on == ON_DIED_FAILED;
	int code = failed && unit->code == 0 ? 1 : unit->code;

	/* on-failed = ignore */
	if (failed && unit->policy->setup && !unit->policy->shutdown_when_failed)
		return;
	if (failed && core->first_failed_code == 0) {
		core->first_failed = (int)i;
		core->first_failed_code = code;
	}
	if (unit->policy->main)
		core_begin_shutdown(core, CAUSE_MAIN, unit->code, (int)i, now);
	else if (failed && unit->policy->setup)
		core_begin_shutdown(core, CAUSE_SETUP, code, (int)i, now);
	else if (failed && unit->policy->shutdown_when_failed)
		core_begin_shutdown(core, CAUSE_FAILED, code, (int)i, now);
	else if (failed && unit->policy->start_when_failed >= 0)
		core_want_auto(core, (uint32_t)unit->policy->start_when_failed, now);
}

bool core_check_idle(struct core *core, msec now)
{
	if (core->started && !core->exit_held && core->cause == CAUSE_NONE &&
	    core->active == 0 && core->stopped_by_hand == 0 &&
	    core->waiting_daemons.count == 0 && core->waiting_tasks.count == 0) {
		core_begin_shutdown(core, CAUSE_NOTHING_LEFT, core->first_failed_code,
				    core->first_failed, now);
		return true;
	}
	if (core->cause == CAUSE_NONE || core->processes > 0 || core->finished)
		return false;
	core->finished = true;
	core_emit(core, (struct core_order){ .kind = ORDER_FINISHED });
	return true;
}

static void enqueue_all(struct core *core)
{
	for (uint32_t i = 0; i < core->graph.count; i++)
		core_enqueue(core, i);
}

static void end_drain(struct core *core, msec now)
{
	core->draining = false;
	core_emit(core, (struct core_order){ .kind = ORDER_ARM_SHUTDOWN,
					     .wait = core->shutdown_at > now
							     ? core->shutdown_at - now
							     : 0 });
	enqueue_all(core);
}

static void raise_escalation(struct core *core, unsigned escalation, msec now)
{
	if (core->cause == CAUSE_NONE || core->escalation >= escalation)
		return;
	core->escalation = escalation;
	if (core->draining)
		end_drain(core, now);
	else
		enqueue_all(core);
}

void core_shutdown(struct core *core, int code, msec now)
{
	core_begin_shutdown(core, CAUSE_ASKED, code, -1, now);
}

void core_escalate(struct core *core, msec now)
{
	raise_escalation(core, core->escalation + 1, now);
}

bool core_shutdown_deadline(struct core *core, msec now)
{
	if (core->draining && now < core->shutdown_at) {
		end_drain(core, now);
		return false;
	}
	raise_escalation(core, 2, now);
	return true;
}
