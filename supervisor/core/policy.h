/* supervisor/core/policy.h - decides whether a service restarts after its exit, and how
 * long its stop may take. Pure.
 *
 * Layer: core; base/ and the rooms above base/ may include it. */
#ifndef SUPERVISOR_CORE_POLICY_H
#define SUPERVISOR_CORE_POLICY_H

#include "conf/conf.h"
#include "supervisor/core/machine.h"

/* How a process ended. With the last two kinds it never ran. After EXIT_NOT_STARTED another
 * try may work; after EXIT_CANNOT_START it would fail in the same way, for example because
 * the program or the user does not exist. */
enum exit_kind { EXIT_BY_CODE, EXIT_BY_SIGNAL, EXIT_NOT_STARTED, EXIT_CANNOT_START };
struct exit_status {
	enum exit_kind kind;
	int value; /* exit code, signal, or the code of a failed start or pre-start */
};
/* A start that cannot work may have met a file that is just being replaced, so we try it
 * once more. */
#define POLICY_CANNOT_START_MAX 2

/* The values of on-unhealthy, in the order of its words in the key table. */
enum policy_unhealthy { UNHEALTHY_RESTART, UNHEALTHY_IGNORE, UNHEALTHY_SHUTDOWN };

/* The settings of a service that decide its start, its restarts and its stop. */
struct policy {
	enum conf_restart restart;
	enum policy_unhealthy unhealthy;
	int32_t start_when_failed; /* index of X in on-failed = start:X; -1: none */
	bool task, main, setup, shutdown_when_failed;
	bool restart_with_need; /* when-need-restarts = restart */
	bool prepare;           /* conditions or wait-for come first: ORDER_PREPARE */
	bool pre_stop;          /* pre-stop runs before the signal: ORDER_PRE_STOP */
	msec pre_stop_timeout;
	msec post_stop_time; /* how long post-stop may take; 0: no post-stop */
	uint32_t limit;      /* restart-limit: restarts in a row; 0: no limit */
	/* restart-delay, restart-max-delay, restart-reset and start-timeout (0: no
	 * limit) */
	msec delay, max_delay, reset, start_timeout;
	msec kill_timeout; /* of processes that are left after an unrequested exit */
	struct conf_codes success;
	uint32_t stop_count;    /* at least 1 */
	uint32_t default_waits; /* DEFAULT_... bits: the user did not configure these */
	msec stop_waits[CONF_STOPS_MAX];
	uint8_t stop_signals[CONF_STOPS_MAX];
	uint8_t stop_target,
		kill; /* enum conf_target, enum conf_kill; the core ignores them */
};

/* How the runs of one service went so far. */
struct restart_history {
	uint32_t restarts;     /* in a row */
	uint8_t cannot_starts; /* in a row, at most POLICY_CANNOT_START_MAX */
	bool was_ready;
	msec ready_at;
};

bool exit_status_never_ran(struct exit_status status);
/* Returns the exit code that a shell would report: 128+N for signal N. */
int exit_status_code(struct exit_status status);
bool policy_success(const struct policy *policy, struct exit_status status);
/* Returns the event for an exit that was not requested, and updates the history. With
 * `failed` any exit code is a failure, because the service was not ready in time or was
 * unhealthy. */
enum svc_event policy_after_exit(const struct policy *policy,
				 struct restart_history *history, struct exit_status status,
				 bool failed, msec now);
/* Returns the pause before restart k: min(max, delay * 2^(k-1)), times a random factor of
 * 0.9 to 1.1. k counts from 1; 0 is like 1. */
msec policy_backoff(const struct policy *policy, uint32_t k, uint64_t *seed);

/* The bits of policy.default_waits. */
#define DEFAULT_STOP(step) (1u << (step))
#define DEFAULT_PRE_STOP   (1u << 30)
#define DEFAULT_POST_STOP  (1u << 31)
/* A stop time, divided into what the user configured and what comes from defaults. */
struct stop_time {
	msec configured, by_default;
};
/* Returns how much longer a stop may take: from pre-stop on, or from wait number `step` on,
 * until post-stop is over. */
struct stop_time policy_stop_time_left(const struct policy *policy, bool pre_stop,
				       uint32_t step);
/* Returns how long a whole stop may take: all its times, configured or by default. */
msec policy_stop_time(const struct policy *policy);

#endif
