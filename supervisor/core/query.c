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

/* Adds the needs of service i that are WAITING to core->walk, unless they are in it.
 * Returns true if another one is missing and not wanted; writes it to *ret. */
static bool walk_needs(struct core *core, uint32_t i, uint32_t *used, uint32_t *ret)
{
	const struct graph *g = &core->graph;

	for (const struct graph_edge *e = graph_before(g, i); e < graph_before(g, i + 1);
	     e++) {
		struct core_unit *prev = &core->units[e->unit];

		if (e->kind != EDGE_NEED || prev->walked || !core_flags_of(prev).missing)
			continue;
		if (prev->state == SVC_WAITING) {
			prev->walked = true;
			core->walk[(*used)++] = e->unit;
		} else if (prev->intent != INTENT_RUN && !svc_has_process(prev->state) &&
			   prev->state != SVC_BACKOFF) {
			*ret = e->unit;
			return true;
		}
	}
	return false;
}

bool core_is_blocked(struct core *core, uint32_t service, uint32_t *ret)
{
	uint32_t used = 0;
	bool blocked = false;

	if (core->units[service].state != SVC_WAITING)
		return false;
	core->units[service].walked = true;
	core->walk[used++] = service;
	for (uint32_t k = 0; k < used && !blocked; k++)
		blocked = walk_needs(core, core->walk[k], &used, ret);
	for (uint32_t k = 0; k < used; k++)
		core->units[core->walk[k]].walked = false;
	return blocked;
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
