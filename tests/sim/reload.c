/* tests/sim/reload.c - simulates a reload in the steps of the supervisor.
 *
 * First the old core treats needs that the new file lacks as mere order. Then it stops the
 * services that are removed or changed. Finally a new core takes over, or the reload is
 * abandoned. */
#include "tests/sim/sim.h"

#include <string.h>

static uint32_t dice(const struct run *run, uint32_t id, uint32_t sides)
{
	return (uint32_t)(sim_hash(run->c->seed, run->reloads, id, 99) >> 16) % sides;
}

/* What the new file does to a service. LIVE: only live keys change, so no restart is
 * needed. */
enum change { KEEP, LIVE, RESTART, REMOVE };

static enum change change_of(const struct run *run, uint32_t i)
{
	uint32_t d = dice(run, run->svc[i].id, 10);

	if (i < run->c->setups)
		return KEEP;
	return d < 5 ? KEEP : d < 7 ? LIVE : d < 9 ? RESTART : REMOVE;
}

static bool is_retired(const struct run *run, uint32_t i)
{
	return change_of(run, i) >= RESTART;
}

/* ---- the old core, without the needs that the new file removes ---- */

static void relax_needs(struct run *run)
{
	const struct policy *pointers[UNITS_MAX];
	int32_t same[UNITS_MAX];
	struct core_config set;
	struct core *core;

	for (uint32_t e = 0; e < run->edge_count; e++) {
		struct core_edge *edge = &run->edges[e];

		if (edge->kind == EDGE_NEED && is_retired(run, edge->from) &&
		    !is_retired(run, edge->to) && dice(run, 4000 + e, 2) != 0)
			edge->kind = EDGE_ORDER;
	}
	for (uint32_t i = 0; i < run->count; i++)
		same[i] = (int32_t)i;
	set = acts_config(run, pointers);
	core = core_migrate(run->core, &set, same);
	core_free(run->core);
	run->core = core;
	oracle_propagate_skips(run);
}

/* ---- the new services: reordered, some removed, some added ---- */

static void reorder(struct run *run, const enum change *changes, int32_t *map)
{
	uint32_t old_count = run->count, turn = dice(run, 2000, 3), used = 0;
	int32_t to[UNITS_MAX];

	memset(to, -1, sizeof to);
	run->count = run->c->setups;
	for (uint32_t i = 0; i < run->count; i++)
		map[i] = to[i] = (int32_t)i;
	for (uint32_t k = run->count; k < old_count; k++) {
		uint32_t i = turn == 0 ? old_count - 1 - (k - run->c->setups) : k;

		if (changes[i] == REMOVE)
			continue;
		to[i] = (int32_t)run->count;
		map[run->count++] = (int32_t)i;
	}
	for (uint32_t e = 0; e < run->edge_count; e++) {
		struct core_edge edge = run->edges[e];

		if (to[edge.from] < 0 || to[edge.to] < 0 || dice(run, 3000 + e, 9) == 0)
			continue;
		run->edges[used++] = (struct core_edge){ (uint32_t)to[edge.from],
							 (uint32_t)to[edge.to], edge.kind };
	}
	run->edge_count = used;
}

static void add_new(struct run *run, int32_t *map)
{
	for (uint32_t n = dice(run, 2001, 3); n > 0 && run->count < UNITS_MAX - 1; n--) {
		struct sim_service fresh = {
			.id = UNITS_MAX + run->reloads * 2 % UNITS_MAX + n - 1,
			.autostart = true,
			.condition_failed = dice(run, 2002 + n, 6) == 0,
			.faults = run->c->services[0].faults
		};

		if (fresh.id >= 2 * UNITS_MAX || run->index_of[fresh.id] >= 0)
			continue;
		sim_random_policy(&fresh.policy, run->c->seed, fresh.id,
				  run->c->setups + 1);
		map[run->count] = -1;
		acts_init_unit(run, run->count, &fresh);
		for (uint32_t k = 0; k < 2 && run->count > 1 && run->edge_count < EDGES_MAX;
		     k++)
			run->edges[run->edge_count++] = (struct core_edge){
				dice(run, 2010 + k + n * 4, run->count), run->count,
				(enum core_edge_kind)dice(run, 2020 + k, 3)
			};
		run->index_of[fresh.id] = (int32_t)run->count++;
	}
}

/* Changes the policy of service i. A service that continues changes only live keys. A
 * service that the reload replaces (`replaced`) may also change its type. */
static void new_policy(struct run *run, uint32_t i, enum change change, bool replaced)
{
	struct policy *p = &run->policies[run->policy_bank][i], fresh;
	struct svc *s = &run->svc[i];

	*p = *s->policy;
	s->policy = p;
	if (p->start_when_failed >= (int32_t)run->count)
		p->start_when_failed = -1;
	if (change == KEEP || i < run->c->setups)
		return;
	sim_random_policy(&fresh, run->c->seed, s->id + 1000 * run->reloads, 1);
	if (!replaced || s->preparing || s->prepared)
		fresh.prepare = p->prepare;
	if (!replaced)
		fresh.task = p->task;
	fresh.main = p->main;
	fresh.setup = p->setup;
	*p = fresh;
	if (s->step >= p->stop_count)
		s->step = p->stop_count - 1;
	if (s->state == SVC_STOPPING)
		s->stop_by = run->now + 200000;
}

