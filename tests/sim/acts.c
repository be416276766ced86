/* tests/sim/acts.c - what is done from outside: by hand, by a reload, by the clock. */
#include "tests/sim/sim.h"

#include <string.h>

/* ---- the beginning ---- */

static void index_edges(struct run *run, bool by_to, uint32_t *at, uint32_t *list)
{
	memset(at, 0, (run->count + 2) * sizeof *at);
	for (uint32_t e = 0; e < run->edge_count; e++)
		at[(by_to ? run->edges[e].to : run->edges[e].from) + 2]++;
	for (uint32_t i = 2; i < run->count + 2; i++)
		at[i] += at[i - 1];
	for (uint32_t e = 0; e < run->edge_count; e++)
		list[at[(by_to ? run->edges[e].to : run->edges[e].from) + 1]++] = e;
}

static struct core_set describe(struct run *run, const struct policy **pointers)
{
	index_edges(run, true, run->in_at, run->in);
	index_edges(run, false, run->out_at, run->out);
	for (uint32_t i = 0; i < run->count; i++)
		pointers[i] = run->svc[i].policy;
	run->end_timeout = run->c->shutdown_timeout;
	if (run->end_timeout < 0)
		run->end_timeout = rule_longest_stop(run) + run->c->drain;
	return (struct core_set){ .count = run->count,
				  .policies = pointers,
				  .edges = run->edges,
				  .edge_count = run->edge_count,
				  .shutdown_timeout = run->c->shutdown_timeout,
				  .drain = run->c->drain,
				  .max_parallel = run->c->max_parallel };
}

static void fill(struct run *run, uint32_t i, const struct sim_service *from)
{
	struct svc *s = &run->svc[i];

	*s = (struct svc){ .id = from->id,
			   .manner = from->manner,
			   .autostart = from->autostart,
			   .barred = from->barred,
			   .state = SVC_DOWN,
			   .expect = NO_EVENT,
			   .due = DUE_NOTHING,
			   .arm_low = ARM_NONE,
			   .arm_high = ARM_NONE };
	run->policies[run->policy_set][i] = from->policy;
	s->policy = &run->policies[run->policy_set][i];
}

void acts_want(struct run *run, uint32_t i, bool by_hand)
{
	sim_trace(run, "%u is wanted%s", run->svc[i].id, by_hand ? "" : " softly");
	oracle_want(run, i, by_hand);
	if (by_hand)
		core_want(run->core, i, run->now);
	else
		core_want_softly(run->core, i, run->now);
}

void acts_begin(struct run *run)
{
	const struct sim_case *c = run->c;
	const struct policy *pointers[MOST];
	struct core_set set;

	memset(run->index_of, -1, sizeof run->index_of);
	run->count = c->count;
	run->edge_count = c->edge_count;
	memcpy(run->edges, c->edges, c->edge_count * sizeof c->edges[0]);
	for (uint32_t i = 0; i < c->count; i++) {
		fill(run, i, &c->services[i]);
		run->index_of[c->services[i].id] = (int32_t)i;
	}
	run->drain = c->drain;
	run->max_parallel = c->max_parallel;
	run->arm_end = ARM_NONE;
	run->cause_service = run->first_failed = -1;
	set = describe(run, pointers);
	run->core = core_new(&set, c->seed);
	if (run->core == NULL) {
		sim_wrong(run, "sim", "no core: a circle?");
		return;
	}
	run->setting_up = true;
	for (uint32_t i = 0; i < c->setups; i++)
		acts_want(run, i, true);
}

/* What the supervisor does once the last setup has settled. */
void acts_setups(struct run *run)
{
	if (!run->setting_up)
		return;
	for (uint32_t i = 0; i < run->c->setups; i++) {
		enum svc_state state = run->svc[i].state;

		if (!run->ending && (rule_runs(state) || rule_moving(state)))
			return;
	}
	run->setting_up = false;
	for (uint32_t i = 0; i < run->count; i++) {
		if (run->svc[i].barred)
			core_bar(run->core, i, true);
	}
	oracle_bars(run);
	for (uint32_t i = run->c->setups; i < run->count; i++) {
		if (run->svc[i].autostart)
			acts_want(run, i, true);
	}
	core_started(run->core);
	run->started = true;
}

/* ---- by hand ---- */

static void stop(struct run *run, uint32_t i, bool by_hand)
{
	struct svc *s = &run->svc[i];

	sim_trace(run, "%u is %s", s->id, by_hand ? "stopped by hand" : "retired");
	oracle_stop(run, i, by_hand);
	if (by_hand)
		core_stop(run->core, i, run->now);
	else
		core_retire(run->core, i, run->now);
}

