/* supervisor/core/move.c - changes the state of one service and its neighbours' counters.
 *
 * Pure. Every change that neighbours count (struct core_flags) goes through core_move() or
 * core_request_stop(). They compare the flags before and after the change, and update the
 * counters along the edges. So a change costs only its own edges. */
#include "supervisor/core/state.h"

void core_emit(struct core *core, struct core_order order)
{
	if (core->order_head == core->order_tail)
		core->order_head = core->order_tail = 0;
	core->orders[core->order_tail++ % core->order_size] = order;
}

void core_enqueue(struct core *core, uint32_t i)
{
	if (core->units[i].queued)
		return;
	core->units[i].queued = true;
	core->queue[core->queue_tail] = i;
	core->queue_tail = (core->queue_tail + 1) % (core->graph.count + 1);
}

/* ---- counters of neighbours ---- */

/* Returns true if the services that want a service in this state, or start after it, wait
 * for it. */
static bool is_moving(enum svc_state s)
{
	return s == SVC_WAITING || s == SVC_STARTING || s == SVC_BACKOFF ||
	       s == SVC_STOPPING || s == SVC_KILLING;
}

static bool is_settled(enum svc_state s)
{
	return s == SVC_READY || s == SVC_DONE || s == SVC_FAILED || s == SVC_SKIPPED;
}

struct core_flags core_flags_of(const struct core_unit *unit)
{
	enum svc_state s = unit->state;
	bool runs = svc_has_process(s), stop_requested = unit->stop_reason != STOP_NONE;
	bool there =
		s == SVC_DONE || unit->satisfied || (s == SVC_READY && !stop_requested);

	return (struct core_flags){
		.missing = !there,
		.failed = s == SVC_FAILED && !unit->satisfied,
		.skipped = s == SVC_SKIPPED && !unit->satisfied,
		.moving = is_moving(s),
		.runs = runs,
		.stop_requested = stop_requested,
		.active = runs || s == SVC_BACKOFF || unit->prepare == PREPARE_RUNNING,
		.counts_as_starting = s == SVC_STARTING && !unit->policy->task,
	};
}

bool core_waits_for(const struct core_unit *unit, bool moving, uint32_t settled_tick)
{
	return moving && settled_tick <= unit->requested_tick;
}

/* Returns the change of a counter: 1, 0, or -1 modulo 2^32. */
static uint32_t change(bool old, bool now)
{
	return (uint32_t)now - (uint32_t)old;
}

static void notify_dependents(struct core *core, uint32_t i, struct core_flags old,
			      struct core_flags now, uint32_t old_settled_tick)
{
	const struct graph *g = &core->graph;

	for (const struct graph_edge *e = graph_after(g, i); e < graph_after(g, i + 1);
	     e++) {
		struct core_unit *next = &core->units[e->unit];

		if (e->kind == EDGE_NEED) {
			next->missing_needs += change(old.missing, now.missing);
			next->failed_needs += change(old.failed, now.failed);
			next->skipped_needs += change(old.skipped, now.skipped);
		} else {
			next->pending_wants +=
				(uint32_t)core_waits_for(next, now.moving,
							 core->units[i].settled_tick);
			next->pending_wants -= (uint32_t)core_waits_for(next, old.moving,
									old_settled_tick);
		}
		core_enqueue(core, e->unit);
	}
}

bool core_blocks_stops(const struct core_unit *unit)
{
	return unit->stop_reason != STOP_NONE || unit->stopping_after > 0;
}

/* Service i now blocks the stops of the services before it, or no longer does: updates
 * their counters. Those services may change in the same way, and so on. A service changes
 * only once, so all walks of a shutdown together cost each edge twice. */
static void notify_dependencies(struct core *core, uint32_t i, bool blocks)
{
	const struct graph *g = &core->graph;
	uint32_t used = 0;

	core->inner_walk[used++] = i;
	while (used > 0) {
		uint32_t here = core->inner_walk[--used];
		const struct graph_edge *e = graph_before(g, here);

		for (; e < graph_before(g, here + 1); e++) {
			struct core_unit *prev = &core->units[e->unit];
			bool blocked = core_blocks_stops(prev);

			prev->stopping_after += blocks ? 1 : UINT32_MAX;
			if (core_blocks_stops(prev) != blocked)
				core->inner_walk[used++] = e->unit;
			core_enqueue(core, e->unit);
		}
	}
}

