/* supervisor/core/state.h - what the core keeps, and what its files call of each other. */
#ifndef SUPERVISOR_CORE_STATE_H
#define SUPERVISOR_CORE_STATE_H

#include "supervisor/core/core.h"
#include "supervisor/core/graph.h"

/* Asked to stop, and why: it stays down (unless wanted again), or returns with a need. */
enum halt { HALT_NONE, HALT_NEED, HALT_DOWN };

struct item {
	const struct policy *policy;
	struct history history;
	msec since;
	/* Counted over its edges; core_move() keeps them right. */
	uint32_t absent_needs;  /* of its needs: not there, or about to stop */
	uint32_t failed_needs;  /* of its needs: failed for good */
	uint32_t skipped_needs; /* of its needs: skipped */
	uint32_t barred_needs;  /* of its needs: will be skipped when wanted */
	uint32_t unsettled;     /* of its wants and afters: to be waited for */
	/* Once all ends: the stop times of those that stop after it; share.c. */
	uint32_t written_before, default_before;
	uint32_t later_stops; /* its edges to services that hold it: core_holds() */
	/* Ticks: it waits for what moves and has not settled since it was asked for. */
	uint32_t asked_at, settled_at;
	uint32_t round; /* its place in the line: behind who did not start since (line.c) */
	uint8_t state, halt, step, hurried;
	bool wanted : 1, asked : 1, queued : 1, by_hand : 1;
	bool start_failed : 1; /* a failure whatever the code: not ready in time, unhealthy */
	bool counted : 1;      /* its last end, among its restarts */
	bool returns : 1;      /* ran before: a need that failed is waited for */
	bool cleared : 1;      /* not running, and what needs it was asked to stop */
	bool satisfied : 1;    /* a task that succeeded once */
	bool barred : 1, preparing : 1, prepared : 1, pre_stopping : 1;
	bool lined : 1, called : 1; /* waits for room to start; it is its turn */
	bool failed_by_need : 1;    /* failed without an attempt */
	int code;                   /* of its last end */
};

/* Who may start, by round and in file order: a heap of indices. */
struct line {
	uint32_t *heap, count;
};

struct core {
	struct graph graph;
	struct item *items;
	uint32_t *queue; /* ring of count + 1: each service at most once */
	uint32_t *list;  /* scratch of a walk, count */
	uint32_t *back;  /* the same, for a walk within that one */
	uint32_t head, tail, processes, active, by_hand, starting;
	uint32_t tick, round, max_parallel;
	struct line daemons, tasks;
	struct core_order
		*orders; /* ring; begins anew when empty, so its end stays clean */
	uint32_t order_head, order_tail, order_size;
	msec end_timeout, end_at, drain;
	uint64_t seed;
	enum core_cause cause;
	int code, cause_service, first_failed, first_failed_code;
	unsigned hurry;
	bool started, held, paused, draining, finished, bug;
	uint32_t bug_service;
	enum svc_event bug_on;
};

/* What a service is to its neighbours. */
struct view {
	bool absent, failed, skipped, moving, runs, halting, active, takes_room;
};

/* move.c */
struct view core_view(const struct item *item);
bool core_waits(const struct item *item, bool moving, uint32_t settled_at);
/* What comes before it must not stop yet: it is asked to stop and still runs, or something
 * after it is, whatever the state of what is between. */
bool core_holds(const struct item *item);
void core_emit(struct core *core, struct core_order order);
void core_enqueue(struct core *core, uint32_t i);
void core_arm_state(struct core *core, uint32_t i, msec now);
/* The only place a state changes. */
bool core_move(struct core *core, uint32_t i, enum svc_event on, msec now);
void core_halt(struct core *core, uint32_t i, enum halt halt);
/* All that need it, directly or through others, stop first and return with it. */
void core_halt_dependents(struct core *core, uint32_t i);
void core_end_preparing(struct core *core, uint32_t i);
void core_unprepare(struct core *core, uint32_t i, msec now);

/* want.c */
void core_ask_anew(struct core *core, uint32_t i, uint32_t tick);
bool core_is_barred(const struct item *item);
void core_do_skip(struct core *core, uint32_t i, msec now);

/* end.c */
void core_begin_end(struct core *core, enum core_cause cause, int code, int service,
		    msec now);
void core_ended(struct core *core, uint32_t i, enum svc_event on, msec now);
bool core_look_for_the_end(struct core *core, msec now);

/* share.c */
msec core_default_end(const struct core *core);
void core_share(struct core *core); /* all ends: of those that run now */
/* What a stop gets of `wait`, a time by default; `rest`: of its own times, with this one. */
msec core_shared(const struct core *core, const struct item *item, msec wait,
		 struct stop_time rest, msec now);

/* line.c */
bool core_may_start(struct core *core, uint32_t i);
bool core_call_next(struct core *core); /* false: nobody waits, or no room */

/* make.c */
struct core *core_make(const struct core_set *set);
void core_count(struct core *core);

#endif
