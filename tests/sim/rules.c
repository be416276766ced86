/* tests/sim/rules.c - checks the rules of svc.ini(5) by looking at every service and edge.
 *
 * It is simple and slow on purpose: the core's counters are compared with it. */
#include "tests/sim/sim.h"

#include <string.h>

bool rule_runs(enum svc_state s)
{
	return s == SVC_STARTING || s == SVC_READY || s == SVC_STOPPING || s == SVC_KILLING;
}

bool rule_moving(enum svc_state s)
{
	return rule_runs(s) ? s != SVC_READY : s == SVC_WAITING || s == SVC_BACKOFF;
}

bool rule_there(const struct svc *s)
{
	if (s->satisfied || s->state == SVC_DONE)
		return true;
	return s->state == SVC_READY && s->stop == NOT_STOPPED;
}

#define EACH_IN(run, i, e)                        \
	for (uint32_t edge_ = (run)->in_at[i], e; \
	     edge_ < (run)->in_at[(i) + 1] && ((e) = (run)->in[edge_], true); edge_++)
#define EACH_OUT(run, i, e)                        \
	for (uint32_t edge_ = (run)->out_at[i], e; \
	     edge_ < (run)->out_at[(i) + 1] && ((e) = (run)->out[edge_], true); edge_++)

/* Returns true if nothing delays the start of service i: its needs are up, and its wants
 * and `after` services are settled or have settled since it was requested. */
bool rule_met(const struct run *run, uint32_t i)
{
	EACH_IN(run, i, e)
	{
		const struct svc *from = &run->svc[run->edges[e].from];

		if (run->edges[e].kind == EDGE_NEED) {
			if (!rule_there(from))
				return false;
		} else if (rule_moving(from->state) &&
			   from->left_at <= run->svc[i].requested_at) {
			return false;
		}
	}
	return true;
}

bool rule_need_in(const struct run *run, uint32_t i, enum svc_state state)
{
	EACH_IN(run, i, e)
	{
		const struct svc *from = &run->svc[run->edges[e].from];

		if (run->edges[e].kind == EDGE_NEED && from->state == state &&
		    !from->satisfied)
			return true;
	}
	return false;
}

/* Returns true if a service after i, directly or indirectly, must stop and still runs.
 * Services in between may have ended or may continue. `seen` marks visited services. */
static bool stops_after(const struct run *run, uint32_t i, bool *seen)
{
	if (seen[i])
		return false;
	seen[i] = true;
	EACH_OUT(run, i, e)
	{
		uint32_t to = run->edges[e].to;
		const struct svc *s = &run->svc[to];

		if (rule_runs(s->state) && (s->stop != NOT_STOPPED || run->ending))
			return true;
		if (stops_after(run, to, seen))
			return true;
	}
	return false;
}

/* Returns true if service i may stop now: no service after it has to stop first. */
bool rule_first_to_stop(const struct run *run, uint32_t i)
{
	bool seen[UNITS_MAX] = { false };

	return !stops_after(run, i, seen);
}

/* Returns true if service i waits for nothing except max-parallel-starts and the
 * throttle. */
bool rule_could_start(const struct run *run, uint32_t i)
{
	const struct svc *s = &run->svc[i];

	if (s->state != SVC_WAITING || run->ending || (s->policy->prepare && !s->prepared))
		return false;
	if (!s->resumes &&
	    (rule_need_in(run, i, SVC_FAILED) || rule_need_in(run, i, SVC_SKIPPED)))
		return false;
	return rule_met(run, i);
}

uint32_t rule_starting(const struct run *run)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < run->count; i++)
		n += run->svc[i].state == SVC_STARTING && !run->svc[i].policy->task;
	return n;
}

bool rule_anything_left(const struct run *run)
{
	for (uint32_t i = 0; i < run->count; i++) {
		const struct svc *s = &run->svc[i];

		if (rule_runs(s->state) || s->state == SVC_BACKOFF || s->preparing ||
		    s->by_hand || rule_could_start(run, i))
			return true;
	}
	return false;
}

/* ---- the time of a shutdown ---- */

/* Returns the sum of the stop times of one service, starting at stop signal `step` (-1 for
 * pre-stop). Counts only the default times, or only the configured ones. */
static msec own_time(const struct policy *p, int step, bool by_default)
{
	msec sum = 0;

	if (step < 0 && p->pre_stop && by_default == (p->default_waits >> 30 & 1))
		sum += p->pre_stop_timeout;
	for (int k = step < 0 ? 0 : step; k < (int)p->stop_count; k++)
		if (by_default == (p->default_waits >> k & 1))
			sum += p->stop_waits[k];
	if (by_default == (p->default_waits >> 31 & 1))
		sum += p->post_stop_time;
	return sum;
}

/* Returns the longest sum of configured (or all) stop times on a path of edges from service
 * i. `known` caches the results; -1 if unknown. */