/* Answers nobody awaits any more must do nothing. */
static void late(struct run *run, uint32_t i, uint32_t arg)
{
	struct svc *s = &run->svc[i];

	sim_trace(run, "%u: a late answer", s->id);
	if (!s->preparing && arg % 2 == 0)
		core_prepared(run->core, i, run->now);
	if (!s->preparing && arg % 3 == 0)
		core_skip(run->core, i, run->now);
	if (!s->preparing && !rule_runs(s->state))
		core_died(run->core, i, (struct end){ END_NOT_STARTED, 125 }, run->now);
	if (!s->pre_stopping)
		core_pre_stopped(run->core, i, run->now);
	if (s->state != SVC_READY || s->halt != NOT_HALTED ||
	    s->policy->unhealthy == UNHEALTHY_IGNORE)
		core_unhealthy(run->core, i, run->now);
	if (rule_runs(s->state) && s->state != SVC_STARTING)
		core_ready(run->core, i, run->now);
	if (!run->ending) {
		core_hurry(run->core, run->now);
		core_deadline(run->core, run->now);
	}
}

static void restart(struct run *run, uint32_t i)
{
	bool runs = rule_runs(run->svc[i].state);

	stop(run, i, true);
	if (runs)
		acts_want(run, i, true);
}

static void clock_jumps(struct run *run, msec by)
{
	sim_trace(run, "the clock jumps by %d", (int)by);
	run->now += by;
	run->end_by += by;
	for (uint32_t i = 0; i < run->count; i++)
		run->svc[i].stop_by += by;
}

static void hurry(struct run *run)
{
	sim_trace(run, "hurry");
	if (run->ending && run->hurry < 2) {
		run->hurry++;
		if (run->draining)
			run->arm_end = run->end_at > run->now ? run->end_at - run->now : 0;
		run->draining = false;
		for (uint32_t i = 0; i < run->count && run->hurry == 1; i++) {
			struct svc *s = &run->svc[i];
			msec wait = s->pre_stopping ? s->policy->pre_stop_timeout
						    : s->policy->stop_waits[s->step];

			if (s->state != SVC_STOPPING)
				continue;
			s->arm_low = s->arm_high = wait > 1000 ? 1000 : wait;
			if (s->stop_by < run->now + 2000)
				s->stop_by = run->now + 2000;
		}
	}
	core_hurry(run->core, run->now);
}

/* ---- a reload: retire what goes or changes, then another core ---- */

static uint32_t reload_dice(const struct run *run, uint32_t id, uint32_t sides)
{
	return (uint32_t)(sim_hash(run->c->seed, run->reloads, id, 99) >> 16) % sides;
}

enum change { KEEP, LIVE, RESTART, REMOVE };

static enum change change_of(const struct run *run, uint32_t i)
{
	uint32_t d = reload_dice(run, run->svc[i].id, 10);

	if (i < run->c->setups)
		return KEEP;
	return d < 5 ? KEEP : d < 7 ? LIVE : d < 9 ? RESTART : REMOVE;
}

static void begin_reload(struct run *run)
{
	if (run->reloading || run->setting_up || run->ending)
		return;
	run->reloading = run->held = true;
	run->reloads++;
	core_hold(run->core, true);
	sim_trace(run, "reload");
	for (uint32_t i = 0; i < run->count; i++) {
		run->svc[i].was_wanted = run->svc[i].wanted;
		if (change_of(run, i) >= RESTART)
			stop(run, i, false);
	}
}

/* The new set: the old ones in another order, less the removed, one or two added. */
static void arrange(struct run *run, int32_t *map, struct svc *old)
{
	uint32_t old_count = run->count, turn = reload_dice(run, 2000, 3);
	int32_t to[MOST];

	memcpy(old, run->svc, old_count * sizeof *old);
	memset(to, -1, sizeof to);
	run->count = run->c->setups;
	for (uint32_t i = 0; i < run->count; i++)
		map[i] = to[i] = (int32_t)i;
	for (uint32_t k = run->count; k < old_count; k++) {
		uint32_t i = turn == 0 ? old_count - 1 - (k - run->c->setups) : k;

		if (change_of(run, i) == REMOVE)
			continue;
		to[i] = (int32_t)run->count;
		map[run->count++] = (int32_t)i;
	}
	for (uint32_t e = 0, used = 0, all = run->edge_count; e < all; e++) {
		struct core_edge edge = run->edges[e];

		if (e == 0)
			run->edge_count = 0;
		if (to[edge.from] < 0 || to[edge.to] < 0 ||
		    reload_dice(run, 3000 + e, 9) == 0)
			continue;
		run->edges[used++] = (struct core_edge){ (uint32_t)to[edge.from],
							 (uint32_t)to[edge.to], edge.kind };
		run->edge_count = used;
	}
}

