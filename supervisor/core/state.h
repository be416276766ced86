/* supervisor/core/state.h - defines struct core, and declares what the core's files share.
 *
 * Private to the room. tests/sim recomputes the counters and compares them. */
#ifndef SUPERVISOR_CORE_STATE_H
#define SUPERVISOR_CORE_STATE_H

#include "supervisor/core/core.h"
#include "supervisor/core/graph.h"

/* What the user requested for a service. */
enum intent {
	INTENT_NONE,     /* no request; other services may start it */
	INTENT_RUN,      /* a request to run, by hand or automatic */
	INTENT_STAY_DOWN /* a stop by hand; only a manual start changes that */
};

/* Why a service must stop. STOP_NONE if it has no process. */
enum stop_reason {
	STOP_NONE,
	STOP_FOR_NEED, /* a service that it needs stops; it starts again with that one */
	STOP_REQUESTED /* the service stays down unless it is wanted again */
};

/* The conditions and wait-for before a start. PREPARE_NONE unless the service is
 * WAITING. */
enum prepare_phase { PREPARE_NONE, PREPARE_RUNNING, PREPARE_DONE };

/* Says whether a service that ran before waits until the services that it needs are back.
 * If RESUME_NONE, it fails if one of them has failed. Only in WAITING and BACKOFF. */
enum resume {
	RESUME_NONE,
	RESUME_WITH_NEED,
	RESUME_PROPAGATED /* the service waits, and those that need it were asked to stop */
};

/* The place of a service in start_queue.c. A service that leaves WAITING stays in the
 * queue, which skips it later. */
enum start_phase {
	START_NONE,
	START_QUEUED,
	START_ADMITTED /* the service may start in its next turn */
};

struct core_unit {
	const struct policy *policy;
	struct restart_history history;
	msec since;
	/* Counters over the edges; core_move() and core_request_stop() update them. */
	uint32_t missing_needs;  /* needs that are not ready or done, or that must stop */
	uint32_t failed_needs;   /* needs that are FAILED */
	uint32_t skipped_needs;  /* needs that are SKIPPED */
	uint32_t skipping_needs; /* needs that will be skipped when they are wanted */
	uint32_t pending_wants;  /* services that it waits for by EDGE_WANT or EDGE_ORDER */
	/* During a shutdown: how long the services before it, which stop after it, may
	 * take, in msec (stop_budget.c). */
	uint32_t configured_before, default_before;
	uint32_t stopping_after; /* number of services after it that block its stop */
	/* Values of core->tick; see core_waits_for(). A service waits for a moving service
	 * that has not settled since this service was requested. */
	uint32_t requested_tick, settled_tick;
	uint32_t start_seq; /* rank among the services that wait to start */
	uint8_t state;      /* enum svc_state */
	uint8_t stop_reason;
	uint8_t step;      /* the next stop signal, or the one that was sent last */
	uint8_t escalated; /* core->escalation in the last turn of the service */
	/* Values of the enums above. */
	uint8_t intent : 2, prepare : 2, resume : 2, start : 2;
	bool start_requested : 1; /* the service is wanted; ON_WANT follows in its turn */
	bool queued : 1;
	bool start_failed : 1;     /* late or unhealthy: any exit is a failure */
	bool counted_restart : 1;  /* the last exit counts in history.restarts */
	bool satisfied : 1;        /* the service is a task that has succeeded once */
	bool condition_failed : 1; /* set by core_set_condition_failed() */
	bool disabled : 1;         /* core_disable(): no request starts it */
	bool pre_stopping : 1;     /* the state is STOPPING, and `pre-stop` runs */
	bool walked : 1;           /* it is in core->walk; used by core_is_blocked() only */
	bool failed_by_need : 1;   /* FAILED because a need failed, not by its own start */
	int code;                  /* exit code of the last run */
};

/* A heap of the services that wait to start, sorted by start_seq, then by file order. */
struct start_queue {
	uint32_t *heap, count;
};

struct core {
	struct graph graph;
	struct core_unit *units;
	/* The services that will get a turn: a ring of count + 1 entries. A service is in
	 * it at most once. */
	uint32_t *queue, queue_head, queue_tail;
	uint32_t *walk; /* scratch memory for a walk over the graph: `count` entries */
	uint32_t *inner_walk; /* scratch memory for a walk inside that walk */
	/* Totals of all services. */
	uint32_t processes, active, stopped_by_hand, starting;
	uint32_t tick, start_seq, max_parallel;
	struct start_queue waiting_daemons, waiting_tasks;
	/* The pending orders: a ring. It restarts at index 0 whenever it is empty, so most
	 * of its pages are never touched. */
	struct core_order *orders;
	uint32_t order_head, order_tail, order_size;
	msec shutdown_timeout, shutdown_at, drain;
	uint64_t seed;
	enum core_cause cause;
	int code, cause_service, first_failed, first_failed_code;
	unsigned escalation;
	bool started, exit_held, throttled, draining, finished, bug;
	uint32_t bug_service;
	enum svc_event bug_on;
};

