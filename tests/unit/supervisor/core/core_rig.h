/* tests/unit/supervisor/core/core_rig.h - defines a set of simple services, and records the
 * orders of the core.
 *
 * Layer: the tests of supervisor/core. */
#ifndef TESTS_UNIT_SUPERVISOR_CORE_CORE_RIG_H
#define TESTS_UNIT_SUPERVISOR_CORE_CORE_RIG_H

#include "supervisor/core/core.h"

#define UNITS_MAX 40

static struct policy policies[UNITS_MAX];
static const struct policy *pointers[UNITS_MAX];

static inline struct policy plain(void)
{
	return (struct policy){ .restart = RESTART_ALWAYS,
				.start_when_failed = -1,
				.limit = 3,
				.delay = 100,
				.max_delay = 1000,
				.reset = SECONDS(10),
				.success.exits = { 1 },
				.stop_waits = { 500, 7000, 90000 },
				.stop_count = 1 };
}

static inline struct core_config config_of(uint32_t count, const struct core_edge *edges,
					   size_t edge_count)
{
	for (uint32_t i = 0; i < UNITS_MAX; i++) {
		policies[i] = plain();
		pointers[i] = &policies[i];
	}
	return (struct core_config){ .count = count,
				     .policies = pointers,
				     .edges = edges,
				     .edge_count = edge_count,
				     .shutdown_timeout = -1 };
}

/* Recorded by drain(): the started services in order, the numbers of reports, and the last
 * timers (-1 if none). */
static uint32_t started[4 * UNITS_MAX], started_count, reported, reported_ready;
static msec shutdown_wait, timer_wait;

static inline void drain(struct core *core, msec now)
{
	struct core_order order;

	started_count = reported = reported_ready = 0;
	shutdown_wait = timer_wait = -1;
	while (core_next(core, now, &order)) {
		if (order.kind == ORDER_SPAWN)
			started[started_count++] = order.service;
		if (order.kind == ORDER_ARM_TIMER)
			timer_wait = order.wait;
		reported += order.kind == ORDER_REPORT;
		reported_ready += order.kind == ORDER_REPORT && order.to == SVC_READY;
		if (order.kind == ORDER_ARM_SHUTDOWN)
			shutdown_wait = order.wait;
	}
}

static inline void exit_with(struct core *core, uint32_t i, int code)
{
	core_exited(core, i, (struct exit_status){ EXIT_BY_CODE, code }, 0);
	drain(core, 0);
}

static inline void want_all(struct core *core, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		core_want(core, i, 0);
	core_started(core);
}

#endif
