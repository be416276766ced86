/* supervisor/core/policy.c - what is to be done when a service ends. Pure. */
#include "supervisor/core/policy.h"

#include "conf/base/exits.h"

bool end_never_ran(struct end end)
{
	return end.kind == END_NOT_STARTED || end.kind == END_CANNOT_START;
}

int end_code(struct end end)
{
	return end.kind == END_SIGNAL ? CTINIT_EXIT_SIGNAL + end.value : end.value;
}

bool policy_success(const struct policy *policy, struct end end)
{
	switch (end.kind) {
	case END_EXIT:
		return policy->success.exits[end.value >> 5 & 7] >> (end.value & 31) & 1;
	case END_SIGNAL:
		return end.value > 0 && end.value <= 64 &&
		       (policy->success.signals >> (end.value - 1) & 1);
	case END_NOT_STARTED:
	case END_CANNOT_START: return false;
	}
	return false;
}

enum svc_event policy_verdict(const struct policy *policy, struct history *history,
			      struct end end, bool failed, msec now)
{
	bool good = policy_success(policy, end) && !failed;
	bool ready = history->was_ready || policy->task;

	if (!ready)
		good = false; /* an end before ready is a failed start, with exit 0 too */
	if (good && (policy->task || policy->restart != RESTART_ALWAYS))
		return ON_DIED_DONE;
	if (policy->restart == RESTART_NEVER)
		return ON_DIED_FAILED;
	if (end.kind == END_CANNOT_START && policy->limit != 0 &&
	    ++history->useless >= POLICY_USELESS_STARTS)
		return ON_DIED_FAILED;
	if (history->was_ready && now - history->ready_at >= policy->reset) {
		history->restarts = 0;
		return ON_DIED_AGAIN;
	}
	if (policy->limit != 0 && history->restarts >= policy->limit)
		return ON_DIED_FAILED;
	history->restarts++;
	return ON_DIED_AGAIN;
}

/* xorshift64: small, seeded, the same everywhere (Marsaglia, "Xorshift RNGs", 2003). */
static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

msec policy_pause(const struct policy *policy, uint32_t k, uint64_t *seed)
{
	msec pause = policy->delay;

	for (uint32_t i = 1; i < k && pause < policy->max_delay && pause > 0; i++)
		pause *= 2;
	if (pause > policy->max_delay)
		pause = policy->max_delay;
	return pause - pause / 10 +
	       (msec)(next_random(seed) % (uint64_t)(pause / 10 * 2 + 1));
}

static void add(struct stop_time *rest, const struct policy *policy, uint32_t which,
		msec time)
{
	if (policy->default_waits & which)
		rest->by_default += time;
	else
		rest->written += time;
}

struct stop_time policy_stop_rest(const struct policy *policy, bool pre_stop, uint32_t step)
{
	struct stop_time rest = { 0 };

	if (pre_stop && policy->pre_stop)
		add(&rest, policy, DEFAULT_PRE_STOP, policy->pre_stop_timeout);
	for (uint32_t i = step; i < policy->stop_count; i++)
		add(&rest, policy, DEFAULT_STOP(i), policy->stop_waits[i]);
	add(&rest, policy, DEFAULT_POST_STOP, policy->post_stop_time);
	return rest;
}

msec policy_stop_time(const struct policy *policy)
{
	struct stop_time all = policy_stop_rest(policy, true, 0);

	return all.written + all.by_default;
}
