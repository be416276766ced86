/* supervisor/core/core.h - a set of services: facts in, orders out. Pure.
 *
 * Layer:   supervisor/core. No clock (`now` is given), no call, no message.
 * Use:     after each fact take orders with core_next() until there are none.
 * Memory:  all in core_new() and core_rebuild(); what happens else allocates nothing.
 * Source:  the order and end rules are those of docs/dev/ARCHITECTURE.md and svc.ini(5). */
#ifndef SUPERVISOR_CORE_CORE_H
#define SUPERVISOR_CORE_CORE_H

#include "supervisor/core/policy.h"

/* `to` starts after `from`. NEED: `from` must be ready; WANT: it is started too and
 * waited for until it has settled once (ready, done, failed, skipped); ORDER: the same
 * without being started. */
enum core_edge_kind { EDGE_NEED, EDGE_WANT, EDGE_ORDER };
struct core_edge {
	uint32_t from, to;
	enum core_edge_kind kind;
};

enum core_order_kind {
	ORDER_PREPARE,   /* all before it is there: do what is to be done before the process
			  * (when file: exec:, start-delay, wait-for), then one of
			  * core_prepared(), core_skip(), core_died() that it never ran */
	ORDER_UNPREPARE, /* leave that: no answer is awaited any more */
	ORDER_SPAWN,     /* start the process */
	ORDER_PRE_STOP,  /* run pre-stop, then core_pre_stopped() */
	ORDER_SIGNAL,    /* send stop signal number `step` */
	ORDER_KILL,      /* send KILL */
	ORDER_ARM,       /* core_timeout() after `wait`; replaces the one before */
	ORDER_CANCEL,    /* no timeout is awaited */
	ORDER_SAY,       /* tell: went from `from` to `to` by `on` */
	ORDER_ARM_END,   /* core_deadline() after `wait`; replaces the one before */
	ORDER_FINISHED   /* nothing runs and nothing will */
};
struct core_order {
	enum core_order_kind kind;
	uint32_t service;
	uint32_t step;
	msec wait;
	enum svc_state from, to;
	enum svc_event on;
};

/* Why the container ends; the first cause counts. */
enum core_cause {
	CAUSE_NONE,
	CAUSE_ASKED,
	CAUSE_MAIN,
	CAUSE_FAILED,
	CAUSE_SETUP,
	CAUSE_NOTHING_LEFT
};

/* What a core is made of; only the policies themselves must outlive it. */
struct core_set {
	uint32_t count;
	const struct policy *const *policies; /* one pointer a service */
	const struct core_edge *edges;
	size_t edge_count;
	msec shutdown_timeout; /* -1: 9 s; where too much of them is written, the longest
				* chain of stop times and the drain before it */
	msec drain;            /* asked to end: nothing stops before it has passed */
	uint32_t max_parallel; /* daemons between spawn and ready; 0: no limit */
	const bool *anew; /* core_rebuild(): of these, which have no process, what they did
			   * before does not count; NULL: none */
};

struct core; /* opaque: state.h */

/* NULL: no memory, or the edges go in a circle (conf refuses that with the path). */
struct core *core_new(const struct core_set *set, uint64_t seed);
/* The same services and others, after a reload: map[new] is the old index, -1 a new one.
 * States, histories, what is wanted or stopped by hand, what the timers mean and the cause
 * stay; what is not in the map must have no process. The old one must have no orders left
 * to take; it is not freed. NULL as core_new(). */
struct core *core_rebuild(const struct core *old, const struct core_set *set,
			  const int32_t *map);
void core_free(struct core *core); /* NULL is fine */

/* By hand: it and all it needs and wants. What was skipped or failed tries again. */
void core_want(struct core *core, uint32_t service, msec now);
/* The same for an automatic reason: what failed for good or was stopped by hand stays. */
void core_want_softly(struct core *core, uint32_t service, msec now);
/* Its conditions by environment do not hold: a core_want() skips it, and what needs it,
 * at once. Before the core_want()s. */
void core_bar(struct core *core, uint32_t service, bool barred);
void core_stop(struct core *core, uint32_t service, msec now); /* by hand: it stays down */
void core_retire(struct core *core, uint32_t service, msec now); /* the same, not by hand */
/* What failed only for a need that has not failed any more is wanted again, softly, all
 * together. */
void core_try_again(struct core *core, msec now);
void core_prepared(struct core *core, uint32_t service, msec now);
void core_skip(struct core *core, uint32_t service, msec now); /* its conditions fail */
void core_ready(struct core *core, uint32_t service, msec now);
void core_unhealthy(struct core *core, uint32_t service, msec now);
void core_pre_stopped(struct core *core, uint32_t service, msec now);
/* The process is gone, or (END_NOT_STARTED, END_CANNOT_START) there never was one. */
void core_died(struct core *core, uint32_t service, struct end end, msec now);
void core_timeout(struct core *core, uint32_t service, msec now);
void core_shutdown(struct core *core, int code, msec now);
void core_hurry(struct core *core, msec now);
/* false: only the drain is over; true: what is left is killed. */
bool core_deadline(struct core *core, msec now);
/* Call once all core_want() of the start were made: from now on "nothing left" counts. */
void core_started(struct core *core);
void core_hold(struct core *core, bool held);    /* while held it does not count */
void core_pause(struct core *core, bool paused); /* while paused nothing is spawned */

bool core_next(struct core *core, msec now, struct core_order *ret);

/* The services before it that it waits for, one after the other: begin with *at = 0.
 * False: no more. */
bool core_awaits(const struct core *core, uint32_t service, uint32_t *at, uint32_t *ret);

enum svc_state core_state(const struct core *core, uint32_t service);
uint32_t core_restarts(const struct core *core, uint32_t service);
msec core_since(const struct core *core, uint32_t service); /* in this state */
bool core_wanted(const struct core *core, uint32_t service);
bool core_failed_by_need(const struct core *core, uint32_t service); /* without a try */
bool core_by_hand(const struct core *core, uint32_t service);        /* stopped by hand */
bool core_ending(const struct core *core);
msec core_end_timeout(const struct core *core); /* how long all of the end may take */
/* The longest chain of stop times as they are, and the drain. */
msec core_longest_stop(const struct core *core);
/* What its post-stop may take, from now on. */
msec core_post_stop_time(const struct core *core, uint32_t service, msec now);
/* How many further requests there were; 2 also once that time is over: all is killed. */
unsigned core_hurried(const struct core *core);
bool core_draining(const struct core *core);
bool core_finished(const struct core *core);
/* The cause, its code and (MAIN, FAILED, SETUP, NOTHING_LEFT with a failure) its service. */
enum core_cause core_why(const struct core *core, int *ret_code, int *ret_service);
/* A fact that cannot be in that state happened; reads and clears. */
bool core_bug(struct core *core, uint32_t *ret_service, enum svc_event *ret_on);

#endif
