/* supervisor/core/share.c - how the time of the end is shared. Pure; O(N + E).
 *
 * Times that the user wrote are kept. Times by default (stop-timeout, pre-stop-timeout) are
 * kept as long as there is time: a service that stops gets of what is left, less what is
 * written for those that stop after it, its part among the defaults of these. So a chain of
 * services that all ignore their signals ends in time, each of them was asked, and who
 * stops early leaves its time to the others. */
#include "supervisor/core/state.h"

#include <stdlib.h>

#define DEFAULT_END  SECONDS(9) /* docker stop and podman stop kill after 10 s */
#define WRITTEN_MOST 7500       /* of these; else nothing is shortened */
#define RESERVE_MOST 500        /* for what KILL takes, and what follows the services */
#define RESERVE_PART 18         /* of a shorter end */
#define LEAST        100

static msec longer(msec a, msec b)
{
	return a > b ? a : b;
}

static msec shorter(msec a, msec b)
{
	return a < b ? a : b;
}

struct chains {
	msec written, all;
};

/* The longest chains of stop times, in the order of stopping. */
static struct chains longest(const struct core *core)
{
	const struct graph *g = &core->graph;
	struct chains *chain = calloc(g->count + 1, sizeof *chain), longest = { 0 };

	for (uint32_t at = g->count; chain != NULL && at > 0; at--) {
		uint32_t i = g->order[at - 1];
		struct stop_time own = policy_stop_rest(core->items[i].policy, true, 0);
		struct chains *here = &chain[i];

		for (uint32_t e = g->next_at[i]; e < g->next_at[i + 1]; e++) {
			const struct chains *next = &chain[g->next[e] & GRAPH_INDEX];

			here->written = longer(here->written, next->written);
			here->all = longer(here->all, next->all);
		}
		here->written += own.written;
		here->all += own.written + own.by_default;
		longest.written = longer(longest.written, here->written);
		longest.all = longer(longest.all, here->all);
	}
	free(chain);
	return longest;
}

msec core_longest_stop(const struct core *core)
{
	return longest(core).all + core->drain + RESERVE_MOST;
}

msec core_default_end(const struct core *core)
{
	if (longest(core).written + core->drain <= WRITTEN_MOST)
		return DEFAULT_END;
	return longer(core_longest_stop(core), DEFAULT_END);
}

static uint32_t capped(msec time)
{
	return time < INT32_MAX ? (uint32_t)time : INT32_MAX;
}

void core_share(struct core *core)
{
	const struct graph *g = &core->graph;

	for (uint32_t at = 0; at < g->count; at++) {
		struct item *item = &core->items[g->order[at]];

		item->written_before = item->default_before = 0;
		for (uint32_t e = g->prev_at[g->order[at]];
		     e < g->prev_at[g->order[at] + 1]; e++) {
			const struct item *prev = &core->items[g->prev[e] & GRAPH_INDEX];
			struct stop_time own = { 0 };

			if (svc_has_process(prev->state))
				own = policy_stop_rest(prev->policy, true, 0);
			item->written_before =
				capped(longer(item->written_before,
					      prev->written_before + own.written));
			item->default_before =
				capped(longer(item->default_before,
					      prev->default_before + own.by_default));
		}
	}
}

msec core_shared(const struct core *core, const struct item *item, msec wait,
		 struct stop_time rest, msec now)
{
	msec reserve = shorter(core->end_timeout / RESERVE_PART, RESERVE_MOST);
	msec written = item->written_before + rest.written + reserve;
	msec all = item->default_before + rest.by_default;
	msec left = core->end_at - now - written, share;

	if (core->cause == CAUSE_NONE || left >= all || core->end_timeout <= written)
		return wait;
	share = left > 0 ? wait * left / all : 0;
	return longer(share, shorter(wait, LEAST));
}
