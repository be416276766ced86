/* supervisor/core/core.c - a set of services: facts in, orders out. Pure.
 *
 * Each fact changes one service and puts its neighbours into a queue; core_next() works
 * the queue off, one service at a time, until an order comes out. Counters per service
 * (what is missing before it, who still runs after it) make each step cost its own edges
 * only. */
#include "supervisor/core/core.h"

#include "supervisor/core/state.h"

static void emit(struct core *core, struct core_order order)
{
	core->orders[core->order_tail++ % ORDERS] = order;
}

static void enqueue(struct core *core, uint32_t i)
{
	if (core->items[i].queued)
		return;
	core->items[i].queued = true;
	core->queue[core->tail] = i;
	core->tail = (core->tail + 1) % (core->graph.count + 1);
}

/* ---- what a state means to the neighbours ---- */

static uint32_t absent(enum svc_state s) /* as a need: not met */
{
	return s != SVC_READY && s != SVC_DONE;
}

static uint32_t lost(enum svc_state s)
{
	return s == SVC_FAILED || s == SVC_SKIPPED;
}

static uint32_t moving(enum svc_state s) /* wants, after and before wait for it */
{
	return s == SVC_WAITING || s == SVC_STARTING || s == SVC_BACKOFF ||
	       s == SVC_STOPPING || s == SVC_KILLING;
}

static uint32_t active(enum svc_state s) /* something comes without being asked for */
{
	return svc_has_process(s) || s == SVC_BACKOFF;
}

static void tell_next(struct core *core, uint32_t i, enum svc_state from, enum svc_state to)
{
	const struct graph *g = &core->graph;

	for (uint32_t e = g->next_at[i]; e < g->next_at[i + 1]; e++) {
		struct item *next = &core->items[g->next[e] & GRAPH_INDEX];
		bool need = (g->next[e] & GRAPH_NEED) != 0;

		next->missing +=
			need ? absent(to) - absent(from) : moving(to) - moving(from);
		if (need) {
			next->failed_needs += lost(to) - lost(from);
			next->absent_needs += absent(to) - absent(from);
		}
		enqueue(core, g->next[e] & GRAPH_INDEX);
	}
}

static void tell_previous(struct core *core, uint32_t i, uint32_t change)
{
	const struct graph *g = &core->graph;

	for (uint32_t e = g->prev_at[i]; e < g->prev_at[i + 1]; e++) {
		struct item *prev = &core->items[g->prev[e] & GRAPH_INDEX];

		prev->running_next += change;
		if (g->prev[e] & GRAPH_NEED)
			prev->running_dependents += change;
		enqueue(core, g->prev[e] & GRAPH_INDEX);
	}
}

/* All that need it, directly or through others, and run, are to stop first; they stay
 * wanted and return with it. */
static void halt_dependents(struct core *core, uint32_t i)
{
	const struct graph *g = &core->graph;
	uint32_t used = 0;

	core->list[used++] = i;
	for (uint32_t at = 0; at < used; at++) {
		uint32_t here = core->list[at];
		for (uint32_t e = g->next_at[here]; e < g->next_at[here + 1]; e++) {
			uint32_t n = g->next[e] & GRAPH_INDEX;
			struct item *next = &core->items[n];

			if (!(g->next[e] & GRAPH_NEED) || next->halt != HALT_NONE ||
			    !svc_has_process(next->state))
				continue;
			next->halt = HALT_NEED;
			enqueue(core, n);
			core->list[used++] = n;
		}
	}
}

/* ---- one service ---- */

static void arm(struct core *core, uint32_t i, msec wait)
{
	emit(core, (struct core_order){ .kind = ORDER_ARM, .service = i, .wait = wait });
}

static msec stop_wait(const struct core *core, const struct item *item)
{
	msec wait = item->state == SVC_KILLING ? SECONDS(1)
					       : item->policy->stop_waits[item->step];

	return core->hurry >= 1 && wait > SECONDS(1) ? SECONDS(1) : wait;
}

/* The timeout that belongs to the state just entered. */
static void set_timeout(struct core *core, uint32_t i)
{
	struct item *item = &core->items[i];
	uint32_t k = item->history.restarts ? item->history.restarts : 1;

	switch ((enum svc_state)item->state) {
	case SVC_STARTING:
		if (item->policy->start_timeout > 0) {
			arm(core, i, item->policy->start_timeout);
			return;
		}
		break;
	case SVC_STOPPING:
	case SVC_KILLING: arm(core, i, stop_wait(core, item)); return;
	case SVC_BACKOFF: arm(core, i, policy_pause(item->policy, k, &core->seed)); return;
	case SVC_SKIPPED:
	case SVC_DOWN:
	case SVC_WAITING:
	case SVC_READY:
	case SVC_DONE:
	case SVC_FAILED:
	case SVC_STATE_COUNT: break;
	}
	emit(core, (struct core_order){ .kind = ORDER_CANCEL, .service = i });
}

