/* supervisor/core/policy.h - what is to be done when a service ends. Pure. */
#ifndef SUPERVISOR_CORE_POLICY_H
#define SUPERVISOR_CORE_POLICY_H

#include "conf/conf.h"
#include "supervisor/core/machine.h"

/* How a process ended. The last two never ran: NOT_STARTED may run when it is tried again;
 * CANNOT_START would fail in the same way (there is no such program, no such user). */
enum end_kind { END_EXIT, END_SIGNAL, END_NOT_STARTED, END_CANNOT_START };
struct end {
	enum end_kind kind;
	int value; /* exit code, signal, or the code of a start that failed: 125-127 */
};
/* One failure that cannot get better by waiting may be a file that is being replaced: it
 * is tried once more. */
#define POLICY_USELESS_STARTS 2

/* on-unhealthy, in the order of its words. */
enum policy_unhealthy { UNHEALTHY_RESTART, UNHEALTHY_IGNORE, UNHEALTHY_SHUTDOWN };

struct policy {
	enum conf_restart restart;
	enum policy_unhealthy unhealthy;
	int32_t start_when_failed; /* the service of on-failed = start:X; -1: none */
	bool task, main, setup, shutdown_when_failed;
	bool restart_with_need; /* when-need-restarts = restart */
	bool prepare;           /* something is done before the process: ORDER_PREPARE */
	bool pre_stop;          /* something is done before the signal: ORDER_PRE_STOP */
	msec pre_stop_timeout;
	msec post_stop_time; /* how long post-stop may take; 0: there is none */
	uint32_t limit;
	msec delay, max_delay, reset, start_timeout;
	msec kill_timeout; /* of what is left after an end that nobody asked for */
	struct conf_codes success;
	uint32_t stop_count;    /* at least 1 */
	uint32_t default_waits; /* of these times, those that nobody wrote: DEFAULT_... */
	msec stop_waits[CONF_STOPS_MAX];
	uint8_t stop_signals[CONF_STOPS_MAX];
	uint8_t stop_target, kill; /* enum conf_target, enum conf_kill; the shell's */
};

/* What one service's runs were so far. */
struct history {
	uint32_t restarts; /* in a row */
	uint8_t useless;   /* ends of kind CANNOT_START in a row, at most the limit */
	bool was_ready;
	msec ready_at;
};

bool end_never_ran(struct end end);
int end_code(struct end end); /* as a shell would say it: 128+N */
bool policy_success(const struct policy *policy, struct end end);
/* The event for an end that nobody asked for. `failed`: it is a failure whatever the code
 * (not ready in time). Updates the history. */
enum svc_event policy_verdict(const struct policy *policy, struct history *history,
			      struct end end, bool failed, msec now);
/* The pause before restart k (from 1; 0 is as 1):
 * min(max, delay * 2^(k-1)), then x [0.9, 1.1]. */
msec policy_pause(const struct policy *policy, uint32_t k, uint64_t *seed);
#define DEFAULT_STOP(step) (1u << (step))
#define DEFAULT_PRE_STOP   (1u << 30)
#define DEFAULT_POST_STOP  (1u << 31)
/* What a stop may still take: from pre-stop on, or from the wait number `step` on; the last
 * is post-stop. */
struct stop_time {
	msec written, by_default;
};
struct stop_time policy_stop_rest(const struct policy *policy, bool pre_stop,
				  uint32_t step);
msec policy_stop_time(const struct policy *policy); /* all waits together */

#endif
