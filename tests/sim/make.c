/* tests/sim/make.c - generates a random case from a seed. */
#include "tests/sim/sim.h"

#include <string.h>

/* Mixes the inputs and applies the finalizer of splitmix64 (Steele, Lea, Flood, 2014). */
uint64_t sim_hash(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t z = seed * 0x9e3779b97f4a7c15u + a * 0xbf58476d1ce4e5b9u +
		     b * 0x94d049bb133111ebu + c * 0xd6e8feb86659fd93u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

struct chance {
	uint64_t seed, draws;
};

static uint32_t pick(struct chance *c, uint32_t sides)
{
	return (uint32_t)(sim_hash(c->seed, c->draws++, 1, 2) >> 20) % sides;
}

static bool one_in(struct chance *c, uint32_t sides)
{
	return pick(c, sides) == 0;
}

static void stop_list(struct chance *c, struct policy *p)
{
	static const msec waits[] = { 0, 100, 500, 1000, 1500, 5000, 20000 };

	p->stop_count = one_in(c, 3) ? 1 + pick(c, 4) : 1;
	for (uint32_t k = 0; k < p->stop_count; k++) {
		p->stop_waits[k] = waits[pick(c, ARRAY_LEN(waits))];
		p->stop_signals[k] = 15;
	}
	if (one_in(c, 2))
		p->default_waits = pick(c, 4) ? ~0u : pick(c, 256) | pick(c, 4) << 30;
	p->post_stop_time = one_in(c, 8) ? waits[pick(c, ARRAY_LEN(waits))] : 0;
	p->pre_stop = one_in(c, 5);
	p->pre_stop_timeout = p->pre_stop ? waits[pick(c, ARRAY_LEN(waits))] : 0;
}

void sim_random_policy(struct policy *p, uint64_t seed, uint32_t id, uint32_t count)
{
	static const msec delays[] = { 0, 1, 100, 200, 1000 };
	static const msec resets[] = { 0, 500, 3000, 10000 };
	static const msec starts[] = { 0, 1, 300, 2000, 60000 };
	struct chance c = { sim_hash(seed, id, 0, 77), 0 };

	memset(p, 0, sizeof *p);
	p->task = one_in(&c, 4);
	p->restart = p->task ? (one_in(&c, 3) ? RESTART_ON_FAILURE : RESTART_NEVER)
			     : (enum conf_restart)pick(&c, 3);
	if (one_in(&c, 6))
		p->restart = (enum conf_restart)pick(&c, 3);
	p->main = one_in(&c, 40);
	p->unhealthy =
		one_in(&c, 4) ? (enum policy_unhealthy)pick(&c, 3) : UNHEALTHY_RESTART;
	p->shutdown_when_failed = one_in(&c, 12);
	p->start_when_failed = one_in(&c, 6) ? (int32_t)pick(&c, count) : -1;
	p->restart_with_need = one_in(&c, 4);
	p->prepare = one_in(&c, 4);
	p->limit = one_in(&c, 5) ? 0 : pick(&c, 6);
	p->delay = delays[pick(&c, ARRAY_LEN(delays))];
	p->max_delay = one_in(&c, 4) ? 100 : 3000;
	p->reset = resets[pick(&c, ARRAY_LEN(resets))];
	p->start_timeout = starts[pick(&c, ARRAY_LEN(starts))];
	p->success.exits[0] = 1 + 8 * pick(&c, 2);
	p->success.exits[6] = pick(&c, 2) << 8; /* 200 */
	p->success.signals = one_in(&c, 3) ? 1u << 14 : 0;
	stop_list(&c, p);
}

static uint8_t percent(struct chance *c, uint32_t often, uint8_t mostly)
{
	return one_in(c, often) ? (uint8_t)(1 + pick(c, 100)) : mostly;
}

static void random_manner(struct faults *m, struct chance *c)
{
	m->spawn_fails = percent(c, 8, 1);
	m->crashes = percent(c, 3, 10);
	m->never_ready = percent(c, 8, 2);
	m->bad_code = percent(c, 3, 20);
	m->ignores = percent(c, 6, 5);
	m->unkillable = percent(c, 10, 2);
	m->unhealthy = percent(c, 8, 2);
	m->prepare_fails = percent(c, 5, 10);
	m->skips = percent(c, 6, 5);
	m->pre_stop_hangs = percent(c, 5, 10);
	m->follows = percent(c, 3, 5);
}

static uint32_t random_count(struct chance *c)
{
	switch (pick(c, 16)) {
	case 0: return 1 + pick(c, 200);
	case 1: return 1 + pick(c, 60);
	case 2:
	case 3:
	case 4:
	case 5: return 1 + pick(c, 20);
	default: return 1 + pick(c, 8);
	}
}

static void random_edges(struct sim_case *k, struct chance *c)
{
	uint32_t first = k->setups, services = k->count - first;
	uint32_t much = services * (1 + pick(c, 3)), shuffle = pick(c, 2);

	for (uint32_t i = 1; i < k->setups; i++)
		k->edges[k->edge_count++] = (struct core_edge){ i - 1, i, EDGE_ORDER };
	for (uint32_t e = pick(c, much + 1); e > 0 && services > 1; e--) {
		uint32_t b = 1 + pick(c, services - 1), a = pick(c, b);
		uint32_t kind = pick(c, 5);

		/* In half of the cases all edges point backwards in the file. There is
		 * never a cycle. */
		if (shuffle) {
			a = services - 1 - a;
			b = services - 1 - b;
		}
		if (k->edge_count == EDGES_MAX)
			return;
		k->edges[k->edge_count++] = (struct core_edge){ first + a, first + b,
								kind < 3    ? EDGE_NEED
								: kind == 3 ? EDGE_WANT
									    : EDGE_ORDER };
	}
}

static void random_acts(struct sim_case *k, struct chance *c)
{
	static const uint8_t weights[ACT_KINDS] = {
		[ACT_STOP] = 6,   [ACT_START] = 6, [ACT_RESTART] = 4,  [ACT_START_AUTO] = 2,
		[ACT_KILL9] = 4,  [ACT_CLOCK] = 1, [ACT_THROTTLE] = 2, [ACT_LATE] = 3,
		[ACT_RELOAD] = 3, [ACT_RETRY] = 2, [ACT_DISABLE] = 2,  [ACT_ENABLE] = 2
	};
	uint32_t total = 0, count = pick(c, 3) * pick(c, 1 + (ACTS_MAX - 8) / 2);
	msec time = 0, gap = one_in(c, 2) ? 3000 : 400;

	for (uint32_t w = 0; w < ACT_KINDS; w++)
		total += weights[w];
	for (uint32_t n = 0; n < count; n++) {
		uint32_t kind = 0, left = pick(c, total);

		for (; left >= weights[kind]; kind++)
			left -= weights[kind];
		time += pick(c, (uint32_t)gap);
		k->acts[k->act_count++] =
			(struct act){ time, (enum act_kind)kind, pick(c, k->count),
				      pick(c, 1000000) };
	}
	time += one_in(c, 3) ? pick(c, 300) : pick(c, 60000);
	k->acts[k->act_count++] = (struct act){ time, ACT_SHUTDOWN, 0, pick(c, 3) * 7 };
	for (uint32_t n = pick(c, 4); n > 0 && n < 3; n--) {
		time += pick(c, 3000);
		if (one_in(c, 4))
			k->acts[k->act_count++] = (struct act){ time, ACT_RELOAD, 0, 0 };
		k->acts[k->act_count++] = (struct act){ time, ACT_ESCALATE, 0, 0 };
	}
}

void sim_make(struct sim_case *k, uint64_t seed)
{
	struct chance c = { sim_hash(seed, 1, 2, 3), 0 };
	uint32_t main = one_in(&c, 3), pulled = one_in(&c, 3);

	memset(k, 0, sizeof *k);
	k->seed = seed;
	k->count = random_count(&c);
	k->setups = one_in(&c, 5) ? pick(&c, k->count < 4 ? k->count : 4) : 0;
	k->max_parallel = one_in(&c, 3) ? 1 + pick(&c, 4) : 0;
	if (one_in(&c, 3))
		k->shutdown_timeout = (msec)pick(&c, 20000);
	else
		k->shutdown_timeout = -1;
	k->drain = one_in(&c, 4) ? pick(&c, 8000) : 0;
	for (uint32_t i = 0; i < k->count; i++) {
		struct sim_service *s = &k->services[i];

		s->id = i;
		sim_random_policy(&s->policy, seed, i, k->count);
		s->policy.main &= main != 0;
		random_manner(&s->faults, &c);
		s->autostart = !pulled || one_in(&c, 2);
		s->condition_failed = one_in(&c, 15);
		if (i < k->setups) {
			s->policy.setup = s->policy.task = true;
			s->policy.main = false;
			s->condition_failed = false;
			s->policy.restart = RESTART_NEVER;
			s->faults.bad_code /= 10;
			s->faults.spawn_fails /= 10;
		}
	}
	random_edges(k, &c);
	random_acts(k, &c);
}