static void give_order(struct core *core, uint32_t i, enum svc_order order)
{
	static const enum core_order_kind kinds[] = {
		[DO_SPAWN] = ORDER_SPAWN, [DO_SIGNAL] = ORDER_SIGNAL, [DO_KILL] = ORDER_KILL
	};
	if (order != DO_NOTHING)
		emit(core, (struct core_order){ .kind = kinds[order],
						.service = i,
						.step = core->items[i].step });
}

/* The only place a state changes. */
static bool apply(struct core *core, uint32_t i, enum svc_event on, msec now)
{
	struct item *item = &core->items[i];
	enum svc_state from = item->state;
	struct svc_move move = svc_next(from, on);

	if (!move.known) {
		core->bug = true;
		core->bug_service = i;
		core->bug_on = on;
		return false;
	}
	item->state = (uint8_t)move.to;
	if (move.to == from && move.order == DO_NOTHING)
		return true;
	if (move.to != from)
		emit(core, (struct core_order){ .kind = ORDER_SAY,
						.service = i,
						.from = from,
						.to = move.to,
						.on = on });
	if (move.order == DO_SPAWN) {
		item->history.was_ready = false;
		item->start_failed = false;
		item->returns = false;
		item->halt = HALT_NONE;
		item->step = 0;
	}
	set_timeout(core, i);
	give_order(core, i, move.order);
	if (move.to == from)
		return true;
	item->since = now;
	core->active += active(move.to) - active(from);
	core->processes += (uint32_t)svc_has_process(move.to) - svc_has_process(from);
	tell_next(core, i, from, move.to);
	if (lost(move.to))
		halt_dependents(core, i);
	if (svc_has_process(move.to) != svc_has_process(from))
		tell_previous(core, i,
			      (uint32_t)svc_has_process(move.to) - svc_has_process(from));
	enqueue(core, i);
	return true;
}

/* ---- the end of all ---- */

static void begin_end(struct core *core, enum core_cause cause, int code, int service)
{
	if (core->cause != CAUSE_NONE)
		return;
	core->cause = cause;
	core->code = code;
	core->cause_service = service;
	for (uint32_t i = 0; i < core->graph.count; i++) {
		core->items[i].wanted = false;
		if (core->items[i].halt == HALT_NONE || core->items[i].halt == HALT_NEED)
			core->items[i].halt = HALT_DOWN;
		enqueue(core, i);
	}
	emit(core, (struct core_order){ .kind = ORDER_ARM_END, .wait = core->end_timeout });
}

static void ended_for_good(struct core *core, uint32_t i, enum svc_event on)
{
	struct item *item = &core->items[i];

	if (on == ON_DIED_FAILED && core->first_failed < 0) {
		core->first_failed = (int)i;
		core->first_failed_code = item->code ? item->code : 1;
	}
	if (item->policy->main)
		begin_end(core, CAUSE_MAIN, item->code, (int)i);
	else if (on == ON_DIED_FAILED && item->policy->shutdown_when_failed)
		begin_end(core, CAUSE_FAILED, item->code ? item->code : 1, (int)i);
}

/* Its turn in the queue: does something follow from what its neighbours did? */
static void settle(struct core *core, uint32_t i, msec now)
{
	struct item *item = &core->items[i];
	bool ending = core->cause != CAUSE_NONE;

	item->queued = false;
	if (item->asked && !ending) {
		item->asked = false;
		apply(core, i, ON_WANT, now);
		return;
	}
	if (item->halt != HALT_NONE && svc_has_process(item->state)) {
		uint32_t after = ending ? item->running_next : item->running_dependents;

		if (core->hurry >= 2 && item->state != SVC_KILLING)
			apply(core, i, ON_KILL, now);
		else if (after == 0 &&
			 (item->state == SVC_STARTING || item->state == SVC_READY))
			apply(core, i, ON_STOP, now);
		else if (item->hurried < core->hurry && item->state == SVC_STOPPING)
			set_timeout(core, i);
		item->hurried = (uint8_t)core->hurry;
		return;
	}
	if (ending && (item->state == SVC_WAITING || item->state == SVC_BACKOFF)) {
		apply(core, i, ON_STOP, now);
		return;
	}
	if (item->state != SVC_WAITING || ending)
		return;
	if (item->failed_needs > 0 && !item->returns) {
		item->wanted = false;
		item->code = 1;
		apply(core, i, ON_NEED_FAILED, now);
		if (item->policy->main)
			begin_end(core, CAUSE_MAIN, 1, (int)i);
	} else if (item->missing == 0) {
		apply(core, i, ON_MET, now);
	}
}

/* The queue is empty: is there anything left? */
static void look_for_the_end(struct core *core)
{
	if (core->started && core->cause == CAUSE_NONE && core->active == 0 &&
	    core->by_hand == 0)
		begin_end(core, CAUSE_NOTHING_LEFT,
			  core->first_failed >= 0 ? core->first_failed_code : 0,
			  core->first_failed);
	if (core->cause != CAUSE_NONE && core->processes == 0 && !core->finished &&
	    core->head == core->tail) {
		core->finished = true;
		emit(core, (struct core_order){ .kind = ORDER_FINISHED });
	}
}

