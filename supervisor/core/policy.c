/* supervisor/core/policy.c - decides whether a service restarts after its exit. Pure. */
#include "supervisor/core/policy.h"

#include "conf/base/exits.h"

bool exit_status_never_ran(struct exit_status status)
{
	return status.kind == EXIT_NOT_STARTED || status.kind == EXIT_CANNOT_START;
}

int exit_status_code(struct exit_status status)
{
	return status.kind == EXIT_BY_SIGNAL ? CTINIT_EXIT_SIGNAL + status.value
					     : status.value;
}

bool policy_success(const struct policy *policy, struct exit_status status)
{
	switch (status.kind) {
	case EXIT_BY_CODE:
		return policy->success.exits[status.value >> 5 & 7] >> (status.value & 31) &
		       1;
	case EXIT_BY_SIGNAL:
		return status.value > 0 && status.value <= 64 &&
		       (policy->success.signals >> (status.value - 1) & 1);
	case EXIT_NOT_STARTED:
	case EXIT_CANNOT_START: return false;
	}
	return false;
}

enum svc_event policy_after_exit(const struct policy *policy,
				 struct restart_history *history, struct exit_status status,
				 bool failed, msec now)
{
	bool good = policy_success(policy, status) && !failed;
	bool ready = history->was_ready || policy->task;

	if (!ready) /* an exit before ready is a failed start, even with code 0 */
		good = false;
	if (good && (policy->task || policy->restart != RESTART_ALWAYS))
		return ON_DIED_DONE;
	if (policy->restart == RESTART_NEVER)
		return ON_DIED_FAILED;
	if (status.kind == EXIT_CANNOT_START && policy->limit != 0 &&
	    ++history->cannot_starts >= POLICY_CANNOT_START_MAX)
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

/* xorshift64 (Marsaglia, "Xorshift RNGs", 2003). */
static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

msec policy_backoff(const struct policy *policy, uint32_t k, uint64_t *seed)
{
	msec pause = policy->delay;

	for (uint32_t i = 1; i < k && pause < policy->max_delay && pause > 0; i++)
		pause *= 2;
	if (pause > policy->max_delay)
		pause = policy->max_delay;
	return pause - pause / 10 +
	       (msec)(next_random(seed) % (uint64_t)(pause / 10 * 2 + 1));
}

static void add_time(struct stop_time *rest, const struct policy *policy, uint32_t bit,
		     msec time)
{
	if (policy->default_waits & bit)
		rest->by_default += time;
	else
		rest->configured += time;
}

struct stop_time policy_stop_time_left(const struct policy *policy, bool pre_stop,
				       uint32_t step)
{
	struct stop_time rest = { 0 };

	if (pre_stop && policy->pre_stop)
		add_time(&rest, policy, DEFAULT_PRE_STOP, policy->pre_stop_timeout);
	for (uint32_t i = step; i < policy->stop_count; i++)
		add_time(&rest, policy, DEFAULT_STOP(i), policy->stop_waits[i]);
	add_time(&rest, policy, DEFAULT_POST_STOP, policy->post_stop_time);
	return rest;
}

msec policy_stop_time(const struct policy *policy)
{
	struct stop_time all = policy_stop_time_left(policy, true, 0);

	return all.configured + all.by_default;
}
