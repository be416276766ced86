/* tests/sim/world.c - virtual time: processes that live and die, timers, facts, orders. */
#include "tests/sim/sim.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

void sim_wrong(struct run *run, const char *rule, const char *format, ...)
{
	va_list args;

	if (run->wrong[0])
		return;
	snprintf(run->rule, sizeof run->rule, "%s", rule);
	va_start(args, format);
	vsnprintf(run->wrong, sizeof run->wrong, format, args);
	va_end(args);
}

void sim_trace(const struct run *run, const char *format, ...)
{
	va_list args;

	if (!run->trace)
		return;
	printf("# %8d ms  ", (int)run->now);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

/* ---- what is to come: a heap by time ---- */

static bool earlier(const struct fact *a, const struct fact *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void push(struct run *run, struct fact fact)
{
	uint32_t at = run->fact_count;

	if (at == FACTS_MOST) {
		sim_wrong(run, "sim", "too many facts to come");
		return;
	}
	fact.order = run->fact_order++;
	for (run->fact_count++; at > 0 && earlier(&fact, &run->facts[(at - 1) / 2]);
	     at = (at - 1) / 2)
		run->facts[at] = run->facts[(at - 1) / 2];
	run->facts[at] = fact;
}

static struct fact pop(struct run *run)
{
	struct fact top = run->facts[0], last = run->facts[--run->fact_count];
	uint32_t at = 0, child;

	while ((child = 2 * at + 1) < run->fact_count) {
		child += child + 1 < run->fact_count &&
			 earlier(&run->facts[child + 1], &run->facts[child]);
		if (!earlier(&run->facts[child], &last))
			break;
		run->facts[at] = run->facts[child];
		at = child;
	}
	run->facts[at] = last;
	return top;
}

void world_add(struct run *run, msec after, enum fact_kind kind, uint32_t i, uint32_t gen)
{
	push(run, (struct fact){ .at = run->now + after,
				 .id = run->svc[i].id,
				 .gen = gen,
				 .kind = kind });
}

/* Chance that belongs to one run of one service, so that others do not change it. */
uint32_t world_dice(const struct run *run, uint32_t i, uint32_t what, uint32_t sides)
{
	const struct svc *s = &run->svc[i];

	return (uint32_t)(sim_hash(run->c->seed, s->id, s->run, what) >> 16) % sides;
}

static bool chance(const struct run *run, uint32_t i, uint32_t what, uint32_t percent)
{
	return world_dice(run, i, what, 100) < percent;
}

/* ---- processes ---- */

static void die_after(struct run *run, uint32_t i, msec after, struct exit_status end)
{
	push(run, (struct fact){ .at = run->now + after,
				 .id = run->svc[i].id,
				 .gen = ++run->svc[i].death_gen,
				 .kind = FACT_DEATH,
				 .end = end });
}

static struct exit_status some_end(const struct run *run, uint32_t i)
{
	static const int codes[] = { 1, 3, 200, 255 };
	static const int signals[] = { 9, 11, 15, 64 };

	if (!chance(run, i, 1, run->svc[i].manner.bad_code))
		return (struct exit_status){ EXIT_BY_CODE, 0 };
	if (chance(run, i, 2, 50))
		return (struct exit_status){ EXIT_BY_SIGNAL,
					     signals[world_dice(run, i, 3, 4)] };
	return (struct exit_status){ EXIT_BY_CODE, codes[world_dice(run, i, 4, 4)] };
}

static void spawn(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];
	int code = 125 + (int)world_dice(run, i, 5, 3);
	struct exit_status not_started = { code == 127 ? EXIT_CANNOT_START
						       : EXIT_NOT_STARTED,
					   code };
	msec lives = world_dice(run, i, 6, 6) * world_dice(run, i, 7, 5000);

	s->run++;
	s->process = true;
	s->killed = false;
	if (chance(run, i, 8, s->manner.spawn_fails)) {
		if (chance(run, i, 9, 50))
			world_died(run, i, not_started);
		else
			die_after(run, i, world_dice(run, i, 10, 5), not_started);
		return;
	}
	if (s->policy->task) {
		if (!chance(run, i, 11, s->manner.never_ready))
			die_after(run, i, lives / 4, some_end(run, i));
		return;
	}
	if (!chance(run, i, 11, s->manner.never_ready)) {
		msec ready = world_dice(run, i, 12, 3) * world_dice(run, i, 13, 400);

		world_add(run, ready, FACT_READY, i, ++s->ready_gen);
		if (chance(run, i, 14, s->manner.sick))
			world_add(run, ready + world_dice(run, i, 15, 4000), FACT_SICK, i,
				  ++s->sick_gen);
	}
	if (chance(run, i, 16, s->manner.crashes))
		die_after(run, i, lives, some_end(run, i));
}

static void world_signal(struct run *run, uint32_t i, uint32_t step)
{
	struct svc *s = &run->svc[i];
	struct exit_status end = chance(run, i, 20, 50)
					 ? (struct exit_status){ EXIT_BY_SIGNAL, 15 }
					 : (struct exit_status){ EXIT_BY_CODE, 0 };

	if (!chance(run, i, 21 + step, s->manner.ignores))
		die_after(run, i, world_dice(run, i, 40, 3) * world_dice(run, i, 41, 300),
			  end);
}

static void world_kill(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];
	bool hard = chance(run, i, 42, s->manner.unkillable);
	msec after = hard ? world_dice(run, i, 43, 5000) : world_dice(run, i, 44, 3);

	if (!s->killed) /* a second KILL makes it no slower */
		die_after(run, i, after, (struct exit_status){ EXIT_BY_SIGNAL, 9 });
	s->killed = true;
}

