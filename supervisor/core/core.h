/* supervisor/core/core.h - decides when each of a set of services starts and stops.
 *
 * The caller reports facts (a process exited, a service is ready) and carries out the
 * orders that follow (start it, send the next stop signal). After each fact it calls
 * core_next() until that returns false.
 *
 * Layer:   core; base/ and the rooms above base/ may include it.
 *          Pure: no clock (`now` is given), no system call, no message.
 * Cost:    a fact costs the edges of the services that it changes. A shutdown and
 *          core_retry_failed_by_need() look at all services.
 * Memory:  core_new() and core_migrate() allocate all of it. core_longest_stop() needs some
 *          while it runs; the rest allocates nothing.
 * Source:  svc.ini(5) has the rules of start, stop and shutdown. */
#ifndef SUPERVISOR_CORE_CORE_H
#define SUPERVISOR_CORE_CORE_H

#include "supervisor/core/policy.h"

/* `to` starts after `from`, and stops before it. With EDGE_NEED, `from` is started too, and
 * must be ready or done. With EDGE_WANT, `from` is started too, and `to` waits until `from`
 * has settled once: it is ready, done, failed or skipped. EDGE_ORDER is like EDGE_WANT, but
 * does not start `from`, and `to` does not wait for it while it is down. */
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
	CAUSE_ASKED,  /* core_shutdown() */
	CAUSE_MAIN,   /* the main service ended, or failed because a need did */
	CAUSE_FAILED, /* a service failed or is unhealthy, and a key asks for a shutdown */
	CAUSE_SETUP,  /* a setup failed */
	CAUSE_NOTHING_LEFT /* no service runs, and none will start */
};

/* The parts of a core. Only the policies must outlive it. */
struct core_config {
	uint32_t count;
	const struct policy *const *policies; /* one pointer a service */
	const struct core_edge *edges;
	size_t edge_count;
	/* How long a shutdown may take. -1 means 9 s or, if the configured stop times and
	 * the drain take more than 7.5 s of that, core_longest_stop(), but at least 9 s. */
	msec shutdown_timeout;
	msec drain; /* how long a requested shutdown waits before it stops services */
	uint32_t
		max_parallel; /* daemons between spawn and ready at one time; 0: no limit */
	/* For core_migrate(): replaced[i] is true if a reload replaced service i, which has
	 * no process and starts with a new history. NULL: no service was replaced. */
	const bool *replaced;
};

struct core; /* opaque: state.h */

/* ---- setup and teardown ---- */

/* Returns NULL if there is no memory or the edges form a cycle (conf rejects a cycle first
 * and names its path). */
struct core *core_new(const struct core_config *config, uint64_t seed);
/* Makes the core that follows `old` after a reload. map[new] is the old index of a service,
 * or -1 for a new one. States, histories, manual stops, running timers and the cause of a
 * shutdown stay. A service that is not in the map must have no process, and no order of
 * `old` may be left to take. `old` is not freed. Returns NULL as core_new() does. */
struct core *core_migrate(const struct core *old, const struct core_config *config,
			  const int32_t *map);
void core_free(struct core *core); /* NULL is fine */

/* ---- facts ---- */

/* A manual start of the service and of all it needs and wants. Services that were skipped,
 * failed or stopped by hand try again. During a shutdown this and the other requests to
 * start or stop a service do nothing. */
void core_want(struct core *core, uint32_t service, msec now);
/* An automatic start. A service that failed or was stopped by hand stays as it is. */
void core_want_auto(struct core *core, uint32_t service, msec now);
/* Call before core_want(). If the conditions on environment variables failed, core_want()
 * skips the service, and those that need it, at once. */
void core_set_condition_failed(struct core *core, uint32_t service, bool failed);
void core_stop(struct core *core, uint32_t service, msec now); /* manual: it stays down */
void core_stop_auto(struct core *core, uint32_t service, msec now);
/* Starts again each service that failed without an attempt of its own, if none of its needs
 * is FAILED now. These are automatic starts, and all of them are requested together. */
void core_retry_failed_by_need(struct core *core, msec now);
/* Its conditions hold, and start-delay and wait-for are over. */
void core_prepared(struct core *core, uint32_t service, msec now);
void core_skip(struct core *core, uint32_t service, msec now); /* its conditions failed */
void core_ready(struct core *core, uint32_t service, msec now);
void core_unhealthy(struct core *core, uint32_t service, msec now);
void core_pre_stopped(struct core *core, uint32_t service, msec now);
/* The process is gone, or (EXIT_NOT_STARTED, EXIT_CANNOT_START) it never ran. */
void core_exited(struct core *core, uint32_t service, struct exit_status status, msec now);
void core_timeout(struct core *core, uint32_t service, msec now);
void core_shutdown(struct core *core, int code, msec now);
/* A further request to shut down. The first one limits each wait to 1 s, the second one
 * kills all processes. */
void core_escalate(struct core *core, msec now);
/* The timer of ORDER_ARM_SHUTDOWN expired. Returns false if only the drain is over, and
 * true if the remaining processes are killed now. */
bool core_shutdown_deadline(struct core *core, msec now);
/* Call after the core_want() calls of the start: from now on the container ends when no
 * service is left to run. */
void core_started(struct core *core);
/* While held, the container does not end because no service is left to run. */
void core_hold_exit(struct core *core, bool held);
/* While throttled, no more services are spawned. */
void core_throttle(struct core *core, bool throttled);

/* ---- orders ---- */

/* Writes the next order to *ret. Returns false if there is none. */
bool core_next(struct core *core, msec now, struct core_order *ret);

/* ---- questions ---- */

/* Writes the next of the services that `service` still waits for. Begin with *cursor = 0.
 * Returns false after the last one. */
bool core_awaits(const struct core *core, uint32_t service, uint32_t *cursor,
		 uint32_t *ret);
enum svc_state core_state(const struct core *core, uint32_t service);
uint32_t core_restarts(const struct core *core, uint32_t service);
/* Returns when the service entered its state. */
msec core_since(const struct core *core, uint32_t service);
bool core_wanted(const struct core *core, uint32_t service);
/* Returns true if the service failed without an attempt of its own, because a service that
 * it needs had failed. */
bool core_failed_by_need(const struct core *core, uint32_t service);
bool core_stopped_by_hand(const struct core *core, uint32_t service);
/* Returns how long the post-stop of the service may take, from now on. */
msec core_post_stop_time(const struct core *core, uint32_t service, msec now);
/* Returns how long a shutdown that shortens nothing may take: the longest chain of stop
 * times (0 if there is no memory), the drain, and half a second of reserve. */
msec core_longest_stop(const struct core *core);
bool core_shutting_down(const struct core *core);
/* Returns how long the whole shutdown may take. */
msec core_shutdown_timeout(const struct core *core);
/* Returns the number of core_escalate() calls of the shutdown; at least 2 once its time is
 * over. From 2 on all processes are killed. */
unsigned core_escalation(const struct core *core);
bool core_draining(const struct core *core);
bool core_finished(const struct core *core);
/* Returns the cause of the shutdown, its exit code, and the service that caused it (MAIN,
 * FAILED, SETUP, NOTHING_LEFT after a failure) or -1. */
enum core_cause core_shutdown_cause(const struct core *core, int *ret_code,
				    int *ret_service);
/* Returns true once after a fact that cannot happen in the state of its service, with that
 * service and the event. */
bool core_bug(struct core *core, uint32_t *ret_service, enum svc_event *ret_on);

#endif