/* The flags of a service that its neighbours and the totals count. */
struct core_flags {
	bool missing, failed, skipped, moving, runs, stop_requested, active;
	bool counts_as_starting;
};

/* Drops a request to run. Keeps a stop by hand. */
static inline void core_unwant(struct core_unit *unit)
{
	if (unit->intent == INTENT_RUN)
		unit->intent = INTENT_NONE;
}

struct core_flags core_flags_of(const struct core_unit *unit);
/* Returns true if `unit` waits for a service before it, over an edge of kind EDGE_WANT or
 * EDGE_ORDER. `moving` and `settled_tick` are those of the other service. */
bool core_waits_for(const struct core_unit *unit, bool moving, uint32_t settled_tick);
/* Returns true if the services before `unit` must not stop yet: `unit`, or a service that
 * starts after it, directly or indirectly, was asked to stop and still runs. */
bool core_blocks_stops(const struct core_unit *unit);
/* Appends an order for core_next(). */
void core_emit(struct core *core, struct core_order order);
/* Gives service i a turn. */
void core_enqueue(struct core *core, uint32_t i);
/* Emits an order that arms or cancels the timer of service i, as its state requires. */
void core_arm_state_timer(struct core *core, uint32_t i, msec now);
/* Applies one event. No other function changes a state. Returns false, and records a bug,
 * if the event cannot happen in the state of service i. */
bool core_move(struct core *core, uint32_t i, enum svc_event on, msec now);
/* Requests the stop of service i, which must have a process. It stops in its turn. */
void core_request_stop(struct core *core, uint32_t i, enum stop_reason reason);
/* Stops all services that need i, directly or indirectly, unless i is a task that succeeded
 * once. They start again with i. */
void core_stop_dependents(struct core *core, uint32_t i);
/* Marks the conditions and wait-for of service i as over. Emits no order. */
void core_finish_prepare(struct core *core, uint32_t i);
/* Cancels the conditions and wait-for of service i with ORDER_CANCEL_PREPARE, if they
 * run. */
void core_cancel_prepare(struct core *core, uint32_t i, msec now);

/* Sets the request time of service i to `tick`, and recounts its pending_wants. */
void core_recount_wants(struct core *core, uint32_t i, uint32_t tick);
/* Returns true if a condition of the service, or of one that it needs, is false
 * (core_set_condition_failed()). */
bool core_will_be_skipped(const struct core_unit *unit);
/* Skips service i, which must have no process. */
void core_skip_now(struct core *core, uint32_t i, msec now);

/* Starts the shutdown, and requests the stop of all services. Does nothing during a
 * shutdown. */
void core_begin_shutdown(struct core *core, enum core_cause cause, int code, int service,
			 msec now);
/* Call when service i is done or failed and will not restart automatically. Starts the
 * shutdown or another service if the policy says so. */
void core_unit_finished(struct core *core, uint32_t i, enum svc_event on, msec now);
/* Call when no service has a turn. Starts the shutdown if nothing is left to run, and ends
 * it if no process is left. Returns true if there are new turns or orders. */
bool core_check_idle(struct core *core, msec now);

/* Returns the value for shutdown_timeout = -1 (struct core_config). */
msec core_default_shutdown_timeout(const struct core *core);
/* Computes configured_before and default_before from the stop times of the running
 * services. Call at the start of a shutdown, and after a reload. */
void core_budget_stops(struct core *core);
/* Returns the part of `wait`, a default time, that the stop of `unit` may use. `rest` is
 * the remaining stop time of `unit`, including this wait. Returns `wait` if no shutdown
 * runs. */
msec core_budgeted_wait(const struct core *core, const struct core_unit *unit, msec wait,
			struct stop_time rest, msec now);

/* Returns true if service i may start now. Otherwise adds it to the queue. */
bool core_may_start(struct core *core, uint32_t i);
/* Admits the first service of the queue. Returns false if the queue is empty or no further
 * start is allowed. */
bool core_admit_next(struct core *core);

/* Allocates a core whose services are all down. Returns NULL as core_new() does. */
struct core *core_alloc(const struct core_config *config);
/* Computes the totals, and all counters of the edges except skipping_needs, from the
 * states. They must be 0 before. */
void core_recount(struct core *core);

#endif