/* Clients that break off with their server. */
static void followers_end(struct run *run, uint32_t i)
{
	for (uint32_t at = run->out_at[i]; at < run->out_at[i + 1]; at++) {
		uint32_t n = run->edges[run->out[at]].to;

		if (run->svc[n].process && run->edges[run->out[at]].kind == EDGE_NEED &&
		    chance(run, n, 70, run->svc[n].manner.follows))
			die_after(run, n, world_dice(run, n, 71, 20), some_end(run, n));
	}
}

/* ---- facts into the core, and what the oracle makes of them ---- */

void world_died(struct run *run, uint32_t i, struct exit_status end)
{
	struct svc *s = &run->svc[i];
	enum svc_event on;

	sim_trace(run, "%u ends: %s %d", s->id,
		  end.kind == EXIT_BY_CODE       ? "exit"
		  : end.kind == EXIT_BY_SIGNAL   ? "signal"
		  : end.kind == EXIT_NOT_STARTED ? "not started"
						 : "cannot start",
		  end.value);
	s->process = s->preparing = false;
	s->death_gen++;
	s->ready_gen++;
	s->sick_gen++;
	followers_end(run, i);
	on = oracle_verdict(run, i, end);
	if (s->state != SVC_WAITING || on != ON_DIED_WAIT)
		s->expect = (int)on;
	core_exited(run->core, i, end, run->now);
}

static void timed_out(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];

	s->armed = false;
	if (s->state == SVC_STARTING && s->halt == NOT_HALTED) {
		s->failed_run = true;
		s->expect = ON_TIMEOUT;
	} else if (s->state == SVC_STOPPING &&
		   (s->pre_stopping ||
		    (run->hurry == 0 && s->step + 1 < s->policy->stop_count))) {
		s->step += !s->pre_stopping;
		s->pre_stopping = false;
		s->due = ORDER_SIGNAL;
		s->arm_high = rule_stop_wait(run, i);
		s->arm_high = run->hurry && s->arm_high > 1000 ? 1000 : s->arm_high;
		s->arm_low = s->arm_high;
	} else if (s->state == SVC_STOPPING) {
		s->expect = ON_LAST_WAIT;
	} else if (s->state == SVC_KILLING) {
		s->due = ORDER_KILL;
		s->arm_low = s->arm_high = 1000;
	} else if (s->state == SVC_BACKOFF) {
		s->expect = ON_TIMEOUT;
	}
	core_timeout(run->core, i, run->now);
}