static void propagate(struct core *core, uint32_t i, struct core_flags old,
		      uint32_t old_settled_tick)
{
	struct core_flags now = core_flags_of(&core->units[i]);

	core->active += change(old.active, now.active);
	core->processes += change(old.runs, now.runs);
	core->starting += change(old.counts_as_starting, now.counts_as_starting);
	notify_dependents(core, i, old, now, old_settled_tick);
	if (old.stop_requested != now.stop_requested && core->units[i].stopping_after == 0)
		notify_dependencies(core, i, now.stop_requested);
}

/* ---- requests to stop ---- */

void core_request_stop(struct core *core, uint32_t i, enum stop_reason reason)
{
	struct core_unit *unit = &core->units[i];
	struct core_flags old = core_flags_of(unit);

	unit->stop_reason = (uint8_t)reason;
	propagate(core, i, old, unit->settled_tick);
	core_enqueue(core, i);
}

/* A service that i needs stops, has failed or is skipped. Returns true if that is new for
 * service i; the services that need i are then affected, too. */
static bool lose_need(struct core *core, uint32_t i)
{
	struct core_unit *unit = &core->units[i];

	if (svc_has_process(unit->state)) {
		if (unit->stop_reason != STOP_NONE)
			return false;
		core_request_stop(core, i, STOP_FOR_NEED);
		return true;
	}
	if (unit->resume == RESUME_PROPAGATED ||
	    !(unit->state == SVC_BACKOFF ||
	      (unit->state == SVC_WAITING && unit->resume == RESUME_WITH_NEED)))
		return false;
	unit->resume = RESUME_PROPAGATED;
	return true;
}

void core_stop_dependents(struct core *core, uint32_t i)
{
	const struct graph *g = &core->graph;
	uint32_t used = 0;

	core->walk[used++] = i;
	for (uint32_t k = 0; k < used; k++) {
		uint32_t here = core->walk[k];
		const struct graph_edge *e = graph_after(g, here);

		if (core->units[here].satisfied)
			continue;
		for (; e < graph_after(g, here + 1); e++) {
			if (e->kind == EDGE_NEED && lose_need(core, e->unit))
				core->walk[used++] = e->unit;
		}
	}
}

/* Service i crashed or is unhealthy. Services with `when-need-restarts = restart` stop, and
 * start again with it. A service in BACKOFF that needs i may have exited for the same
 * reason, so its last exit does not count as a restart. */
static void restart_dependents(struct core *core, uint32_t i)
{
	const struct graph *g = &core->graph;

	for (const struct graph_edge *e = graph_after(g, i); e < graph_after(g, i + 1);
	     e++) {
		struct core_unit *next = &core->units[e->unit];

		if (e->kind == EDGE_NEED && next->state == SVC_BACKOFF &&
		    next->counted_restart) {
			next->history.restarts--;
			next->counted_restart = false;
		}
		if (e->kind != EDGE_NEED || !next->policy->restart_with_need ||
		    !svc_has_process(next->state) || next->stop_reason != STOP_NONE)
			continue;
		core_request_stop(core, e->unit, STOP_FOR_NEED);
		core_stop_dependents(core, e->unit);
	}
}

/* ---- moving a service ---- */

/* Returns the time limit of `pre-stop`, or of the wait after a stop signal. */
static msec stop_wait(const struct core *core, const struct core_unit *unit, msec now)
{
	const struct policy *p = unit->policy;
	bool pre_stop = unit->pre_stopping;
	msec wait = pre_stop ? p->pre_stop_timeout : p->stop_waits[unit->step];

	if (p->default_waits & (pre_stop ? DEFAULT_PRE_STOP : DEFAULT_STOP(unit->step)))
		return core_budgeted_wait(core, unit, wait,
					  policy_stop_time_left(p, pre_stop, unit->step),
					  now);
	return wait;
}

static msec state_wait(const struct core *core, const struct core_unit *unit, msec now)
{
	msec wait = unit->state == SVC_KILLING ? SECONDS(1) : stop_wait(core, unit, now);

	return core->escalation >= 1 && wait > SECONDS(1) ? SECONDS(1) : wait;
}

