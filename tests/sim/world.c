/* tests/sim/world.c - simulates the processes: they start, become ready, ignore signals and
 * exit.
 *
 * Each fact goes to the core, and the oracle records its expected effects. */
#include "tests/sim/sim.h"

void world_add(struct run *run, msec after, enum fact_kind kind, uint32_t i, uint32_t gen)
{
	timeline_push(run, (struct fact){ .time = run->now + after,
					  .id = run->svc[i].id,
					  .gen = gen,
					  .kind = kind });
}

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

static void die_after(struct run *run, uint32_t i, msec after, struct exit_status status)
{
	timeline_push(run, (struct fact){ .time = run->now + after,
					  .id = run->svc[i].id,
					  .gen = ++run->svc[i].death_gen,
					  .kind = FACT_DEATH,
					  .status = status });
}

static struct exit_status some_end(const struct run *run, uint32_t i)
{
	static const int codes[] = { 1, 3, 200, 255 };
	static const int signals[] = { 9, 11, 15, 64 };

	if (!chance(run, i, 1, run->svc[i].faults.bad_code))
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
	if (chance(run, i, 8, s->faults.spawn_fails)) {
		if (chance(run, i, 9, 50))
			world_exited(run, i, not_started);
		else
			die_after(run, i, world_dice(run, i, 10, 5), not_started);
		return;
	}
	if (s->policy->task) {
		if (!chance(run, i, 11, s->faults.never_ready))
			die_after(run, i, lives / 4, some_end(run, i));
		return;
	}
	if (!chance(run, i, 11, s->faults.never_ready)) {
		msec ready = world_dice(run, i, 12, 3) * world_dice(run, i, 13, 400);

		world_add(run, ready, FACT_READY, i, ++s->ready_gen);
		if (chance(run, i, 14, s->faults.unhealthy))
			world_add(run, ready + world_dice(run, i, 15, 4000), FACT_UNHEALTHY,
				  i, ++s->unhealthy_gen);
	}
	if (chance(run, i, 16, s->faults.crashes))
		die_after(run, i, lives, some_end(run, i));
}

static void world_signal(struct run *run, uint32_t i, uint32_t step)
{
	struct svc *s = &run->svc[i];
	struct exit_status status = chance(run, i, 20, 50)
					    ? (struct exit_status){ EXIT_BY_SIGNAL, 15 }
					    : (struct exit_status){ EXIT_BY_CODE, 0 };

	if (!chance(run, i, 21 + step, s->faults.ignores))
		die_after(run, i, world_dice(run, i, 40, 3) * world_dice(run, i, 41, 300),
			  status);
}

static void world_kill(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];
	bool hard = chance(run, i, 42, s->faults.unkillable);
	msec after = hard ? world_dice(run, i, 43, 5000) : world_dice(run, i, 44, 3);

	if (!s->killed) /* a second SIGKILL does not delay the death */
		die_after(run, i, after, (struct exit_status){ EXIT_BY_SIGNAL, 9 });
	s->killed = true;
}

/* Makes some of the services that need service i exit soon after it. */
static void followers_end(struct run *run, uint32_t i)
{
	for (uint32_t k = run->out_at[i]; k < run->out_at[i + 1]; k++) {
		uint32_t n = run->edges[run->out[k]].to;

		if (run->svc[n].process && run->edges[run->out[k]].kind == EDGE_NEED &&
		    chance(run, n, 70, run->svc[n].faults.follows))
			die_after(run, n, world_dice(run, n, 71, 20), some_end(run, n));
	}
}

/* ---- facts, for the core and for the oracle ---- */

void world_exited(struct run *run, uint32_t i, struct exit_status status)
{
	struct svc *s = &run->svc[i];
	enum svc_event on;

	sim_trace(run, "%u ends: %s %d", s->id,
		  status.kind == EXIT_BY_CODE       ? "exit"
		  : status.kind == EXIT_BY_SIGNAL   ? "signal"
		  : status.kind == EXIT_NOT_STARTED ? "not started"
						    : "cannot start",
		  status.value);
	s->process = s->preparing = false;
	s->death_gen++;
	s->ready_gen++;
	s->unhealthy_gen++;
	followers_end(run, i);
	on = oracle_event_of_exit(run, i, status);
	if (s->state != SVC_WAITING || on != ON_DIED_WAIT)
		s->expect = (int)on;
	core_exited(run->core, i, status, run->now);
}

