/* supervisor/core/core.h - decides when each of a set of services starts and stops.
 *
 * The caller reports facts (a process exited, a service is ready). After each fact it calls
 * core_next() until that returns false, and carries out the orders (start a process, send
 * the next stop signal).
 *
 * Layer:   core; base/ and the rooms above base/ may include it. Pure: no clock (`now` is
 *          given), no system call, no message.
 * Cost:    a fact costs the edges of the services that it changes. A shutdown and
 *          core_retry_failed_by_need() look at all services.
 * Memory:  core_new() and core_migrate() allocate all of it. core_longest_stop() allocates
 *          while it runs. No other function allocates.
 * Source:  svc.ini(5) has the rules of start, stop and shutdown. */
#ifndef SUPERVISOR_CORE_CORE_H
#define SUPERVISOR_CORE_CORE_H

#include "supervisor/core/policy.h"

/* `to` starts after `from`, and stops before it. EDGE_NEED: `from` is started too, and must
 * be ready or done. EDGE_WANT: `from` is started too, and `to` waits until it is ready,
 * done, failed or skipped. EDGE_ORDER: like EDGE_WANT, but `from` is not started, and `to`
 * does not wait for it while it is down. */
enum core_edge_kind { EDGE_NEED, EDGE_WANT, EDGE_ORDER };
struct core_edge {
	uint32_t from, to;
	enum core_edge_kind kind;
};

/* What the caller does for an order of each kind (machine.h lists them all):
 * ORDER_PREPARE         check the conditions, wait for start-delay and wait-for, then call
 *                       core_prepared(), core_skip() or, with EXIT_NOT_STARTED,
 *                       core_exited().
 * ORDER_CANCEL_PREPARE  stop these checks and waits; the core expects no answer.
 * ORDER_SPAWN           start the process.
 * ORDER_PRE_STOP        run pre-stop, then call core_pre_stopped().
 * ORDER_SIGNAL          send stop signal number `step`.
 * ORDER_KILL            send SIGKILL.
 * ORDER_ARM_TIMER       call core_timeout() after `wait`; replaces an earlier timer.
 * ORDER_CANCEL_TIMER    stop the timer of ORDER_ARM_TIMER.
 * ORDER_REPORT          report that the service went from `from` to `to` by `on`.
 * ORDER_ARM_SHUTDOWN    call core_shutdown_deadline() after `wait`; replaces an older one.
 * ORDER_FINISHED        no process is left and none will start. */
struct core_order {
	enum core_order_kind kind;
	uint32_t service;
	uint32_t step;
	msec wait;
	enum svc_state from, to;
	enum svc_event on;
};

/* Why the container ends. The first cause counts. */
enum core_cause {
	CAUSE_NONE,
	CAUSE_ASKED,       /* core_shutdown() was called */
	CAUSE_MAIN,        /* the main service ended, or a need of it failed */
	CAUSE_FAILED,      /* a service failed or is unhealthy: its keys request this */
	CAUSE_SETUP,       /* a setup failed */
	CAUSE_NOTHING_LEFT /* no service runs and none will start */
};

/* The input of a core. Only the policies must outlive it. */
struct core_config {
	uint32_t count;
	const struct policy *const *policies; /* one policy for each service */
	const struct core_edge *edges;
	size_t edge_count;
	/* How long a shutdown may take. -1: 9 s, or core_longest_stop() if the configured
	 * stop times and the drain take more than 7.5 s, but at least 9 s. */
	msec shutdown_timeout;
	msec drain; /* how long a requested shutdown waits before it stops services */
	uint32_t max_parallel; /* most daemons between spawn and ready; 0: no limit */
	/* For core_migrate(). replaced[i]: a reload replaced service i; it has no process,
	 * and a new history. NULL: no service was replaced. */
	const bool *replaced;
};

struct core;

/* ---- setup and teardown ---- */

/* Returns NULL if it runs out of memory or the edges form a cycle. (conf rejects a cycle
 * first, and names its path.) `seed` is for the random part of restart delays. */
struct core *core_new(const struct core_config *config, uint64_t seed);
/* Makes the core that replaces `old` in a reload. map[new] is the old index of a service,
 * or -1 for a new service. States, histories, manual stops, running timers and the cause of
 * a shutdown stay. A service that is not in the map must have no process. Take all orders
 * of `old` before. `old` is not freed. Returns NULL as core_new() does. */
struct core *core_migrate(const struct core *old, const struct core_config *config,
			  const int32_t *map);
/* Undoes core_migrate(): makes `core` continue with the states of `from`, which was made
 * from `core` and has the same services with other edges. Take all orders of `from` before.
 * Frees neither core. Allocates nothing. */
void core_migrate_back(struct core *core, const struct core *from);
void core_free(struct core *core); /* accepts NULL */

/* ---- facts ---- */

/* Manual start of the service and of all that it needs and wants. Services that were
 * skipped, failed or stopped by hand are tried again. During a shutdown, requests to start
 * or stop a service do nothing. */
void core_want(struct core *core, uint32_t service, msec now);
/* Automatic start. Does not change a service that failed or was stopped by hand. */
void core_want_auto(struct core *core, uint32_t service, msec now);
/* Call before core_want(). If `failed`, core_want() at once skips the service and those
 * that need it, because a condition on an environment variable is false. */
void core_set_condition_failed(struct core *core, uint32_t service, bool failed);
/* Manual stop: the service stays down until core_want(). Services that need it stop,
 * too. */
void core_stop(struct core *core, uint32_t service, msec now);
/* Stops the service by hand. Until it is enabled again, no request starts it: neither a
 * manual nor an automatic one, nor one for a service that needs or wants it. Enabling
 * starts nothing. A reload keeps the mark. Does nothing during a shutdown. */
