/* supervisor/core/policy.h - decides whether a service restarts, and how long it may stop.
 *
 * Pure.
 *
 * Layer: core; base/ and the rooms above base/ may include it. */
#ifndef SUPERVISOR_CORE_POLICY_H
#define SUPERVISOR_CORE_POLICY_H

#include "conf/conf.h"
#include "supervisor/core/machine.h"

/* How a process ended. For the last two kinds there was no process. After EXIT_NOT_STARTED
 * another try may work; after EXIT_CANNOT_START it would fail, too, for example because the
 * program or the user does not exist. */
enum exit_kind { EXIT_BY_CODE, EXIT_BY_SIGNAL, EXIT_NOT_STARTED, EXIT_CANNOT_START };
struct exit_status {
	enum exit_kind kind;
	int value; /* exit code, signal, or code of a failed start or pre-start */
};
/* Even after EXIT_CANNOT_START we try once more, because a file may just have been
 * replaced. */
#define POLICY_CANNOT_START_MAX 2

/* The values of `on-unhealthy`, in the order of the key table. */
enum policy_unhealthy { UNHEALTHY_RESTART, UNHEALTHY_IGNORE, UNHEALTHY_SHUTDOWN };

/* The settings for a service's start, restarts and stop. */
struct policy {
	enum conf_restart restart;
	enum policy_unhealthy unhealthy;
	int32_t start_when_failed; /* index of X in `on-failed = start:X`; -1: none */
	bool task, main, setup, shutdown_when_failed;
	bool restart_with_need; /* `when-need-restarts = restart` is set */
	bool prepare;           /* the service has conditions or wait-for */
	bool pre_stop;          /* the service has `pre-stop` */
	msec pre_stop_timeout;
	msec post_stop_time; /* time limit of `post-stop`; 0: no `post-stop` */
	uint32_t limit;      /* `restart-limit`: restarts in a row; 0: no limit */
	/* `restart-delay`, `restart-max-delay`, `restart-reset`, and `start-timeout` (0: no
	 * limit). */
	msec delay, max_delay, reset, start_timeout;
	msec kill_timeout; /* time for the remaining processes after an unrequested exit */
	struct conf_codes success;
	uint32_t stop_count;    /* number of stop signals, at least 1 */
	uint32_t default_waits; /* DEFAULT_... bits: times that the user did not set */
	msec stop_waits[CONF_STOPS_MAX];
	uint8_t stop_signals[CONF_STOPS_MAX];
	/* enum conf_target and enum conf_kill. The core does not use them. */
	uint8_t stop_target, kill;
};

/* The restarts of one service so far. */
struct restart_history {
	uint32_t restarts;     /* restarts in a row */
	uint8_t cannot_starts; /* failed starts in a row, at most POLICY_CANNOT_START_MAX */
	bool was_ready;
	msec ready_at;
};

/* Returns true if there was no process. */
bool exit_status_never_ran(struct exit_status status);
/* Returns the exit code as a shell reports it: 128+N for signal N. */
int exit_status_code(struct exit_status status);
/* Returns true if `success` lists this exit code or signal; false if there was no
 * process. */
bool policy_success(const struct policy *policy, struct exit_status status);
/* Returns the event for an unrequested exit: ON_DIED_DONE, ON_DIED_AGAIN or ON_DIED_FAILED.
 * Updates the history. With `failed` any exit code is a failure: the service was not ready
 * in time, or was unhealthy. */
enum svc_event policy_after_exit(const struct policy *policy,
				 struct restart_history *history, struct exit_status status,
				 bool failed, msec now);
/* Returns the delay before restart k: min(max, delay * 2^(k-1)), times a random factor of
 * 0.9 to 1.1. k counts from 1; 0 is the same as 1. */
msec policy_backoff(const struct policy *policy, uint32_t k, uint64_t *seed);

/* The bits of policy.default_waits. */
#define DEFAULT_STOP(step) (1u << (step))
#define DEFAULT_PRE_STOP   (1u << 30)
#define DEFAULT_POST_STOP  (1u << 31)
/* A stop time: the part that the user configured, and the part from defaults. */
struct stop_time {
	msec configured, by_default;
};
/* Returns the remaining time of a stop: from `pre-stop` if that is true, otherwise from
 * stop signal `step`, to the end of `post-stop`. */
struct stop_time policy_stop_time_left(const struct policy *policy, bool pre_stop,
				       uint32_t step);
/* Returns the time of a whole stop, configured and default. */
msec policy_stop_time(const struct policy *policy);

#endif
