/* supervisor/core/want.c - requests the start of services, and skips services. Pure. */
#include "supervisor/core/state.h"

void core_recount_wants(struct core *core, uint32_t i, uint32_t tick)
{
	const struct graph *g = &core->graph;
	struct core_unit *unit = &core->units[i];
	const struct graph_edge *e = graph_before(g, i);

	unit->requested_tick = tick;
	unit->pending_wants = 0;
	for (; e < graph_before(g, i + 1); e++) {
		const struct core_unit *prev = &core->units[e->unit];

		if (e->kind != EDGE_NEED)
			unit->pending_wants +=
				(uint32_t)core_waits_for(unit, core_flags_of(prev).moving,
							 prev->settled_tick);
	}
}

bool core_will_be_skipped(const struct core_unit *unit)
{
	return unit->condition_failed || unit->skipping_needs > 0;
}

/* Returns true if a service that another one needs or wants must be requested, too: it is
 * not disabled, and neither runs nor will start anyway. A WAITING service is requested
 * again, because it may wait for a service that was not. */
static bool must_be_requested(const struct core_unit *unit, uint32_t tick, bool by_hand)
{
	if (unit->disabled || unit->requested_tick == tick || unit->satisfied ||
	    unit->state == SVC_DONE ||
	    (unit->intent == INTENT_RUN && unit->state != SVC_WAITING))
		return false;
	return by_hand || (unit->intent != INTENT_STAY_DOWN && unit->state != SVC_FAILED);
}

static void request_start(struct core *core, uint32_t i, uint32_t tick, bool by_hand)
{
	struct core_unit *unit = &core->units[i];

	if (by_hand || !(svc_has_process(unit->state) || unit->state == SVC_BACKOFF)) {
		unit->history.restarts = unit->history.cannot_starts = 0;
		unit->counted_restart = false;
	}
	if (by_hand)
		unit->resume = RESUME_NONE;
	core->stopped_by_hand -= unit->intent == INTENT_STAY_DOWN;
	unit->intent = INTENT_RUN;
	unit->start_requested = true;
	core_recount_wants(core, i, tick);
}

/* Requests all services that the first `used` services of core->walk need and want,
 * directly or indirectly. */
static void request_dependencies(struct core *core, uint32_t used, uint32_t tick,
				 bool by_hand)
{
	const struct graph *g = &core->graph;

	for (uint32_t k = 0; k < used; k++) {
		uint32_t i = core->walk[k];
		const struct graph_edge *e = graph_before(g, i);

		if (core_will_be_skipped(&core->units[i]))
			continue;
		for (; e < graph_before(g, i + 1); e++) {
			if (e->kind == EDGE_ORDER ||
			    !must_be_requested(&core->units[e->unit], tick, by_hand))
				continue;
			request_start(core, e->unit, tick, by_hand);
			core->walk[used++] = e->unit;
		}
	}
	for (uint32_t k = used; k > 0; k--)
		core_enqueue(core, core->walk[k - 1]);
}

static void request_with_dependencies(struct core *core, uint32_t service, bool by_hand)
{
	uint32_t tick = ++core->tick;

	core->walk[0] = service;
	request_start(core, service, tick, by_hand);
	request_dependencies(core, 1, tick, by_hand);
}

void core_want(struct core *core, uint32_t service, msec now)
{
	(void)now;
	if (core->cause == CAUSE_NONE && !core->units[service].disabled)
		request_with_dependencies(core, service, true);
}

void core_want_auto(struct core *core, uint32_t service, msec now)
{
	const struct core_unit *unit = &core->units[service];

	(void)now;
	if (core->cause == CAUSE_NONE && unit->intent == INTENT_NONE &&
	    unit->state != SVC_FAILED)
		request_with_dependencies(core, service, false);
}

/* The graph order has a service after those that it needs, so this finds whole chains. They
 * are requested together, with one tick, and each service waits for those before it. */
void core_retry_failed_by_need(struct core *core, msec now)
{
	uint32_t used = 0, tick;

	for (uint32_t k = 0; k < core->graph.count; k++) {
		uint32_t i = core->graph.order[k];
		const struct core_unit *unit = &core->units[i];

		if (!unit->failed_by_need || unit->failed_needs > 0 ||
		    core->cause != CAUSE_NONE)
			continue;
		core_move(core, i, ON_STOP, now);
		core->walk[used++] = i;
	}
	tick = ++core->tick;
	for (uint32_t k = 0; k < used; k++)
		request_start(core, core->walk[k], tick, false);
	request_dependencies(core, used, tick, false);
}

/* ---- skipping ---- */

void core_set_condition_failed(struct core *core, uint32_t service, bool failed)
{
	const struct graph *g = &core->graph;
	uint32_t used = 0;
	bool old = core_will_be_skipped(&core->units[service]);

	core->units[service].condition_failed = failed;
	if (core_will_be_skipped(&core->units[service]) == old)
		return;
	core->walk[used++] = service;
	for (uint32_t k = 0; k < used; k++) {
		uint32_t i = core->walk[k];
		const struct graph_edge *e = graph_after(g, i);

		for (; e < graph_after(g, i + 1); e++) {
			struct core_unit *next = &core->units[e->unit];

			if (e->kind != EDGE_NEED)
				continue;
			old = core_will_be_skipped(next);
			next->skipping_needs += failed ? 1 : UINT32_MAX;
			if (core_will_be_skipped(next) != old)
				core->walk[used++] = e->unit;
		}
	}
}

void core_skip_now(struct core *core, uint32_t i, msec now)
{
	core_cancel_prepare(core, i, now);
	core_unwant(&core->units[i]);
	core_move(core, i, ON_SKIP, now);
}

void core_skip(struct core *core, uint32_t service, msec now)
{
	if (core->units[service].prepare != PREPARE_RUNNING)
		return; /* the answer is late: ignore it */
	core_finish_prepare(core, service);
	core_skip_now(core, service, now);
}