void core_disable(struct core *core, uint32_t service, msec now);
void core_enable(struct core *core, uint32_t service);
/* Automatic stop: core_want_auto() may start the service again. */
void core_stop_auto(struct core *core, uint32_t service, msec now);
/* Automatic start of each service with core_failed_by_need() whose needs are no longer
 * FAILED. All are requested together. */
void core_retry_failed_by_need(struct core *core, msec now);
/* The conditions are true, and start-delay and wait-for are over. This and core_skip() do
 * nothing after ORDER_CANCEL_PREPARE. */
void core_prepared(struct core *core, uint32_t service, msec now);
void core_skip(struct core *core, uint32_t service, msec now); /* a condition is false */
/* The service is ready. */
void core_ready(struct core *core, uint32_t service, msec now);
/* The health check failed. Does what on-unhealthy says if the service is ready and is not
 * about to stop; otherwise does nothing. */
void core_unhealthy(struct core *core, uint32_t service, msec now);
/* `pre-stop` is over, or there is nothing left that it could prepare. Does nothing if none
 * runs. */
void core_pre_stopped(struct core *core, uint32_t service, msec now);
/* The service has no process any more. With EXIT_NOT_STARTED or EXIT_CANNOT_START it had
 * none: its start or ORDER_PREPARE failed. */
void core_exited(struct core *core, uint32_t service, struct exit_status status, msec now);
/* The timer of ORDER_ARM_TIMER expired. */
void core_timeout(struct core *core, uint32_t service, msec now);
/* A request to shut down, with the exit code of the container. Does nothing during a
 * shutdown. */
void core_shutdown(struct core *core, int code, msec now);
/* Further requests to shut down; each ends the drain. The first limits each wait to 1 s,
 * the second kills all processes. */
void core_escalate(struct core *core, msec now);
/* The timer of ORDER_ARM_SHUTDOWN expired. Returns true if the remaining processes are
 * killed now, false if only the drain is over. */
bool core_shutdown_deadline(struct core *core, msec now);
/* Call after the first core_want() calls. From now on the container ends when no service is
 * left to run. */
void core_started(struct core *core);
/* While held, the container does not end when no service is left to run. */
void core_hold_exit(struct core *core, bool held);
/* While throttled, no service is spawned. */
void core_throttle(struct core *core, bool throttled);

/* ---- orders ---- */

/* Writes the next order to *ret. Returns false if there is no order. */
bool core_next(struct core *core, msec now, struct core_order *ret);

/* ---- queries ---- */

/* Writes the next service that `service` waits for to *ret. Start with *cursor = 0. Returns
 * false at the end; *ret is then undefined. */
bool core_awaits(const struct core *core, uint32_t service, uint32_t *cursor,
		 uint32_t *ret);
/* Returns true if the service is WAITING for a service that it needs, directly or
 * indirectly, and that no request starts: it is down, failed or skipped. Writes that one to
 * *ret. Costs the edges of what is WAITING. */
bool core_is_blocked(struct core *core, uint32_t service, uint32_t *ret);
enum svc_state core_state(const struct core *core, uint32_t service);
/* Returns the number of restarts in a row that count for restart-limit. */
uint32_t core_restarts(const struct core *core, uint32_t service);
/* Returns when the service entered its state. */
msec core_since(const struct core *core, uint32_t service);
/* Returns true from a request to start the service until it is stopped, skipped, done or
 * failed. */
bool core_wanted(const struct core *core, uint32_t service);
/* Returns true if the service runs and was asked to stop, also while it waits for those
 * after it to stop first. */
bool core_must_stop(const struct core *core, uint32_t service);
/* Returns true if the service failed without a start, because a service that it needs
 * failed. */
bool core_failed_by_need(const struct core *core, uint32_t service);
/* Returns true from core_stop() until a core_want() that starts the service. */
bool core_stopped_by_hand(const struct core *core, uint32_t service);
/* Returns true from core_disable() until core_enable(). */
bool core_disabled(const struct core *core, uint32_t service);
/* Returns the time limit for the service's `post-stop`, counted from `now`. */
msec core_post_stop_time(const struct core *core, uint32_t service, msec now);
/* Returns the time of a shutdown that shortens no wait: the longest chain of stop times (0
 * if memory runs out), the drain, and half a second of reserve. */
msec core_longest_stop(const struct core *core);
/* Returns true from the first cause of a shutdown on. */
bool core_shutting_down(const struct core *core);
/* Returns the time limit of the whole shutdown. */
msec core_shutdown_timeout(const struct core *core);
/* Returns the number of core_escalate() calls in this shutdown, or at least 2 when its time
 * is over. From 2 on all processes are killed. */
unsigned core_escalation(const struct core *core);
/* Returns true while a requested shutdown waits for [init] drain before it stops
 * services. */
bool core_draining(const struct core *core);
/* Returns true after ORDER_FINISHED. */
bool core_finished(const struct core *core);
/* Returns the cause of the shutdown, or CAUSE_NONE. *ret_code is its exit code, and
 * *ret_service the service that caused it, or -1 for CAUSE_ASKED and for CAUSE_NOTHING_LEFT
 * without a failure. */
enum core_cause core_shutdown_cause(const struct core *core, int *ret_code,
				    int *ret_service);
/* Returns true once after a fact that is impossible in the state of its service.
 * *ret_service and *ret_on are then that service and the event. */
bool core_bug(struct core *core, uint32_t *ret_service, enum svc_event *ret_on);

#endif
