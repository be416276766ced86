/* supervisor/core/move.c - one service changes, and what its neighbours count of it.
 *
 * Pure. Whatever changes what a service is to its neighbours (struct view) goes through
 * core_move() or core_halt(): they take the view before and after, and tell the
 * difference along the edges. So each step costs its own edges only. */
#include "supervisor/core/state.h"

void core_emit(struct core *core, struct core_order order)
{
	if (core->order_head == core->order_tail)
		core->order_head = core->order_tail = 0;
	core->orders[core->order_tail++ % core->order_size] = order;
}

void core_enqueue(struct core *core, uint32_t i)
{
	if (core->items[i].queued)
		return;
	core->items[i].queued = true;
	core->queue[core->tail] = i;
	core->tail = (core->tail + 1) % (core->graph.count + 1);
}

/* ---- what a service is to its neighbours ---- */

static bool is_moving(enum svc_state s) /* wants, after and before wait for it */
{
	return s == SVC_WAITING || s == SVC_STARTING || s == SVC_BACKOFF ||
	       s == SVC_STOPPING || s == SVC_KILLING;
}

static bool is_settled(enum svc_state s)
{
	return s == SVC_READY || s == SVC_DONE || s == SVC_FAILED || s == SVC_SKIPPED;
}

struct view core_view(const struct item *item)
{
	enum svc_state s = item->state;
	bool runs = svc_has_process(s), halting = item->halt != HALT_NONE;
	bool there = s == SVC_DONE || item->satisfied || (s == SVC_READY && !halting);

	return (struct view){ .absent = !there,
			      .failed = s == SVC_FAILED && !item->satisfied,
			      .skipped = s == SVC_SKIPPED && !item->satisfied,
			      .moving = is_moving(s),
			      .runs = runs,
			      .halting = halting,
			      .active = runs || s == SVC_BACKOFF || item->preparing,
			      .takes_room = s == SVC_STARTING && !item->policy->task };
}

bool core_waits(const struct item *item, bool moving, uint32_t settled_at)
{
	return moving && settled_at <= item->asked_at;
}

#define CHANGE(what) ((uint32_t)now.what - (uint32_t)was.what)

static void tell_next(struct core *core, uint32_t i, struct view was, struct view now,
		      uint32_t was_settled_at)
{
	const struct graph *g = &core->graph;

	for (uint32_t e = g->next_at[i]; e < g->next_at[i + 1]; e++) {
		struct item *next = &core->items[g->next[e] & GRAPH_INDEX];

		if (g->next[e] & GRAPH_NEED) {
			next->absent_needs += CHANGE(absent);
			next->failed_needs += CHANGE(failed);
			next->skipped_needs += CHANGE(skipped);
		} else {
			next->unsettled += (uint32_t)core_waits(next, now.moving,
								core->items[i].settled_at);
			next->unsettled -=
				(uint32_t)core_waits(next, was.moving, was_settled_at);
		}
		core_enqueue(core, g->next[e] & GRAPH_INDEX);
	}
}

bool core_holds(const struct item *item)
{
	return item->halt != HALT_NONE || item->later_stops > 0;
}

/* Service i holds what comes before it, or does so no more. What comes before may change
 * with it, and so on: each of them at most once, so all the walks of a stop together cost
 * each edge twice. */
static void tell_previous(struct core *core, uint32_t i, bool holds)
{
	const struct graph *g = &core->graph;
	uint32_t used = 0;

	core->back[used++] = i;
	while (used > 0) {
		uint32_t here = core->back[--used];

		for (uint32_t e = g->prev_at[here]; e < g->prev_at[here + 1]; e++) {
			uint32_t p = g->prev[e] & GRAPH_INDEX;
			bool held = core_holds(&core->items[p]);

			core->items[p].later_stops += holds ? 1 : UINT32_MAX;
			if (core_holds(&core->items[p]) != held)
				core->back[used++] = p;
			core_enqueue(core, p);
		}
	}
}

