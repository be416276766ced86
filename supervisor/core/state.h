/* supervisor/core/state.h - what the core keeps, and what its files call of each other.
 *
 * Private to the room (tests/sim counts these numbers again and compares them). */
#ifndef SUPERVISOR_CORE_STATE_H
#define SUPERVISOR_CORE_STATE_H

#include "supervisor/core/core.h"
#include "supervisor/core/graph.h"

/* What the user wants of a service. */
enum intent {
	INTENT_NONE,     /* nothing: it may be started for others */
	INTENT_RUN,      /* it is wanted, by hand or automatically */
	INTENT_STAY_DOWN /* stopped by hand: only a start by hand changes that */
};

/* Why a service with a process must stop. Without a process it is STOP_NONE. */
enum stop_reason {
	STOP_NONE,
	STOP_FOR_NEED, /* a service that it needs stops; it returns with that */
	STOP_REQUESTED /* it stays down, unless it is wanted again */
};

/* Conditions and wait-for, in front of a start. Only while the service is WAITING. */
enum prepare_phase { PREPARE_NONE, PREPARE_RUNNING, PREPARE_DONE };

/* Whether a service that ran before waits for the services that it needs to come back. If
 * not, a failed need fails it too. Only while it is WAITING or in BACKOFF. */
enum resume {
	RESUME_NONE,
	RESUME_WITH_NEED,
	RESUME_PROPAGATED /* and the services that need it were already asked to stop */
};

/* The queue of services that may start when others are through (start_queue.c). A service
 * that leaves WAITING keeps its place in the queue and is passed over. */
enum start_phase {
	START_NONE,
	START_QUEUED,
	START_ADMITTED /* it may start in its next turn */
};

struct core_unit {
	const struct policy *policy;
	struct restart_history history;
	msec since;
	/* Counted over its edges; core_move() and core_request_stop() keep them right. */
	uint32_t missing_needs;  /* needs that are not ready, or about to stop */
	uint32_t failed_needs;   /* needs that failed for good */
	uint32_t skipped_needs;  /* needs that were skipped */
	uint32_t skipping_needs; /* needs that will be skipped when they are wanted */
	uint32_t pending_wants;  /* other services before it that it waits for */
	/* In a shutdown: stop times of the services before it, which stop after it
	 * (stop_budget.c). */
	uint32_t configured_before, default_before;
	uint32_t stopping_after; /* services after it for which core_blocks_stops() */
	/* Ticks: it waits for a moving service that has not settled since it was wanted. */
	uint32_t requested_tick, settled_tick;
	uint32_t start_seq; /* its rank among those that wait to start */
	uint8_t state;      /* enum svc_state */
	uint8_t stop_reason;
	uint8_t step;      /* the stop signal that is next or was sent last */
	uint8_t escalated; /* core->escalation of its last turn */
	uint8_t intent : 2, prepare : 2, resume : 2, start : 2; /* the enums above */
	bool start_requested : 1; /* wanted; ON_WANT comes in its turn */
	bool queued : 1;
	bool start_failed : 1; /* not ready in time, unhealthy: a failure with any code */
	bool counted_restart : 1;  /* its last exit is one of history.restarts */
	bool satisfied : 1;        /* a task that succeeded once */
	bool condition_failed : 1; /* core_set_condition_failed() */
	bool pre_stopping : 1;     /* STOPPING, and pre-stop still runs */
	bool failed_by_need : 1;   /* FAILED without an attempt of its own */
	int code;                  /* of its last exit */
};

/* A heap of the services that wait to start, by start_seq and file order. */
struct start_queue {
	uint32_t *heap, count;
};

struct core {
	struct graph graph;
	struct core_unit *units;
	/* The services whose turn comes: a ring of count + 1, each service at most once. */
	uint32_t *queue, queue_head, queue_tail;
	uint32_t *walk;       /* scratch of a walk over the graph: count entries */
	uint32_t *inner_walk; /* the same, for a walk inside that one */
	/* Totals over all services. */
	uint32_t processes, active, stopped_by_hand, starting;
	uint32_t tick, start_seq, max_parallel;
	struct start_queue waiting_daemons, waiting_tasks;
	/* A ring. It begins at 0 whenever it is empty, so most of its pages stay untouched. */
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

/* The properties of a service that its neighbours and the totals count. */
struct core_flags {
	bool missing, failed, skipped, moving, runs, stop_requested, active;
	bool counts_as_starting;
};

/* The service is not wanted any more. A stop by hand is kept. */
static inline void core_unwant(struct core_unit *unit)
{
	if (unit->intent == INTENT_RUN)
		unit->intent = INTENT_NONE;
}

/* move.c */
struct core_flags core_flags_of(const struct core_unit *unit);
/* Returns true if `unit` waits for a service before it, by a want or an order, that is
 * moving or not and last settled at settled_tick. */
bool core_waits_for(const struct core_unit *unit, bool moving, uint32_t settled_tick);
/* Returns true if the services before it must not stop yet: it is asked to stop and still
 * runs, or a service after it is, over services in any state. */
bool core_blocks_stops(const struct core_unit *unit);
void core_emit(struct core *core, struct core_order order);
/* Gives service i a turn. */
void core_enqueue(struct core *core, uint32_t i);
/* Arms the timer that belongs to the state of service i. */
void core_arm_state_timer(struct core *core, uint32_t i, msec now);
/* Applies one event. The only place where a state changes. */
bool core_move(struct core *core, uint32_t i, enum svc_event on, msec now);
void core_request_stop(struct core *core, uint32_t i, enum stop_reason reason);
/* Stops all services that need i, directly or over others. They return with it. */
void core_stop_dependents(struct core *core, uint32_t i);
void core_finish_prepare(struct core *core, uint32_t i);
void core_cancel_prepare(struct core *core, uint32_t i, msec now);

/* want.c */
/* Makes `tick` the time of the request, and counts what the service waits for. */
void core_recount_wants(struct core *core, uint32_t i, uint32_t tick);
bool core_will_be_skipped(const struct core_unit *unit);
void core_skip_now(struct core *core, uint32_t i, msec now);

/* shutdown.c */
void core_begin_shutdown(struct core *core, enum core_cause cause, int code, int service,
			 msec now);
/* Service i is done or failed: nothing restarts it automatically. */
void core_unit_finished(struct core *core, uint32_t i, enum svc_event on, msec now);
/* No service has a turn. Ends the container if nothing is left to run, and the core if no
 * process is left. Returns true if that gave new turns or orders. */
bool core_check_idle(struct core *core, msec now);

/* stop_budget.c */
msec core_default_shutdown_timeout(const struct core *core);
/* At the start of a shutdown: sums up the stop times of the services that run. */
void core_budget_stops(struct core *core);
/* Returns the part of `wait`, a default time, that a stop gets. `rest`: how much longer its
 * own stop may take, with this wait. */
msec core_budgeted_wait(const struct core *core, const struct core_unit *unit, msec wait,
			struct stop_time rest, msec now);

/* start_queue.c */
/* Returns true if service i may start now; otherwise it is in the queue. */
bool core_may_start(struct core *core, uint32_t i);
/* Admits the first service of the queue. Returns false if the queue is empty or no more may
 * start. */
bool core_admit_next(struct core *core);

/* alloc.c */
struct core *core_alloc(const struct core_config *config);
/* Counts all counters and totals from the states. */
void core_recount(struct core *core);

#endif