bool core_next(struct core *core, msec now, struct core_order *ret)
{
	while (core->order_head == core->order_tail) {
		if (core->head == core->tail) {
			look_for_the_end(core);
			if (core->order_head == core->order_tail &&
			    core->head == core->tail)
				return false;
			continue;
		}
		uint32_t i = core->queue[core->head];
		core->head = (core->head + 1) % (core->graph.count + 1);
		settle(core, i, now);
	}
	*ret = core->orders[core->order_head++ % ORDERS];
	return true;
}

/* ---- facts ---- */

/* It and all it needs or wants, directly or through others. */
void core_want(struct core *core, uint32_t service, msec now)
{
	const struct graph *g = &core->graph;
	uint32_t used = 0;

	(void)now;
	if (core->cause != CAUSE_NONE)
		return;
	core->items[service].history.restarts = 0;
	core->items[service].wanted = false; /* so that the walk takes it */
	core->list[used++] = service;
	for (uint32_t at = 0; at < used; at++) {
		uint32_t i = core->list[at];
		struct item *item = &core->items[i];

		item->wanted = true;
		item->asked = true;
		core->by_hand -= item->by_hand;
		item->by_hand = false;
		for (uint32_t e = g->prev_at[i]; e < g->prev_at[i + 1]; e++) {
			uint32_t p = g->prev[e] & GRAPH_INDEX;
			if (!(g->prev[e] & (GRAPH_NEED | GRAPH_WANT)) ||
			    core->items[p].wanted || core->items[p].state == SVC_DONE)
				continue;
			core->items[p].wanted = true;
			core->list[used++] = p;
		}
	}
	for (uint32_t at = used; at > 0; at--)
		enqueue(core, core->list[at - 1]);
}

void core_stop(struct core *core, uint32_t service, msec now)
{
	struct item *item = &core->items[service];

	if (core->cause != CAUSE_NONE)
		return;
	item->wanted = false;
	item->asked = false;
	core->by_hand += !item->by_hand;
	item->by_hand = true;
	if (!svc_has_process(item->state)) {
		apply(core, service, ON_STOP, now);
		return;
	}
	item->halt = HALT_DOWN;
	halt_dependents(core, service);
	enqueue(core, service);
}

void core_ready(struct core *core, uint32_t service, msec now)
{
	struct item *item = &core->items[service];

	if (item->state == SVC_STARTING) {
		item->history.was_ready = true;
		item->history.ready_at = now;
	}
	apply(core, service, ON_READY, now);
}

/* Policy, settled before the table is asked. */
static enum svc_event verdict(struct core *core, struct item *item, struct end end,
			      msec now)
{
	struct history free_of_charge = item->history;

	if (core->cause != CAUSE_NONE || item->halt == HALT_DOWN)
		return ON_DIED_DOWN;
	if (item->halt == HALT_NEED) {
		item->returns = true;
		return ON_DIED_WAIT;
	}
	free_of_charge.restarts = 0;
	if (item->absent_needs > 0 &&
	    policy_verdict(item->policy, &free_of_charge, end, item->start_failed, now) ==
		    ON_DIED_AGAIN) {
		item->returns = true;
		return ON_DIED_WAIT;
	}
	return policy_verdict(item->policy, &item->history, end, item->start_failed, now);
}

void core_died(struct core *core, uint32_t service, struct end end, msec now)
{
	struct item *item = &core->items[service];
	enum svc_event on = verdict(core, item, end, now);

	item->code = end_code(end);
	item->halt = HALT_NONE;
	if (on == ON_DIED_DONE || on == ON_DIED_FAILED)
		item->wanted = false;
	if (apply(core, service, on, now) && !item->wanted && on != ON_DIED_DOWN)
		ended_for_good(core, service, on);
}

void core_timeout(struct core *core, uint32_t service, msec now)
{
	struct item *item = &core->items[service];
	enum svc_event on = ON_TIMEOUT;

	if (item->state == SVC_STARTING && item->halt != HALT_NONE)
		return; /* it is stopped in its turn */
	if (item->state == SVC_STARTING) {
		item->start_failed = true;
	} else if (item->state == SVC_STOPPING) {
		if (core->hurry < 1 && item->step + 1u < item->policy->stop_count)
			item->step++;
		else
			on = ON_LAST_WAIT;
	}
	apply(core, service, on, now);
}

void core_shutdown(struct core *core, int code, msec now)
{
	(void)now;
	begin_end(core, CAUSE_ASKED, code, -1);
}

static void set_hurry(struct core *core, unsigned hurry)
{
	if (core->cause == CAUSE_NONE || core->hurry >= hurry)
		return;
	core->hurry = hurry;
	for (uint32_t i = 0; i < core->graph.count; i++)
		enqueue(core, i);
}

void core_hurry(struct core *core, msec now)
{
	(void)now;
	set_hurry(core, core->hurry + 1 > 2 ? 2 : core->hurry + 1);
}

void core_deadline(struct core *core, msec now)
{
	(void)now;
	set_hurry(core, 2);
}

void core_started(struct core *core)
{
	core->started = true;
}
