/* supervisor/core/state.h - what the core keeps. For core.c and make.c only. */
#ifndef SUPERVISOR_CORE_STATE_H
#define SUPERVISOR_CORE_STATE_H

#include "supervisor/core/core.h"
#include "supervisor/core/graph.h"

enum halt { HALT_NONE, HALT_NEED, HALT_DOWN }; /* asked to stop, and why */

struct item {
	const struct policy *policy;
	struct history history;
	msec since;
	uint32_t missing;            /* not there yet, of all before it */
	uint32_t failed_needs;       /* of its needs, failed for good or skipped */
	uint32_t absent_needs;       /* of its needs, not ready and not done */
	uint32_t running_next;       /* after it, with a process */
	uint32_t running_dependents; /* of those, the ones that need it */
	uint8_t state, halt, step, hurried;
	bool wanted : 1, asked : 1, queued : 1, start_failed : 1, returns : 1, by_hand : 1;
	int code; /* of its last end */
};

#define ORDERS 16 /* one step emits at most five */

struct core {
	struct graph graph;
	struct item *items;
	uint32_t *queue; /* ring of count + 1: each service at most once */
	uint32_t *list;  /* scratch of a walk, count */
	uint32_t head, tail, processes, active, by_hand;
	struct core_order orders[ORDERS];
	uint32_t order_head, order_tail;
	msec end_timeout;
	uint64_t seed;
	enum core_cause cause;
	int code, cause_service, first_failed, first_failed_code;
	unsigned hurry;
	bool started, finished, bug;
	uint32_t bug_service;
	enum svc_event bug_on;
};

#endif
