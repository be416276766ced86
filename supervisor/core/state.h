/* supervisor/core/state.h - defines struct core, and declares what the core's files share.
 *
 * Private to the room. tests/sim reads the counters too: it counts again and compares. */
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

/* Conditions and wait-for, before a start. Only while the service is WAITING. */
enum prepare_phase { PREPARE_NONE, PREPARE_RUNNING, PREPARE_DONE };

/* Whether a service that ran before waits for the services that it needs to come back. If
 * not, a failed need fails it too. Only while it is WAITING or in BACKOFF. */
enum resume {
	RESUME_NONE,
	RESUME_WITH_NEED,
	RESUME_PROPAGATED /* it waits, and the services that need it were asked to stop */
};

/* The place of a service in the queue of those that may start later (start_queue.c). A
 * service that leaves WAITING keeps its place in the queue and is passed over. */
enum start_phase {
	START_NONE,
	START_QUEUED,
	START_ADMITTED /* it may start in its next turn */
};

struct core_unit {
	const struct policy *policy;
	struct restart_history history;
	msec since;
	/* Counts over its edges, which core_move() and core_request_stop() update. */
	uint32_t missing_needs;  /* needs that are neither ready nor done, or must stop */
	uint32_t failed_needs;   /* needs that failed for good */
	uint32_t skipped_needs;  /* needs that were skipped */
	uint32_t skipping_needs; /* needs that will be skipped when they are wanted */
	uint32_t pending_wants;  /* other services before it that it waits for */
	/* In a shutdown: how long the services before it, which stop after it, may take, in
	 * msec (stop_budget.c). */
	uint32_t configured_before, default_before;
	uint32_t
		stopping_after; /* services after it for which core_blocks_stops() is true */
	/* Values of core->tick. It waits for a moving service that has not settled since
	 * its own request: see core_waits_for(). */
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
	/* The services that get a turn: a ring of count + 1 entries, each service at most
	 * once. */
	uint32_t *queue, queue_head, queue_tail;
	uint32_t *walk;       /* scratch of a walk over the graph: count entries */
	uint32_t *inner_walk; /* the same, for a walk inside that one */
	/* Totals over all services. */
	uint32_t processes, active, stopped_by_hand, starting;
	uint32_t tick, start_seq, max_parallel;
	struct start_queue waiting_daemons, waiting_tasks;
	/* The orders to take: a ring. It begins at 0 whenever it is empty, so most of its
	 * pages stay untouched. */
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

/* Forgets that the service was wanted. A stop by hand is kept. */
static inline void core_unwant(struct core_unit *unit)
{
	if (unit->intent == INTENT_RUN)
		unit->intent = INTENT_NONE;
}

/* move.c */
struct core_flags core_flags_of(const struct core_unit *unit);
/* Returns true if `unit` waits for a service before it, to which it has an edge EDGE_WANT
 * or EDGE_ORDER. `moving` and `settled_tick` are those of that service. */
bool core_waits_for(const struct core_unit *unit, bool moving, uint32_t settled_tick);
/* Returns true if the services before `unit` must not stop yet, because `unit`, or a
 * service that comes after it directly or indirectly, was asked to stop and still runs. */
bool core_blocks_stops(const struct core_unit *unit);
/* Appends an order for core_next(). */
void core_emit(struct core *core, struct core_order order);
/* Gives service i a turn. */
void core_enqueue(struct core *core, uint32_t i);
/* Emits the order that arms the timer of service i for its state, or cancels it. */
void core_arm_state_timer(struct core *core, uint32_t i, msec now);
/* Applies one event. No other function changes a state. Returns false, and notes a bug, if
 * the event cannot happen in the state of service i. */
bool core_move(struct core *core, uint32_t i, enum svc_event on, msec now);
/* Asks service i, which has a process, to stop in its turn. */
void core_request_stop(struct core *core, uint32_t i, enum stop_reason reason);
/* Stops all services that need i, directly or indirectly, unless i is a task that succeeded
 * once. They return with it. */
void core_stop_dependents(struct core *core, uint32_t i);
/* Notes that the conditions and wait-for of service i are over, without an order. */
void core_finish_prepare(struct core *core, uint32_t i);
/* Ends the conditions and wait-for of service i, if they run, with ORDER_CANCEL_PREPARE. */
void core_cancel_prepare(struct core *core, uint32_t i, msec now);

/* want.c */
/* Makes `tick` the time of the request of service i, and counts again the wants and orders
 * that it waits for. */
void core_recount_wants(struct core *core, uint32_t i, uint32_t tick);
bool core_will_be_skipped(const struct core_unit *unit);
void core_skip_now(struct core *core, uint32_t i, msec now);

/* shutdown.c */
void core_begin_shutdown(struct core *core, enum core_cause cause, int code, int service,
			 msec now);
/* Call when service i is done or failed, and nothing restarts it automatically. Begins the
 * shutdown, or starts another service, if its policy says so. */
void core_unit_finished(struct core *core, uint32_t i, enum svc_event on, msec now);
/* Call when no service has a turn. Begins the shutdown if nothing is left to run, and ends
 * it if no process is left. Returns true if that gave new turns or orders. */
bool core_check_idle(struct core *core, msec now);

/* stop_budget.c */
msec core_default_shutdown_timeout(const struct core *core);
/* Computes configured_before and default_before from the stop times of the services that
 * run. Call at the start of a shutdown, and after a reload. */
void core_budget_stops(struct core *core);
/* Returns how much of `wait`, a default time, the stop of `unit` gets: all of it before a
 * shutdown. `rest` is how long its own stop may still take, including this wait. */
msec core_budgeted_wait(const struct core *core, const struct core_unit *unit, msec wait,
			struct stop_time rest, msec now);

/* start_queue.c */
/* Returns true if service i may start now; otherwise puts it into the queue. */
bool core_may_start(struct core *core, uint32_t i);
/* Admits the first service of the queue. Returns false if the queue is empty or no more may
 * start. */
bool core_admit_next(struct core *core);

/* alloc.c */
struct core *core_alloc(const struct core_config *config);
/* Computes the totals, and the counters of all edges but skipping_needs, from the states.
 * They must be 0 before. */
void core_recount(struct core *core);

#endif
