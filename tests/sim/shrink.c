/* tests/sim/shrink.c - shrinks a failing case: removes, in at most 8 rounds, parts that the
 * failure does not need. */
#include "tests/sim/sim.h"

#include <stdio.h>
#include <string.h>

static struct run run;

static bool still_fails(const struct sim_case *c, const char *rule)
{
	run.most_steps = 4000;
	return !sim_play(&run, c, false) && strcmp(run.rule, rule) == 0;
}

static void without_service(struct sim_case *c, uint32_t gone)
{
	uint32_t used = 0;

	memmove(&c->services[gone], &c->services[gone + 1],
		(c->count - gone - 1) * sizeof c->services[0]);
	c->count--;
	c->setups -= gone < c->setups;
	for (uint32_t e = 0; e < c->edge_count; e++) {
		struct core_edge edge = c->edges[e];

		if (edge.from == gone || edge.to == gone)
			continue;
		edge.from -= edge.from > gone;
		edge.to -= edge.to > gone;
		c->edges[used++] = edge;
	}
	c->edge_count = used;
	for (uint32_t i = 0; i < c->count; i++) {
		int32_t *to = &c->services[i].policy.start_when_failed;

		*to = *to == (int32_t)gone ? -1 : *to - (*to > (int32_t)gone);
	}
	for (uint32_t a = 0; a < c->act_count; a++)
		c->acts[a].service -= c->acts[a].service > gone;
}

static void without_edge(struct sim_case *c, uint32_t gone)
{
	memmove(&c->edges[gone], &c->edges[gone + 1],
		(--c->edge_count - gone) * sizeof c->edges[0]);
}

static void without_act(struct sim_case *c, uint32_t gone)
{
	memmove(&c->acts[gone], &c->acts[gone + 1],
		(--c->act_count - gone) * sizeof c->acts[0]);
}

/* Removes special property number `what` of service i or of the case. Returns false if
 * there is no such number. */
static bool plainer(struct sim_case *c, uint32_t i, uint32_t what)
{
	struct sim_service *s = &c->services[i];
	uint8_t *faults = (uint8_t *)&s->faults;

	if (what < sizeof s->faults) {
		faults[what] = 0;
		return true;
	}
	switch (what - sizeof s->faults) {
	case 0: s->policy.prepare = false; return true;
	case 1: s->policy.pre_stop = false; return true;
	case 2: s->policy.start_when_failed = -1; return true;
	case 3: s->policy.restart_with_need = false; return true;
	case 4: s->policy.shutdown_when_failed = false; return true;
	case 5: s->policy.main = false; return true;
	case 6: s->policy.stop_count = 1; return true;
	case 7: s->policy.start_timeout = 0; return true;
	case 8: s->condition_failed = false; return true;
	case 9: s->policy.task = s->policy.setup; return true;
	case 10: s->autostart = false; return true;
	case 11: c->max_parallel = 0; return true;
	case 12: c->drain = 0; return true;
	case 13: c->shutdown_timeout = -1; return true;
	default: return false;
	}
}

static bool take_away(struct sim_case *c, const char *rule,
		      void (*without)(struct sim_case *, uint32_t), uint32_t count,
		      uint32_t least)
{
	static struct sim_case less;
	bool any = false;

	for (uint32_t i = count; i > 0 && count > least; i--) {
		less = *c;
		without(&less, i - 1);
		if (!still_fails(&less, rule))
			continue;
		*c = less;
		count--;
		any = true;
	}
	return any;
}

void sim_shrink(struct sim_case *c, const char *rule)
{
	static struct sim_case less;
	bool any = true;

	for (int round = 0; any && round < 8; round++) {
		any = take_away(c, rule, without_act, c->act_count, 0);
		any |= take_away(c, rule, without_service, c->count, 1);
		any |= take_away(c, rule, without_edge, c->edge_count, 0);
		for (uint32_t i = 0; i < c->count; i++) {
			for (uint32_t what = 0;; what++) {
				less = *c;
				if (!plainer(&less, i, what))
					break;
				if (memcmp(&less, c, sizeof less) != 0 &&
				    still_fails(&less, rule)) {
					*c = less;
					any = true;
				}
			}
		}
	}
}

void sim_print(const struct sim_case *c)
{
	static const char *const kinds[] = { "needs", "wants", "after" };
	static const char *const acts[] = { "stop",   "start", "restart",  "softly",
					    "kill9",  "clock", "pause",    "late",
					    "reload", "again", "shutdown", "hurry" };

	printf("#   seed %llu, max-parallel %u, drain %d, shutdown-timeout %d, setups %u\n",
	       (unsigned long long)c->seed, c->max_parallel, (int)c->drain,
	       (int)c->shutdown_timeout, c->setups);
	for (uint32_t i = 0; i < c->count; i++) {
		const struct policy *p = &c->services[i].policy;

		printf("#   %u:%s%s%s%s%s%s%s%s restart %d limit %u delay %d reset %d "
		       "start-timeout %d stops %u on-failed %d unhealthy %d\n",
		       c->services[i].id, p->task ? " task" : "", p->main ? " main" : "",
		       p->setup ? " setup" : "", p->prepare ? " prepare" : "",
		       p->pre_stop ? " pre-stop" : "",
		       p->restart_with_need ? " restarts-with-need" : "",
		       c->services[i].condition_failed ? " barred" : "",
		       c->services[i].autostart ? " autostart" : "", (int)p->restart,
		       p->limit, (int)p->delay, (int)p->reset, (int)p->start_timeout,
		       p->stop_count,
		       p->shutdown_when_failed ? -2 : (int)p->start_when_failed,
		       (int)p->unhealthy);
	}
	for (uint32_t e = 0; e < c->edge_count; e++)
		printf("#   %u %s %u\n", c->services[c->edges[e].to].id,
		       kinds[c->edges[e].kind], c->services[c->edges[e].from].id);
	for (uint32_t a = 0; a < c->act_count; a++)
		printf("#   at %d: %s service %u, %u\n", (int)c->acts[a].time,
		       acts[c->acts[a].kind], c->acts[a].service, c->acts[a].arg);
}