static msec stop_time(const struct run *run, uint32_t i, bool all, msec *known)
{
	const struct policy *p = run->svc[i].policy;
	msec own = own_time(p, -1, false), most = 0;

	if (known[i] >= 0)
		return known[i];
	if (all)
		own += own_time(p, -1, true);
	EACH_OUT(run, i, e)
	{
		msec after = stop_time(run, run->edges[e].to, all, known);

		most = after > most ? after : most;
	}
	return known[i] = own + most;
}

static msec longest_stop(const struct run *run, bool all)
{
	static msec known[UNITS_MAX];
	msec longest = 0;

	memset(known, -1, sizeof known);
	for (uint32_t i = 0; i < run->count; i++) {
		msec t = stop_time(run, i, all, known);

		longest = t > longest ? t : longest;
	}
	return longest;
}

/* Returns shutdown-timeout = auto, which is usually 9 s. If the drain and the configured
 * stop times take more than 7.5 s, it is the drain plus the longest sum of all stop times
 * plus 0.5 s, but at least 9 s. */
msec rule_shutdown_timeout(const struct run *run)
{
	msec all = longest_stop(run, true) + run->drain + 500;

	if (longest_stop(run, false) + run->drain <= 7500 || all < 9000)
		return 9000;
	return all;
}

/* Returns the longest sum of the default or configured stop times of the services that stop
 * after service i. Counts only services that ran when the shutdown began. */
static msec time_before(const struct run *run, uint32_t i, bool by_default, msec *known)
{
	msec most = 0;

	if (known[i] >= 0)
		return known[i];
	EACH_IN(run, i, e)
	{
		uint32_t from = run->edges[e].from;
		const struct svc *s = &run->svc[from];
		msec t = time_before(run, from, by_default, known);

		t += s->ran_at_shutdown ? own_time(s->policy, -1, by_default) : 0;
		most = t > most ? t : most;
	}
	return known[i] = most;
}

/* Returns how long the current stop step of service i may take. In a shutdown a default
 * time shrinks to its share of the time left by configured times, but not below 0.1 s. */
msec rule_stop_wait(const struct run *run, uint32_t i)
{
	static msec known[UNITS_MAX];
	const struct svc *s = &run->svc[i];
	const struct policy *p = s->policy;
	int step = s->pre_stopping ? -1 : (int)s->step;
	msec wait = s->pre_stopping ? p->pre_stop_timeout : p->stop_waits[s->step];
	msec reserve = run->effective_timeout < 9000 ? run->effective_timeout / 18 : 500;
	msec written = reserve + own_time(p, step, false);
	msec others = own_time(p, step, true), left, part;

	if (!run->ending || !(p->default_waits >> (s->pre_stopping ? 30 : s->step) & 1))
		return wait;
	memset(known, -1, sizeof known);
	written += time_before(run, i, false, known);
	memset(known, -1, sizeof known);
	others += time_before(run, i, true, known);
	left = run->shutdown_at - run->now - written;
	if (written >= run->effective_timeout || left >= others)
		return wait;
	part = left <= 0 ? 0 : wait * left / others;
	if (part < 100)
		part = wait < 100 ? wait : 100;
	return part;
}

/* ---- after every step ---- */

static void waiting_at_rest(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];

	if (!s->wanted)
		sim_wrong(run, "waits unwanted", "%u waits, but is not wanted", s->id);
	if (!s->resumes &&
	    (rule_need_in(run, i, SVC_FAILED) || rule_need_in(run, i, SVC_SKIPPED))) {
		sim_wrong(run, "waits for nothing", "%u waits for a need that failed",
			  s->id);
		return;
	}
	if (!rule_met(run, i)) {
		if (s->preparing)
			sim_wrong(run, "prepares early", "%u prepares, not all is there",
				  s->id);
		s->prepared = false; /* the core must prepare it again */
		return;
	}
	if (s->policy->prepare && !s->prepared) {
		if (!s->preparing)
			sim_wrong(run, "not prepared", "%u has all, does not prepare",
				  s->id);
		return;
	}
	if (!run->throttled && (s->policy->task || run->max_parallel == 0 ||
				rule_starting(run) < run->max_parallel))
		sim_wrong(run, "liveness", "%u waits with all it needs there", s->id);
}

static void stopping_at_rest(struct run *run, uint32_t i)
{
	const struct svc *s = &run->svc[i];

	if (run->escalation >= 2 && s->state != SVC_KILLING)
		sim_wrong(run, "not killed", "%u lives on after the third request", s->id);
	if ((s->state == SVC_STARTING || s->state == SVC_READY) && !run->draining &&
	    rule_first_to_stop(run, i))
		sim_wrong(run, "not stopped", "%u is to stop, nothing is after it", s->id);
}

