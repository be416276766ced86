/* tests/sim/play.c - runs a case step by step, and checks the rules after each step. */
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

static void take_orders(struct run *run)
{
	struct core_order o;

	for (uint32_t n = 0; !run->wrong[0] && core_next(run->core, run->now, &o); n++) {
		trace_order(run, &o);
		oracle_order(run, &o);
		if (!run->wrong[0])
			world_order(run, &o);
		if (n > 64 * UNITS_MAX)
			sim_wrong(run, "orders", "orders without end");
	}
}

void sim_settle(struct run *run)
{
	take_orders(run);
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
	if (acts && (run->fact_count == 0 || act->time <= run->facts[0].time)) {
		run->now = act->time > run->now ? act->time : run->now;
		run->next_act++;
		acts_do(run, act);
	} else {
		struct fact fact = timeline_pop(run);

		run->now = fact.time > run->now ? fact.time : run->now;
		world_deliver(run, &fact);
	}
	sim_settle(run);
	if (!run->wrong[0] && (run->setting_up || run->reloading)) {
		acts_after_setups(run);
		reload_continue(run);
		sim_settle(run);
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
	sim_settle(run);
	if (!run->wrong[0]) {
		acts_after_setups(run);
		sim_settle(run);
	}
	while (!run->wrong[0] && run->steps < most && step(run))
		;
	if (!run->wrong[0] && !run->finished && run->steps < most)
		sim_wrong(run, "no end", "nothing is to come, and it has not ended");
	core_free(run->core);
	run->core = NULL;
	return !run->wrong[0];
}
