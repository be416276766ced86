/* supervisor/core/query.c - answers queries about a core. Pure. */
#include "supervisor/core/state.h"

bool core_awaits(const struct core *core, uint32_t service, uint32_t *cursor, uint32_t *ret)
{
	const struct graph *g = &core->graph;
	const struct core_unit *unit = &core->units[service];

	while (graph_before(g, service) + *cursor < graph_before(g, service + 1)) {
		const struct graph_edge *e = graph_before(g, service) + (*cursor)++;
		const struct core_unit *prev = &core->units[e->unit];
		struct core_flags flags = core_flags_of(prev);

		*ret = e->unit;
		if (e->kind == EDGE_NEED
			    ? flags.missing
			    : core_waits_for(unit, flags.moving, prev->settled_tick))
			return true;
	}
	return false;
}

/* ---- services ---- */

enum svc_state core_state(const struct core *core, uint32_t service)
{
	return core->units[service].state;
}

uint32_t core_restarts(const struct core *core, uint32_t service)
{
	return core->units[service].history.restarts;
}

msec core_since(const struct core *core, uint32_t service)
{
	return core->units[service].since;
}

bool core_wanted(const struct core *core, uint32_t service)
{
	return core->units[service].intent == INTENT_RUN;
}

bool core_must_stop(const struct core *core, uint32_t service)
{
	return core->units[service].stop_reason != STOP_NONE;
}

bool core_stopped_by_hand(const struct core *core, uint32_t service)
{
	return core->units[service].intent == INTENT_STAY_DOWN;
}

bool core_disabled(const struct core *core, uint32_t service)
{
	return core->units[service].disabled;
}

bool core_failed_by_need(const struct core *core, uint32_t service)
{
	return core->units[service].failed_by_need;
}

msec core_post_stop_time(const struct core *core, uint32_t service, msec now)
{
	const struct core_unit *unit = &core->units[service];
	const struct policy *p = unit->policy;

	if (p->default_waits & DEFAULT_POST_STOP)
		return core_budgeted_wait(core, unit, p->post_stop_time,
					  policy_stop_time_left(p, false, p->stop_count),
					  now);
	return p->post_stop_time;
}

/* ---- shutdown ---- */

bool core_shutting_down(const struct core *core)
{
	return core->cause != CAUSE_NONE;
}

bool core_draining(const struct core *core)
{
	return core->draining;
}

msec core_shutdown_timeout(const struct core *core)
{
	return core->shutdown_timeout;
}

unsigned core_escalation(const struct core *core)
{
	return core->escalation;
}

bool core_finished(const struct core *core)
{
	return core->finished;
}

enum core_cause core_shutdown_cause(const struct core *core, int *ret_code,
				    int *ret_service)
{
	*ret_code = core->code;
	*ret_service = core->cause_service;
	return core->cause;
}

bool core_bug(struct core *core, uint32_t *ret_service, enum svc_event *ret_on)
{
	bool bug = core->bug;

	core->bug = false;
	*ret_service = core->bug_service;
	*ret_on = core->bug_on;
	return bug;
}