static void service_at_rest(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];

	if (core_state(run->core, i) != s->state)
		sim_wrong(run, "state", "%u is %s unsaid, was %s", s->id,
			  svc_state_word(core_state(run->core, i)),
			  svc_state_word(s->state));
	if (s->process != rule_runs(s->state))
		sim_wrong(run, "process", "%u is %s, process: %d", s->id,
			  svc_state_word(s->state), s->process);
	if (s->expect != NO_EVENT)
		sim_wrong(run, "no effect", "%u: %s should have followed", s->id,
			  svc_event_word((enum svc_event)s->expect));
	if (s->due != DUE_NOTHING || s->arm_high != ARM_NONE)
		sim_wrong(run, "no order", "%u: order %d is missing, arm %d", s->id, s->due,
			  (int)s->arm_high);
	if (s->start_requested && s->will_skip && s->state == SVC_SKIPPED)
		s->wanted = false; /* the core does not report that it is skipped again */
	else if (s->start_requested && !rule_runs(s->state) && s->state != SVC_WAITING)
		sim_wrong(run, "asked", "%u was asked for and is %s", s->id,
			  svc_state_word(s->state));
	s->start_requested = s->unmet = false;
	if (core_restarts(run->core, i) != s->restarts)
		sim_wrong(run, "restarts", "%u restarted %u times, not %u", s->id,
			  s->restarts, core_restarts(run->core, i));
	if (core_wanted(run->core, i) != s->wanted ||
	    core_stopped_by_hand(run->core, i) != s->by_hand)
		sim_wrong(run, "wanted", "%u wanted %d, by hand %d", s->id, s->wanted,
			  s->by_hand);
	if (core_disabled(run->core, i) != s->disabled || (s->disabled && s->wanted))
		sim_wrong(run, "disabled", "%u disabled %d, wanted %d", s->id, s->disabled,
			  s->wanted);
	if (s->stop != NOT_STOPPED)
		stopping_at_rest(run, i);
	if (s->state == SVC_WAITING)
		waiting_at_rest(run, i);
	if (run->ending && (s->state == SVC_WAITING || s->state == SVC_BACKOFF))
		sim_wrong(run, "ends late", "%u is %s while all ends", s->id,
			  svc_state_word(s->state));
	if (run->ending && rule_runs(s->state) && s->stop == NOT_STOPPED)
		sim_wrong(run, "ends late", "%u was not asked to stop", s->id);
	if (s->state == SVC_STOPPING && run->now > s->stop_by)
		sim_wrong(run, "stop takes too long", "%u was to be killed by now", s->id);
	if (s->preparing && s->state != SVC_WAITING)
		sim_wrong(run, "prepares", "%u prepares while %s", s->id,
			  svc_state_word(s->state));
	if (s->state != SVC_STARTING &&
	    s->armed != (s->state == SVC_STOPPING || s->state == SVC_KILLING ||
			 s->state == SVC_BACKOFF))
		sim_wrong(run, "armed", "%u is %s, timer: %d", s->id,
			  svc_state_word(s->state), s->armed);
	if (core_since(run->core, i) != s->since)
		sim_wrong(run, "since", "%u is so since %d, not %d", s->id, (int)s->since,
			  (int)core_since(run->core, i));
}

static void shutdown_at_rest(struct run *run)
{
	int code, service;
	enum core_cause cause = core_shutdown_cause(run->core, &code, &service);
	uint32_t processes = 0;

	if (cause != run->cause || (cause != CAUSE_NONE && (code != run->cause_code ||
							    service != run->cause_service)))
		sim_wrong(run, "cause", "cause %d code %d of %d, not %d %d %d", run->cause,
			  run->cause_code, run->cause_service, cause, code, service);
	if (core_shutting_down(run->core) != run->ending ||
	    core_draining(run->core) != run->draining ||
	    core_finished(run->core) != run->finished)
		sim_wrong(run, "ending", "ending, draining or finished differ");
	for (uint32_t i = 0; i < run->count; i++)
		processes += run->svc[i].process;
	if (run->ending && processes == 0 && !run->finished)
		sim_wrong(run, "not finished", "nothing runs and no end is reported");
	if (run->ending && !run->finished && run->now > run->shutdown_by)
		sim_wrong(run, "shutdown takes too long", "it was to be over by now");
	if (run->started && !run->exit_held && !run->throttled && !run->ending &&
	    !rule_anything_left(run))
		sim_wrong(run, "nothing left", "nothing is left, and it does not end");
	if (run->shutdown_arm != ARM_NONE)
		sim_wrong(run, "no end armed", "the end's timer was not armed");
}

void rules_at_rest(struct run *run)
{
	uint32_t bug;
	enum svc_event on;

	if (core_bug(run->core, &bug, &on))
		sim_wrong(run, "bug", "%u: bug: %s while %s", run->svc[bug].id,
			  svc_event_word(on), svc_state_word(run->svc[bug].state));
	for (uint32_t i = 0; i < run->count && !run->wrong[0]; i++)
		service_at_rest(run, i);
	if (!run->wrong[0])
		shutdown_at_rest(run);
}