void core_arm_state_timer(struct core *core, uint32_t i, msec now)
{
	struct core_unit *unit = &core->units[i];
	struct core_order arm = { .kind = ORDER_ARM_TIMER, .service = i };

	switch ((enum svc_state)unit->state) {
	case SVC_STARTING:
		if (unit->policy->start_timeout > 0)
			arm.wait = unit->policy->start_timeout;
		else
			arm.kind = ORDER_CANCEL_TIMER;
		break;
	case SVC_STOPPING:
	case SVC_KILLING: arm.wait = state_wait(core, unit, now); break;
	case SVC_BACKOFF:
		arm.wait =
			policy_backoff(unit->policy, unit->history.restarts, &core->seed);
		break;
	case SVC_SKIPPED:
	case SVC_DOWN:
	case SVC_WAITING:
	case SVC_READY:
	case SVC_DONE:
	case SVC_FAILED:
	case SVC_STATE_COUNT: arm.kind = ORDER_CANCEL_TIMER; break;
	}
	core_emit(core, arm);
}

/* Records the tick at which a settled service moves again: services that were requested
 * earlier do not wait for it. A service that stops with its need has not settled. A wanted
 * service gets the tick of its request, so services that were requested with it do wait. */
static void note_settled(struct core *core, struct core_unit *unit, enum svc_state from,
			 enum svc_event on)
{
	if (!is_settled(from) || unit->stop_reason == STOP_FOR_NEED)
		return;
	unit->settled_tick = on == ON_WANT ? unit->requested_tick : ++core->tick;
}

static void enter_state(struct core *core, uint32_t i, struct svc_move move,
			enum svc_event on, msec now)
{
	struct core_unit *unit = &core->units[i];

	if (move.order == ORDER_SPAWN || move.order == ORDER_PREPARE) {
		unit->history.was_ready = false;
		unit->start_failed = false;
		unit->step = 0;
	}
	unit->pre_stopping = move.order == ORDER_PRE_STOP;
	if (move.to == unit->state)
		return;
	note_settled(core, unit, unit->state, on);
	unit->state = (uint8_t)move.to;
	unit->since = now;
	unit->prepare = PREPARE_NONE;
	unit->failed_by_need = false;
	if (!svc_has_process(move.to))
		unit->stop_reason = STOP_NONE;
	if (move.to != SVC_WAITING && move.to != SVC_BACKOFF)
		unit->resume = RESUME_NONE;
	if (move.to == SVC_DONE && unit->policy->task)
		unit->satisfied = true;
}

static void apply_move(struct core *core, uint32_t i, struct svc_move move,
		       enum svc_event on, msec now)
{
	struct core_unit *unit = &core->units[i];
	enum svc_state from = unit->state;
	struct core_flags old = core_flags_of(unit);
	uint32_t old_settled_tick = unit->settled_tick;

	enter_state(core, i, move, on, now);
	if (move.to != from)
		core_emit(core, (struct core_order){ .kind = ORDER_REPORT,
						     .service = i,
						     .from = from,
						     .to = move.to,
						     .on = on });
	if (move.order != ORDER_NOTHING)
		core_emit(core, (struct core_order){ .kind = move.order,
						     .service = i,
						     .step = unit->step });
	/* The timer is last, because the wait must not include the time to carry out the
	 * order. */
	core_arm_state_timer(core, i, now);
	if (move.to == from)
		return;
	propagate(core, i, old, old_settled_tick);
	core_enqueue(core, i);
	if (move.to == SVC_FAILED || move.to == SVC_SKIPPED)
		core_stop_dependents(core, i);
	else if (from == SVC_READY && move.to != SVC_DONE && !old.stop_requested)
		restart_dependents(core, i);
}

bool core_move(struct core *core, uint32_t i, enum svc_event on, msec now)
{
	enum svc_state from = core->units[i].state;
	struct svc_move move = svc_next(from, on);

	if (!move.known) {
		core->bug = true;
		core->bug_service = i;
		core->bug_on = on;
		return false;
	}
	if (move.to != from || move.order != ORDER_NOTHING)
		apply_move(core, i, move, on, now);
	return true;
}

/* ---- conditions and wait-for ---- */

void core_finish_prepare(struct core *core, uint32_t i)
{
	struct core_unit *unit = &core->units[i];

	core->active -= unit->prepare == PREPARE_RUNNING;
	unit->prepare = PREPARE_NONE;
	core_enqueue(core, i);
}

void core_cancel_prepare(struct core *core, uint32_t i, msec now)
{
	struct core_unit *unit = &core->units[i];

	if (unit->prepare != PREPARE_RUNNING) {
		unit->prepare = PREPARE_NONE;
		return;
	}
	core_finish_prepare(core, i);
	core_move(core, i, ON_CANCEL_PREPARE, now);
}
