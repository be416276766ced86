/* supervisor/core/want.c - what is asked for, and what is left out. Pure. */
#include "supervisor/core/state.h"

void core_ask_anew(struct core *core, uint32_t i, uint32_t tick)
{
	const struct graph *g = &core->graph;
	struct item *item = &core->items[i];

	item->asked_at = tick;
	item->unsettled = 0;
	for (uint32_t e = g->prev_at[i]; e < g->prev_at[i + 1]; e++) {
		const struct item *prev = &core->items[g->prev[e] & GRAPH_INDEX];

		if (!(g->prev[e] & GRAPH_NEED))
			item->unsettled +=
				(uint32_t)core_waits(item, core_view(prev).moving,
						     prev->settled_at);
	}
}

bool core_is_barred(const struct item *item)
{
	return item->barred || item->barred_needs > 0;
}

/* Does it have to be asked for too? What runs or comes by itself has not; what waits may
 * wait for something that nobody asked for since. */
static bool is_to_ask(const struct item *item, uint32_t tick, bool by_hand)
{
	if (item->asked_at == tick || item->satisfied || item->state == SVC_DONE ||
	    (item->wanted && item->state != SVC_WAITING))
		return false;
	return by_hand || (!item->by_hand && item->state != SVC_FAILED);
}

static void ask(struct core *core, uint32_t i, uint32_t tick, bool by_hand)
{
	struct item *item = &core->items[i];

	if (by_hand || !(svc_has_process(item->state) || item->state == SVC_BACKOFF)) {
		item->history.restarts = item->history.useless = 0;
		item->counted = false;
	}
	if (by_hand)
		item->returns = item->cleared = false;
	item->wanted = item->asked = true;
	core->by_hand -= item->by_hand;
	item->by_hand = false;
	core_ask_anew(core, i, tick);
}

/* The first `used` of the list were asked; then what they need and want, and so on. */
static void ask_before(struct core *core, uint32_t used, uint32_t tick, bool by_hand)
{
	const struct graph *g = &core->graph;

	for (uint32_t at = 0; at < used; at++) {
		uint32_t i = core->list[at];

		if (core_is_barred(&core->items[i]))
			continue;
		for (uint32_t e = g->prev_at[i]; e < g->prev_at[i + 1]; e++) {
			uint32_t p = g->prev[e] & GRAPH_INDEX;

			if (!(g->prev[e] & (GRAPH_NEED | GRAPH_WANT)) ||
			    !is_to_ask(&core->items[p], tick, by_hand))
				continue;
			ask(core, p, tick, by_hand);
			core->list[used++] = p;
		}
	}
	for (uint32_t at = used; at > 0; at--)
		core_enqueue(core, core->list[at - 1]);
}

static void want(struct core *core, uint32_t service, bool by_hand)
{
	uint32_t tick = ++core->tick;

	core->list[0] = service;
	ask(core, service, tick, by_hand);
	ask_before(core, 1, tick, by_hand);
}

void core_want(struct core *core, uint32_t service, msec now)
{
	(void)now;
	if (core->cause == CAUSE_NONE)
		want(core, service, true);
}

void core_want_softly(struct core *core, uint32_t service, msec now)
{
	const struct item *item = &core->items[service];

	(void)now;
	if (core->cause == CAUSE_NONE && !item->wanted && !item->by_hand &&
	    item->state != SVC_FAILED)
		want(core, service, false);
}

/* Each is looked at after what it needs, so that a chain of them comes whole; then all are
 * asked for together, so that each waits for those of them before it. */
void core_try_again(struct core *core, msec now)
{
	uint32_t used = 0, tick;

	for (uint32_t at = 0; at < core->graph.count; at++) {
		uint32_t i = core->graph.order[at];
		const struct item *item = &core->items[i];

		if (!item->failed_by_need || item->failed_needs > 0 ||
		    core->cause != CAUSE_NONE)
			continue;
		core_move(core, i, ON_STOP, now);
		core->list[used++] = i;
	}
	tick = ++core->tick;
	for (uint32_t at = 0; at < used; at++)
		ask(core, core->list[at], tick, false);
	ask_before(core, used, tick, false);
}

/* ---- left out ---- */

void core_bar(struct core *core, uint32_t service, bool barred)
{
	const struct graph *g = &core->graph;
	uint32_t used = 0;
	bool was = core_is_barred(&core->items[service]);

	core->items[service].barred = barred;
	if (core_is_barred(&core->items[service]) == was)
		return;
	core->list[used++] = service;
	for (uint32_t at = 0; at < used; at++) {
		uint32_t i = core->list[at];

		for (uint32_t e = g->next_at[i]; e < g->next_at[i + 1]; e++) {
			struct item *next = &core->items[g->next[e] & GRAPH_INDEX];

			if (!(g->next[e] & GRAPH_NEED))
				continue;
			was = core_is_barred(next);
			next->barred_needs += barred ? 1 : UINT32_MAX;
			if (core_is_barred(next) != was)
				core->list[used++] = g->next[e] & GRAPH_INDEX;
		}
	}
}

void core_do_skip(struct core *core, uint32_t i, msec now)
{
	core_unprepare(core, i, now);
	core->items[i].wanted = false;
	core_move(core, i, ON_SKIP, now);
}

void core_skip(struct core *core, uint32_t service, msec now)
{
	if (!core->items[service].preparing)
		return; /* a late answer */
	core_end_preparing(core, service);
	core_do_skip(core, service, now);
}