static int new_index(int index, const int32_t *map, uint32_t count)
{
	for (uint32_t i = 0; index >= 0 && i < count; i++) {
		if (map[i] == index)
			return (int)i;
	}
	return -1;
}

static void change_settings(struct run *run)
{
	if (dice(run, 5000, 4) == 0)
		run->max_parallel = dice(run, 5001, 4);
	if (dice(run, 5002, 4) == 0)
		run->drain = (msec)dice(run, 5003, 2) * 3000;
	if (dice(run, 5004, 4) == 0)
		run->shutdown_timeout = (msec)dice(run, 5005, 20000) - 1;
}

/* ---- the new core ---- */

static void start_again(struct run *run, const int32_t *map, const enum change *changes)
{
	for (uint32_t i = 0; i < run->count; i++) {
		struct svc *s = &run->svc[i];

		if (map[i] >= 0 && changes[map[i]] == RESTART &&
		    dice(run, 6000 + i, 6) == 0)
			s->condition_failed = !s->condition_failed;
		core_set_condition_failed(run->core, i, s->condition_failed);
	}
	oracle_propagate_skips(run);
	for (uint32_t i = 0; i < run->count; i++) {
		if (map[i] < 0 ? run->svc[i].autostart
			       : changes[map[i]] == RESTART && run->svc[i].was_wanted)
			acts_want(run, i, false);
	}
	if (dice(run, 5006, 4) != 0)
		acts_retry(run);
}

static void migrate(struct run *run)
{
	static struct svc old[UNITS_MAX];
	const struct policy *pointers[UNITS_MAX];
	int32_t map[UNITS_MAX];
	bool replaced[UNITS_MAX] = { false }, any = dice(run, 5007, 4) != 0;
	enum change changes[UNITS_MAX];
	struct core_config set;
	struct core *core;
	int failed;

	for (uint32_t i = 0; i < run->count; i++) {
		changes[i] = change_of(run, i);
		/* During a shutdown a reload stops nothing. */
		if (changes[i] >= RESTART && rule_runs(run->svc[i].state))
			changes[i] = KEEP;
	}
	memcpy(old, run->svc, run->count * sizeof *old);
	reorder(run, changes, map);
	run->policy_bank ^= 1;
	failed = new_index(run->first_failed, map, run->count);
	run->cause_service = new_index(run->cause_service, map, run->count);
	memset(run->index_of, -1, sizeof run->index_of);
	for (uint32_t i = 0; i < run->count; i++) {
		enum change change = changes[map[i]];

		replaced[i] = any && change == RESTART;
		run->svc[i] = old[map[i]];
		run->index_of[run->svc[i].id] = (int32_t)i;
		new_policy(run, i, change, replaced[i]);
		if (replaced[i])
			oracle_reset_history(run, i);
	}
	if (failed >= 0 && !replaced[failed])
		run->first_failed = failed;
	else if (run->first_failed >= 0)
		oracle_first_failed(run);
	add_new(run, map);
	change_settings(run);
	for (uint32_t i = 0; i < run->count; i++)
		run->svc[i].ran_at_shutdown = rule_runs(run->svc[i].state);
	set = acts_config(run, pointers);
	set.replaced = any ? replaced : NULL;
	core = core_migrate(run->core, &set, map);
	core_free(run->core);
	run->core = core;
	start_again(run, map, changes);
}

/* ---- step by step ---- */

void reload_begin(struct run *run)
{
	bool one_by_one;

	if (run->reloading || run->setting_up || run->finished)
		return;
	run->reloads++;
	if (run->ending) {
		sim_trace(run, "a reload in the end");
		migrate(run);
		return;
	}
	run->reloading = run->exit_held = true;
	one_by_one = dice(run, 5008, 2) == 0;
	sim_trace(run, "reload");
	for (uint32_t i = 0; i < run->count; i++)
		run->svc[i].was_wanted = run->svc[i].wanted;
	core_hold_exit(run->core, true);
	if (dice(run, 5009, 2) == 0)
		relax_needs(run);
	for (uint32_t i = 0; i < run->count; i++) {
		if (!is_retired(run, i))
			continue;
		acts_stop(run, i, false);
		if (one_by_one)
			sim_settle(run);
	}
}

static void give_up(struct run *run)
{
	sim_trace(run, "the reload is given up");
	for (uint32_t i = 0; i < run->count; i++) {
		if (is_retired(run, i) && run->svc[i].was_wanted)
			acts_want(run, i, false);
	}
}

/* Returns true if no retired service has a process. Mostly stops a retired service that was
 * started again, but not always, because the core must cope with it. */
static bool are_all_gone(struct run *run)
{
	bool gone = true;

	for (uint32_t i = 0; i < run->count; i++) {
		if (!is_retired(run, i))
			continue;
		if (run->svc[i].wanted && dice(run, 5010, 3) != 0) {
			acts_stop(run, i, false);
			sim_settle(run);
		}
		gone &= !rule_runs(run->svc[i].state);
	}
	return gone;
}

void reload_continue(struct run *run)
{
	if (!run->reloading || (!run->ending && !are_all_gone(run)))
		return;
	run->reloading = run->exit_held = false;
	if (run->ending ? dice(run, 5011, 2) == 0 : dice(run, 5011, 6) == 0) {
		give_up(run);
	} else if (!run->finished && !run->wrong[0]) {
		sim_trace(run, "the reload continues");
		migrate(run);
	}
	core_hold_exit(run->core, false);
}