static void sick(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];

	if (s->state == SVC_READY && s->halt == NOT_HALTED &&
	    s->policy->unhealthy == UNHEALTHY_SHUTDOWN) {
		oracle_begin_end(run, CAUSE_FAILED, 1, (int)i);
	} else if (s->state == SVC_READY && s->halt == NOT_HALTED &&
		   s->policy->unhealthy == UNHEALTHY_RESTART) {
		s->failed_run = true;
		s->expect = s->policy->pre_stop ? ON_PRE_STOP : ON_UNHEALTHY;
	}
	core_unhealthy(run->core, i, run->now);
}

static void pre_stopped(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];

	if (s->pre_stopping) {
		s->pre_stopping = false;
		s->due = ORDER_SIGNAL;
		s->arm_high = rule_stop_wait(run, i);
		s->arm_high = run->hurry && s->arm_high > 1000 ? 1000 : s->arm_high;
		s->arm_low = s->arm_high;
	}
	core_pre_stopped(run->core, i, run->now);
}

static void prepare_answer(struct run *run, uint32_t i, enum fact_kind kind)
{
	struct svc *s = &run->svc[i];

	if (kind == FACT_NOT_PREPARED) {
		world_died(run, i, (struct exit_status){ EXIT_NOT_STARTED, 125 });
		return;
	}
	sim_trace(run, "%u %s", s->id, kind == FACT_SKIP ? "is skipped" : "is prepared");
	s->preparing = false;
	s->prepared = kind == FACT_PREPARED;
	if (kind == FACT_SKIP) {
		s->expect = ON_SKIP;
		core_skip(run->core, i, run->now);
	} else {
		core_prepared(run->core, i, run->now);
	}
}

static void prepare(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];
	enum fact_kind kind = chance(run, i, 50, s->manner.skips) ? FACT_SKIP
			      : chance(run, i, 51, s->manner.prepare_fails)
				      ? FACT_NOT_PREPARED
				      : FACT_PREPARED;

	s->run++;
	s->answer_gen++;
	if (chance(run, i, 52, 30))
		prepare_answer(run, i, kind);
	else
		world_add(run, world_dice(run, i, 53, 2000), kind, i, s->answer_gen);
}

static void end_timer(struct run *run)
{
	bool drain = run->draining && run->now < run->end_at;

	if (drain) {
		run->draining = false;
		run->arm_end = run->end_at - run->now;
	} else if (run->hurry < 2) {
		run->hurry = 2;
		oracle_kill_all(run);
		if (run->draining)
			run->arm_end = 0;
		run->draining = false;
	}
	if (core_shutdown_deadline(run->core, run->now) == drain)
		sim_wrong(run, "deadline", "the drain's end or the end's");
}

/* ---- orders ---- */

static void on_order(struct run *run, const struct core_order *o)
{
	uint32_t i = o->service;
	struct svc *s = &run->svc[i];

	switch (o->kind) {
	case ORDER_PREPARE: prepare(run, i); break;
	case ORDER_CANCEL_PREPARE: s->answer_gen++; break;
	case ORDER_SPAWN: spawn(run, i); break;
	case ORDER_PRE_STOP:
		s->pre_stop_gen++;
		if (!chance(run, i, 60, s->manner.pre_stop_hangs))
			world_add(run, world_dice(run, i, 61, 800), FACT_PRE_STOPPED, i,
				  s->pre_stop_gen);
		break;
	case ORDER_SIGNAL: world_signal(run, i, o->step); break;
	case ORDER_KILL: world_kill(run, i); break;
	case ORDER_ARM_TIMER:
		s->armed = true;
		world_add(run, o->wait, FACT_TIMER, i, ++s->timer_gen);
		break;
	case ORDER_CANCEL_TIMER:
		s->armed = false;
		s->timer_gen++;
		break;
	case ORDER_ARM_SHUTDOWN:
		push(run, (struct fact){ .at = run->now + o->wait,
					 .kind = FACT_END_TIMER,
					 .gen = ++run->end_gen });
		break;
	case ORDER_NOTHING:
	case ORDER_REPORT:
	case ORDER_FINISHED: break;
	}
}

