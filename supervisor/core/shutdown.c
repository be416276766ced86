/* supervisor/core/end.c - why and how all of it ends. Pure. */
#include "supervisor/core/state.h"

void core_begin_end(struct core *core, enum core_cause cause, int code, int service,
		    msec now)
{
	if (core->cause != CAUSE_NONE)
		return;
	core->cause = cause;
	core->code = code;
	core->cause_service = service;
	core->draining = cause == CAUSE_ASKED && core->drain > 0;
	for (uint32_t i = 0; i < core->graph.count; i++) {
		core->items[i].wanted = core->items[i].asked = false;
		if (svc_has_process(core->items[i].state))
			core_halt(core, i, HALT_DOWN);
		core_enqueue(core, i);
	}
	core->end_at = now + core->end_timeout;
	core_share(core);
	core_emit(core, (struct core_order){
				.kind = ORDER_ARM_END,
				.wait = core->draining && core->drain < core->end_timeout
						? core->drain
						: core->end_timeout });
}

/* Done or failed: nothing will start it again by itself. */
void core_ended(struct core *core, uint32_t i, enum svc_event on, msec now)
{
	const struct item *item = &core->items[i];
	bool failed = on == ON_DIED_FAILED;
	int code = failed && item->code == 0 ? 1 : item->code;

	if (failed && core->first_failed_code == 0) {
		core->first_failed = (int)i;
		core->first_failed_code = code;
	}
	if (item->policy->main)
		core_begin_end(core, CAUSE_MAIN, item->code, (int)i, now);
	else if (failed && item->policy->setup)
		core_begin_end(core, CAUSE_SETUP, code, (int)i, now);
	else if (failed && item->policy->shutdown_when_failed)
		core_begin_end(core, CAUSE_FAILED, code, (int)i, now);
	else if (failed && item->policy->start_when_failed >= 0)
		core_want_softly(core, (uint32_t)item->policy->start_when_failed, now);
}

/* Nothing is left to settle: is there anything left to run? True: something new came. */
bool core_look_for_the_end(struct core *core, msec now)
{
	if (core->started && !core->held && core->cause == CAUSE_NONE &&
	    core->active == 0 && core->by_hand == 0 && core->daemons.count == 0 &&
	    core->tasks.count == 0) {
		core_begin_end(core, CAUSE_NOTHING_LEFT, core->first_failed_code,
			       core->first_failed, now);
		return true;
	}
	if (core->cause == CAUSE_NONE || core->processes > 0 || core->finished)
		return false;
	core->finished = true;
	core_emit(core, (struct core_order){ .kind = ORDER_FINISHED });
	return true;
}

static void all_again(struct core *core)
{
	for (uint32_t i = 0; i < core->graph.count; i++)
		core_enqueue(core, i);
}

static void end_drain(struct core *core, msec now)
{
	core->draining = false;
	core_emit(core, (struct core_order){ .kind = ORDER_ARM_END,
					     .wait = core->end_at > now ? core->end_at - now
									: 0 });
	all_again(core);
}

static void set_hurry(struct core *core, unsigned hurry, msec now)
{
	if (core->cause == CAUSE_NONE || core->hurry >= hurry)
		return;
	core->hurry = hurry;
	if (core->draining)
		end_drain(core, now);
	else
		all_again(core);
}

void core_shutdown(struct core *core, int code, msec now)
{
	core_begin_end(core, CAUSE_ASKED, code, -1, now);
}

void core_hurry(struct core *core, msec now)
{
	set_hurry(core, core->hurry + 1, now);
}

bool core_deadline(struct core *core, msec now)
{
	if (core->draining && now < core->end_at) {
		end_drain(core, now);
		return false;
	}
	set_hurry(core, 2, now);
	return true;
}