static void add_new(struct run *run, int32_t *map)
{
	for (uint32_t n = reload_dice(run, 2001, 3); n > 0 && run->count < MOST - 1; n--) {
		struct sim_service fresh = { .id = MOST + run->reloads * 2 % MOST + n - 1,
					     .autostart = true,
					     .barred = reload_dice(run, 2002 + n, 6) == 0,
					     .manner = run->c->services[0].manner };

		if (fresh.id >= 2 * MOST || run->index_of[fresh.id] >= 0)
			continue;
		sim_random_policy(&fresh.policy, run->c->seed, fresh.id,
				  run->c->setups + 1);
		map[run->count] = -1;
		fill(run, run->count, &fresh);
		for (uint32_t k = 0;
		     k < 2 && run->count > 1 && run->edge_count < EDGES_MOST; k++)
			run->edges[run->edge_count++] = (struct core_edge){
				reload_dice(run, 2010 + k + n * 4, run->count), run->count,
				(enum core_edge_kind)reload_dice(run, 2020 + k, 3)
			};
		run->count++;
	}
}

static void new_policy(struct run *run, uint32_t i, uint32_t from, enum change change)
{
	struct policy *p = &run->policies[run->policy_set][i], fresh;
	struct svc *s = &run->svc[i];
	bool task = s->policy->task, main = s->policy->main, setup = s->policy->setup;

	(void)from;
	*p = *s->policy;
	s->policy = p;
	if (p->start_when_failed >= (int32_t)run->count)
		p->start_when_failed = -1;
	if (change == KEEP || i < run->c->setups)
		return;
	sim_random_policy(&fresh, run->c->seed, s->id + 1000 * run->reloads, 1);
	fresh.prepare = p->prepare;
	fresh.task = task;
	fresh.main = main;
	fresh.setup = setup;
	*p = fresh;
	if (s->step >= p->stop_count)
		s->step = p->stop_count - 1;
	if (s->state == SVC_STOPPING)
		s->stop_by = run->now + 200000;
}

static int moved(int index, const int32_t *map, uint32_t count)
{
	for (uint32_t i = 0; index >= 0 && i < count; i++) {
		if (map[i] == index)
			return (int)i;
	}
	return -1;
}

static void rebuild(struct run *run)
{
	static struct svc old[MOST];
	const struct policy *pointers[MOST];
	int32_t map[MOST];
	struct core_set set;
	struct core *core;
	enum change changes[MOST];

	for (uint32_t i = 0; i < run->count; i++)
		changes[i] = change_of(run, i);
	arrange(run, map, old);
	run->policy_set ^= 1;
	for (uint32_t i = 0; i < run->count; i++) {
		run->svc[i] = old[map[i]];
		new_policy(run, i, (uint32_t)map[i], changes[map[i]]);
	}
	memset(run->index_of, -1, sizeof run->index_of);
	for (uint32_t i = 0; i < run->count; i++)
		run->index_of[run->svc[i].id] = (int32_t)i;
	add_new(run, map);
	for (uint32_t i = 0; i < run->count; i++)
		run->index_of[run->svc[i].id] = (int32_t)i;
	run->first_failed = moved(run->first_failed, map, run->count);
	set = describe(run, pointers);
	core = core_rebuild(run->core, &set, map);
	core_free(run->core);
	run->core = core;
	for (uint32_t i = 0; i < run->count; i++) {
		if (map[i] < 0 && run->svc[i].barred)
			core_bar(core, i, true);
	}
	oracle_bars(run);
	for (uint32_t i = 0; i < run->count; i++) {
		if (map[i] < 0 ? run->svc[i].autostart
			       : changes[map[i]] == RESTART && run->svc[i].was_wanted)
			acts_want(run, i, false);
	}
}

void acts_reload(struct run *run)
{
	if (!run->reloading)
		return;
	for (uint32_t i = 0; i < run->count && !run->ending; i++) {
		if (change_of(run, i) >= RESTART && rule_runs(run->svc[i].state))
			return;
	}
	if (!run->ending) {
		sim_trace(run, "the reload goes on");
		rebuild(run);
	}
	run->reloading = run->held = false;
	core_hold(run->core, false);
}

/* ---- all of it ---- */

void acts_do(struct run *run, const struct act *act)
{
	uint32_t i = act->service < run->count ? act->service : 0;

	switch (act->kind) {
	case ACT_STOP: stop(run, i, true); break;
	case ACT_START: acts_want(run, i, true); break;
	case ACT_SOFTLY: acts_want(run, i, false); break;
	case ACT_RESTART: restart(run, i); break;
	case ACT_KILL9:
		if (run->svc[i].process)
			world_died(run, i, (struct end){ END_SIGNAL, 9 });
		break;
	case ACT_CLOCK: clock_jumps(run, act->arg); break;
	case ACT_PAUSE:
		core_pause(run->core, run->paused = true);
		world_add(run, act->arg % 500, FACT_UNPAUSE, i, 0);
		break;
	case ACT_LATE: late(run, i, act->arg); break;
	case ACT_RELOAD: begin_reload(run); break;
	case ACT_SHUTDOWN:
		sim_trace(run, "shutdown %u", act->arg);
		oracle_begin_end(run, CAUSE_ASKED, (int)act->arg, -1);
		core_shutdown(run->core, (int)act->arg, run->now);
		break;
	case ACT_HURRY: hurry(run); break;
	case ACT_KINDS: break;
	}
}
