/* supervisor/core/stop_budget.c - divides the time of a shutdown among the services.
 *
 * Pure; O(N + E). A stop time that the user configured is never shortened here. A default
 * time (of stop-timeout or pre-stop-timeout) is shortened if the shutdown has too little
 * time: we subtract the configured times to come from the time that is left, and divide the
 * rest in proportion to the default times to come. So a chain of services that ignore their
 * signals ends in time, each of them gets its signal, and a service that stops early leaves
 * its time to the others. */
#include "supervisor/core/state.h"

#include <stdlib.h>

#define DEFAULT_SHUTDOWN_MSEC SECONDS(9) /* docker stop and podman stop kill after 10 s */
/* The configured stop times and the drain may take this much of the 9 s. If they take more,
 * the default timeout grows and no time is shortened. */
#define CONFIGURED_MAX_MSEC 7500
#define RESERVE_MAX_MSEC    500 /* time for SIGKILL and for ctinit's own exit */
#define RESERVE_DIVISOR     18  /* a shorter shutdown reserves this fraction of its time */
#define WAIT_MIN_MSEC       100 /* no wait becomes shorter than this */

static msec longer(msec a, msec b)
{
	return a > b ? a : b;
}

static msec shorter(msec a, msec b)
{
	return a < b ? a : b;
}

struct chain {
	msec configured, all;
};

/* Returns the longest chain of configured stop times, and the longest chain of all stop
 * times, of services that stop one after the other. Returns 0 for both if memory runs
 * out. */
static struct chain longest_chain(const struct core *core)
{
	const struct graph *g = &core->graph;
	struct chain *chains = calloc(g->count + 1, sizeof *chains), longest = { 0 };

	for (uint32_t k = g->count; chains != NULL && k > 0; k--) {
		uint32_t i = g->order[k - 1];
		struct stop_time own =
			policy_stop_time_left(core->units[i].policy, true, 0);
		struct chain *here = &chains[i];
		const struct graph_edge *e = graph_after(g, i);

		for (; e < graph_after(g, i + 1); e++) {
			const struct chain *next = &chains[e->unit];

			here->configured = longer(here->configured, next->configured);
			here->all = longer(here->all, next->all);
		}
		here->configured += own.configured;
		here->all += own.configured + own.by_default;
		longest.configured = longer(longest.configured, here->configured);
		longest.all = longer(longest.all, here->all);
	}
	free(chains);
	return longest;
}

msec core_longest_stop(const struct core *core)
{
	return longest_chain(core).all + core->drain + RESERVE_MAX_MSEC;
}

msec core_default_shutdown_timeout(const struct core *core)
{
	if (longest_chain(core).configured + core->drain <= CONFIGURED_MAX_MSEC)
		return DEFAULT_SHUTDOWN_MSEC;
	return longer(core_longest_stop(core), DEFAULT_SHUTDOWN_MSEC);
}

static uint32_t capped(msec time)
{
	return time < INT32_MAX ? (uint32_t)time : INT32_MAX;
}

void core_budget_stops(struct core *core)
{
	const struct graph *g = &core->graph;

	for (uint32_t k = 0; k < g->count; k++) {
		uint32_t i = g->order[k];
		struct core_unit *unit = &core->units[i];
		const struct graph_edge *e = graph_before(g, i);

		unit->configured_before = unit->default_before = 0;
		for (; e < graph_before(g, i + 1); e++) {
			const struct core_unit *prev = &core->units[e->unit];
			struct stop_time own = { 0 };

			if (svc_has_process(prev->state))
				own = policy_stop_time_left(prev->policy, true, 0);
			unit->configured_before =
				capped(longer(unit->configured_before,
					      prev->configured_before + own.configured));
			unit->default_before =
				capped(longer(unit->default_before,
					      prev->default_before + own.by_default));
		}
	}
}

msec core_budgeted_wait(const struct core *core, const struct core_unit *unit, msec wait,
			struct stop_time rest, msec now)
{
	msec reserve = shorter(core->shutdown_timeout / RESERVE_DIVISOR, RESERVE_MAX_MSEC);
	msec configured = unit->configured_before + rest.configured + reserve;
	msec all = unit->default_before + rest.by_default;
	msec left = core->shutdown_at - now - configured, share;

	if (core->cause == CAUSE_NONE || left >= all ||
	    core->shutdown_timeout <= configured)
		return wait;
	share = left > 0 ? wait * left / all : 0;
	return longer(share, shorter(wait, WAIT_MIN_MSEC));
}
