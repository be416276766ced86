/* supervisor/core/core.h - a set of services: facts in, orders out. Pure.
 *
 * Layer:   supervisor/core. No clock (`now` is given), no call, no message.
 * Use:     after each fact take orders with core_next() until there are none.
 * Memory:  all in core_new(); what happens later allocates nothing.
 * Source:  the order and end rules are those of docs/ARCHITECTURE.md and svc.ini(5). */
#ifndef SUPERVISOR_CORE_CORE_H
#define SUPERVISOR_CORE_CORE_H

#include "supervisor/core/policy.h"

/* `to` starts after `from`. NEED: `from` must be ready; WANT: it is started too and
 * waited for until it is settled; ORDER: only when both move. */
enum core_edge_kind { EDGE_NEED, EDGE_WANT, EDGE_ORDER };
struct core_edge {
	uint32_t from, to;
	enum core_edge_kind kind;
};

enum core_order_kind {
	ORDER_SPAWN,   /* start the process */
	ORDER_SIGNAL,  /* send stop signal number `step` */
	ORDER_KILL,    /* send KILL */
	ORDER_ARM,     /* core_timeout() after `wait`; replaces the one before */
	ORDER_CANCEL,  /* no timeout is awaited */
	ORDER_SAY,     /* tell: went from `from` to `to` by `on` */
	ORDER_ARM_END, /* core_deadline() after `wait` */
	ORDER_FINISHED /* nothing runs and nothing will */
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
enum core_cause { CAUSE_NONE, CAUSE_ASKED, CAUSE_MAIN, CAUSE_FAILED, CAUSE_NOTHING_LEFT };

struct core; /* opaque: core.c */

/* `policies` has one pointer a service; they must outlive the core. shutdown_timeout -1:
 * the longest chain of stop times, at least 9 s. NULL: no memory, or the edges go in a
 * circle (conf refuses that with the path). */
struct core *core_new(uint32_t count, const struct policy *const *policies,
		      const struct core_edge *edges, size_t edge_count,
		      msec shutdown_timeout, uint64_t seed);
void core_free(struct core *core); /* NULL is fine */

void core_want(struct core *core, uint32_t service, msec now); /* and all it needs, wants */
void core_stop(struct core *core, uint32_t service, msec now); /* by hand: it stays down */
void core_ready(struct core *core, uint32_t service, msec now);
/* The process is gone, or (END_NOT_STARTED) there never was one. */
void core_died(struct core *core, uint32_t service, struct end end, msec now);
void core_timeout(struct core *core, uint32_t service, msec now);
void core_shutdown(struct core *core, int code, msec now);
void core_hurry(struct core *core, msec now);
void core_deadline(struct core *core, msec now);
/* Call once all core_want() of the start were made: from now on "nothing left" counts. */
void core_started(struct core *core);

bool core_next(struct core *core, msec now, struct core_order *ret);
/* Are there orders of facts already settled? They are to be taken before the next fact:
 * only what has not been settled yet may wait. */
bool core_has_orders(const struct core *core);

enum svc_state core_state(const struct core *core, uint32_t service);
uint32_t core_restarts(const struct core *core, uint32_t service);
msec core_since(const struct core *core, uint32_t service); /* in this state */
bool core_ending(const struct core *core);
bool core_finished(const struct core *core);
/* The cause, its code and (MAIN, FAILED, NOTHING_LEFT with a failure) its service. */
enum core_cause core_why(const struct core *core, int *ret_code, int *ret_service);
/* A fact that cannot be in that state happened; reads and clears. */
bool core_bug(struct core *core, uint32_t *ret_service, enum svc_event *ret_on);

#endif