static void trace_order(const struct run *run, const struct core_order *o)
{
#define X(name, meaning) #name,
	static const char *const words[] = { CORE_ORDERS(X) };
#undef X

	if (o->kind == ORDER_REPORT)
		sim_trace(run, "    %u: %s -> %s (%s)", run->svc[o->service].id,
			  svc_state_word(o->from), svc_state_word(o->to),
			  svc_event_word(o->on));
	else if (o->kind == ORDER_ARM_SHUTDOWN || o->kind == ORDER_FINISHED)
		sim_trace(run, "    %s %d", words[o->kind], (int)o->wait);
	else if (o->kind != ORDER_CANCEL_TIMER)
		sim_trace(run, "    %u: %s %d", run->svc[o->service].id, words[o->kind],
			  o->kind == ORDER_ARM_TIMER ? (int)o->wait : (int)o->step);
}

static void drain(struct run *run)
{
	struct core_order o;

	for (uint32_t n = 0; !run->wrong[0] && core_next(run->core, run->now, &o); n++) {
		trace_order(run, &o);
		oracle_order(run, &o);
		if (!run->wrong[0])
			on_order(run, &o);
		if (n > 64 * MOST)
			sim_wrong(run, "orders", "orders without end");
	}
}

/* ---- play ---- */

static void deliver(struct run *run, const struct fact *f)
{
	int32_t at = run->index_of[f->id];
	struct svc *s = &run->svc[at < 0 ? 0 : at];
	uint32_t i = at < 0 ? 0 : (uint32_t)at;

	if (f->kind == FACT_END_TIMER && f->gen == run->end_gen && !run->finished)
		end_timer(run);
	else if (f->kind == FACT_UNPAUSE)
		core_throttle(run->core, run->paused = false);
	else if (f->kind == FACT_END_TIMER || at < 0)
		return;
	else if (f->kind == FACT_READY && f->gen == s->ready_gen) {
		if (s->state == SVC_STARTING)
			s->expect = ON_READY;
		core_ready(run->core, i, run->now);
	} else if (f->kind == FACT_DEATH && f->gen == s->death_gen)
		world_died(run, i, f->end);
	else if (f->kind == FACT_TIMER && f->gen == s->timer_gen)
		timed_out(run, i);
	else if (f->kind == FACT_PRE_STOPPED && f->gen == s->pre_stop_gen)
		pre_stopped(run, i);
	else if (f->kind == FACT_SICK && f->gen == s->sick_gen)
		sick(run, i);
	else if ((f->kind == FACT_PREPARED || f->kind == FACT_SKIP ||
		  f->kind == FACT_NOT_PREPARED) &&
		 f->gen == s->answer_gen)
		prepare_answer(run, i, f->kind);
}

void world_settle(struct run *run)
{
	drain(run);
	if (!run->wrong[0])
		rules_at_rest(run);
	if (!run->wrong[0] && (run->count <= 8 || run->steps % 32 == 0))
		counters_check(run);
}

static bool step(struct run *run)
{
	const struct act *act = &run->c->acts[run->next_act];
	bool acts = run->next_act < run->c->act_count;

	if (run->finished || (run->fact_count == 0 && !acts))
		return false;
	run->steps++;
	if (acts && (run->fact_count == 0 || act->at <= run->facts[0].at)) {
		run->now = act->at > run->now ? act->at : run->now;
		run->next_act++;
		acts_do(run, act);
	} else {
		struct fact fact = pop(run);

		run->now = fact.at > run->now ? fact.at : run->now;
		deliver(run, &fact);
	}
	world_settle(run);
	if (!run->wrong[0] && (run->setting_up || run->reloading)) {
		acts_setups(run);
		reload_go_on(run);
		world_settle(run);
	}
	return !run->wrong[0];
}

bool sim_play(struct run *run, const struct sim_case *c, bool trace)
{
	uint64_t most = run->most_steps;

	memset(run, 0, offsetof(struct run, svc));
	run->c = c;
	run->trace = trace;
	run->most_steps = most;
	acts_begin(run);
	world_settle(run);
	if (!run->wrong[0]) {
		acts_setups(run);
		world_settle(run);
	}
	while (!run->wrong[0] && run->steps < most && step(run))
		;
	if (!run->wrong[0] && !run->finished && run->steps < most)
		sim_wrong(run, "no end", "nothing is to come, and it has not ended");
	core_free(run->core);
	run->core = NULL;
	return !run->wrong[0];
}