static void tell(struct core *core, uint32_t i, struct view was, uint32_t was_settled_at)
{
	struct view now = core_view(&core->items[i]);

	core->active += CHANGE(active);
	core->processes += CHANGE(runs);
	core->starting += CHANGE(takes_room);
	tell_next(core, i, was, now, was_settled_at);
	if (was.halting != now.halting && core->items[i].later_stops == 0)
		tell_previous(core, i, now.halting);
}

/* ---- asked to stop ---- */

void core_halt(struct core *core, uint32_t i, enum halt halt)
{
	struct item *item = &core->items[i];
	struct view was = core_view(item);

	item->halt = (uint8_t)halt;
	tell(core, i, was, item->settled_at);
	core_enqueue(core, i);
}

/* True: it was not known to; go on with what needs it. */
static bool loses_need(struct core *core, uint32_t i)
{
	struct item *item = &core->items[i];

	if (svc_has_process(item->state)) {
		if (item->halt != HALT_NONE)
			return false;
		core_halt(core, i, HALT_NEED);
		return true;
	}
	if (item->cleared ||
	    !(item->state == SVC_BACKOFF || (item->state == SVC_WAITING && item->returns)))
		return false;
	item->cleared = item->returns = true;
	return true;
}

void core_halt_dependents(struct core *core, uint32_t i)
{
	const struct graph *g = &core->graph;
	uint32_t used = 0;

	core->list[used++] = i;
	for (uint32_t at = 0; at < used; at++) {
		uint32_t here = core->list[at];

		if (core->items[here].satisfied)
			continue;
		for (uint32_t e = g->next_at[here]; e < g->next_at[here + 1]; e++) {
			uint32_t next = g->next[e] & GRAPH_INDEX;

			if ((g->next[e] & GRAPH_NEED) && loses_need(core, next))
				core->list[used++] = next;
		}
	}
}

/* It crashed: those with when-need-restarts = restart go down and return with it. One that
 * pauses may have ended a moment before, because of this crash: its last end is not counted. */
static void restart_with(struct core *core, uint32_t i)
{
	const struct graph *g = &core->graph;

	for (uint32_t e = g->next_at[i]; e < g->next_at[i + 1]; e++) {
		uint32_t n = g->next[e] & GRAPH_INDEX;
		struct item *next = &core->items[n];

		if ((g->next[e] & GRAPH_NEED) && next->state == SVC_BACKOFF &&
		    next->counted) {
			next->history.restarts--;
			next->counted = false;
		}
		if (!(g->next[e] & GRAPH_NEED) || !next->policy->restart_with_need ||
		    !svc_has_process(next->state) || next->halt != HALT_NONE)
			continue;
		core_halt(core, n, HALT_NEED);
		core_halt_dependents(core, n);
	}
}

/* ---- one service ---- */

/* Of a stop: pre-stop, or the wait after a signal. */
static msec stop_wait(const struct core *core, const struct item *item, msec now)
{
	const struct policy *p = item->policy;
	bool pre_stop = item->pre_stopping;
	msec wait = pre_stop ? p->pre_stop_timeout : p->stop_waits[item->step];

	if (p->default_waits & (pre_stop ? DEFAULT_PRE_STOP : DEFAULT_STOP(item->step)))
		return core_shared(core, item, wait,
				   policy_stop_rest(p, pre_stop, item->step), now);
	return wait;
}

static msec state_wait(const struct core *core, const struct item *item, msec now)
{
	msec wait = item->state == SVC_KILLING ? SECONDS(1) : stop_wait(core, item, now);

	return core->hurry >= 1 && wait > SECONDS(1) ? SECONDS(1) : wait;
}

/* The timeout that belongs to the state just entered. */
void core_arm_state(struct core *core, uint32_t i, msec now)
{
	struct item *item = &core->items[i];
	struct core_order arm = { .kind = ORDER_ARM, .service = i };

	switch ((enum svc_state)item->state) {
	case SVC_STARTING:
		if (item->policy->start_timeout > 0)
			arm.wait = item->policy->start_timeout;
		else
			arm.kind = ORDER_CANCEL;
		break;
	case SVC_STOPPING:
	case SVC_KILLING: arm.wait = state_wait(core, item, now); break;
	case SVC_BACKOFF:
		arm.wait = policy_pause(item->policy, item->history.restarts, &core->seed);
		break;
	case SVC_SKIPPED:
	case SVC_DOWN:
	case SVC_WAITING:
	case SVC_READY:
	case SVC_DONE:
	case SVC_FAILED:
	case SVC_STATE_COUNT: arm.kind = ORDER_CANCEL; break;
	}
	core_emit(core, arm);
}