static void on_timeout(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];

	s->armed = false;
	if (s->state == SVC_STARTING && s->stop == NOT_STOPPED) {
		s->failed_run = true;
		s->expect = ON_TIMEOUT;
	} else if (s->state == SVC_STOPPING &&
		   (s->pre_stopping ||
		    (run->escalation == 0 && s->step + 1 < s->policy->stop_count))) {
		s->step += !s->pre_stopping;
		s->pre_stopping = false;
		s->due = ORDER_SIGNAL;
		s->arm_high = rule_stop_wait(run, i);
		s->arm_high = run->escalation && s->arm_high > 1000 ? 1000 : s->arm_high;
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

static void unhealthy(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];

	if (s->state == SVC_READY && s->stop == NOT_STOPPED &&
	    s->policy->unhealthy == UNHEALTHY_SHUTDOWN) {
		oracle_begin_shutdown(run, CAUSE_FAILED, 1, (int)i);
	} else if (s->state == SVC_READY && s->stop == NOT_STOPPED &&
		   s->policy->unhealthy == UNHEALTHY_RESTART) {
		s->failed_run = true;
		s->expect = s->policy->pre_stop ? ON_PRE_STOP : ON_UNHEALTHY;
	}
	core_unhealthy(run->core, i, run->now);
}

static void on_pre_stopped(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];

	if (s->pre_stopping) {
		s->pre_stopping = false;
		s->due = ORDER_SIGNAL;
		s->arm_high = rule_stop_wait(run, i);
		s->arm_high = run->escalation && s->arm_high > 1000 ? 1000 : s->arm_high;
		s->arm_low = s->arm_high;
	}
	core_pre_stopped(run->core, i, run->now);
}

static void answer_prepare(struct run *run, uint32_t i, enum fact_kind kind)
{
	struct svc *s = &run->svc[i];

	if (kind == FACT_NOT_PREPARED) {
		world_exited(run, i, (struct exit_status){ EXIT_NOT_STARTED, 125 });
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
	enum fact_kind kind = chance(run, i, 50, s->faults.skips) ? FACT_SKIP
			      : chance(run, i, 51, s->faults.prepare_fails)
				      ? FACT_NOT_PREPARED
				      : FACT_PREPARED;

	s->run++;
	s->answer_gen++;
	if (chance(run, i, 52, 30))
		answer_prepare(run, i, kind);
	else
		world_add(run, world_dice(run, i, 53, 2000), kind, i, s->answer_gen);
}

static void on_shutdown_timer(struct run *run)
{
	bool drain = run->draining && run->now < run->shutdown_at;

	if (drain) {
		run->draining = false;
		run->shutdown_arm = run->shutdown_at - run->now;
	} else if (run->escalation < 2) {
		run->escalation = 2;
		oracle_kill_all(run);
		if (run->draining)
			run->shutdown_arm = 0;
		run->draining = false;
	}
	if (core_shutdown_deadline(run->core, run->now) == drain)
		sim_wrong(run, "deadline", "the drain's end or the end's");
}

/* ---- orders ---- */

void world_order(struct run *run, const struct core_order *o)
{
	uint32_t i = o->service;
	struct svc *s = &run->svc[i];

	switch (o->kind) {
	case ORDER_PREPARE: prepare(run, i); break;
	case ORDER_CANCEL_PREPARE: s->answer_gen++; break;
	case ORDER_SPAWN: spawn(run, i); break;
	case ORDER_PRE_STOP:
		s->pre_stop_gen++;
		if (!chance(run, i, 60, s->faults.pre_stop_hangs))
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
		timeline_push(run, (struct fact){ .time = run->now + o->wait,
						  .kind = FACT_SHUTDOWN_TIMER,
						  .gen = ++run->shutdown_gen });
		break;
	case ORDER_NOTHING:
	case ORDER_REPORT:
	case ORDER_FINISHED: break;
	}
}

void world_deliver(struct run *run, const struct fact *f)
{
	int32_t k = run->index_of[f->id];
	struct svc *s = &run->svc[k < 0 ? 0 : k];
	uint32_t i = k < 0 ? 0 : (uint32_t)k;

	if (f->kind == FACT_SHUTDOWN_TIMER && f->gen == run->shutdown_gen && !run->finished)
		on_shutdown_timer(run);
	else if (f->kind == FACT_UNTHROTTLE)
		core_throttle(run->core, run->throttled = false);
	else if (f->kind == FACT_SHUTDOWN_TIMER || k < 0)
		return;
	else if (f->kind == FACT_READY && f->gen == s->ready_gen) {
		if (s->state == SVC_STARTING)
			s->expect = ON_READY;
		core_ready(run->core, i, run->now);
	} else if (f->kind == FACT_DEATH && f->gen == s->death_gen)
		world_exited(run, i, f->status);
	else if (f->kind == FACT_TIMER && f->gen == s->timer_gen)
		on_timeout(run, i);
	else if (f->kind == FACT_PRE_STOPPED && f->gen == s->pre_stop_gen)
		on_pre_stopped(run, i);
	else if (f->kind == FACT_UNHEALTHY && f->gen == s->unhealthy_gen)
		unhealthy(run, i);
	else if ((f->kind == FACT_PREPARED || f->kind == FACT_SKIP ||
		  f->kind == FACT_NOT_PREPARED) &&
		 f->gen == s->answer_gen)
		answer_prepare(run, i, f->kind);
}