static void give_order(struct core *core, uint32_t i, enum svc_order order)
{
	static const enum core_order_kind kinds[SVC_ORDER_COUNT] = {
		[DO_PREPARE] = ORDER_PREPARE, [DO_UNPREPARE] = ORDER_UNPREPARE,
		[DO_SPAWN] = ORDER_SPAWN,     [DO_PRE_STOP] = ORDER_PRE_STOP,
		[DO_SIGNAL] = ORDER_SIGNAL,   [DO_KILL] = ORDER_KILL,
	};

	if (order != DO_NOTHING)
		core_emit(core, (struct core_order){ .kind = kinds[order],
						     .service = i,
						     .step = core->items[i].step });
}

/* When it last settled and went on by itself: it is not waited for any more. What stops
 * to return, and what is wanted together with others, has not. */
static void note_settled(struct core *core, struct item *item, enum svc_state from,
			 enum svc_event on)
{
	if (!is_settled(from) || item->halt == HALT_NEED)
		return;
	item->settled_at = on == ON_WANT ? item->asked_at : ++core->tick;
}

static void enter(struct core *core, uint32_t i, struct svc_move move, enum svc_event on,
		  msec now)
{
	struct item *item = &core->items[i];

	if (move.order == DO_SPAWN || move.order == DO_PREPARE) {
		item->history.was_ready = false;
		item->start_failed = false;
		item->step = 0;
	}
	item->pre_stopping = move.order == DO_PRE_STOP;
	if (move.to == item->state)
		return;
	note_settled(core, item, item->state, on);
	item->state = (uint8_t)move.to;
	item->since = now;
	item->preparing = item->prepared = item->failed_by_need = false;
	if (!svc_has_process(move.to))
		item->halt = HALT_NONE;
	if (move.to != SVC_WAITING && move.to != SVC_BACKOFF)
		item->returns = item->cleared = false;
	if (move.to == SVC_DONE && item->policy->task)
		item->satisfied = true;
}

static void carry_out(struct core *core, uint32_t i, struct svc_move move,
		      enum svc_event on, msec now)
{
	struct item *item = &core->items[i];
	enum svc_state from = item->state;
	struct view was = core_view(item);
	uint32_t was_settled_at = item->settled_at;

	enter(core, i, move, on, now);
	if (move.to != from)
		core_emit(core, (struct core_order){ .kind = ORDER_SAY,
						     .service = i,
						     .from = from,
						     .to = move.to,
						     .on = on });
	give_order(core, i, move.order);
	core_arm_state(core, i, now); /* after it: what that takes is not its time */
	if (move.to == from)
		return;
	tell(core, i, was, was_settled_at);
	core_enqueue(core, i);
	if (move.to == SVC_FAILED || move.to == SVC_SKIPPED)
		core_halt_dependents(core, i);
	else if (from == SVC_READY && move.to != SVC_DONE && !was.halting)
		restart_with(core, i);
}

bool core_move(struct core *core, uint32_t i, enum svc_event on, msec now)
{
	enum svc_state from = core->items[i].state;
	struct svc_move move = svc_next(from, on);

	if (!move.known) {
		core->bug = true;
		core->bug_service = i;
		core->bug_on = on;
		return false;
	}
	if (move.to != from || move.order != DO_NOTHING)
		carry_out(core, i, move, on, now);
	return true;
}

/* ---- what is done before the process ---- */

void core_end_preparing(struct core *core, uint32_t i)
{
	struct item *item = &core->items[i];

	core->active -= item->preparing;
	item->preparing = item->prepared = false;
	core_enqueue(core, i);
}

void core_unprepare(struct core *core, uint32_t i, msec now)
{
	struct item *item = &core->items[i];

	item->prepared = false;
	if (!item->preparing)
		return;
	core_end_preparing(core, i);
	core_move(core, i, ON_UNPREPARE, now);
}
