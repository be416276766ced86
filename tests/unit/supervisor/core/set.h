/* tests/unit/supervisor/core/set.h - a set of plain services for the tests of the core. */
#ifndef TESTS_UNIT_SUPERVISOR_CORE_SET_H
#define TESTS_UNIT_SUPERVISOR_CORE_SET_H

#include "supervisor/core/core.h"

#define MOST 40

static struct policy policies[MOST];
static const struct policy *pointers[MOST];

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

static inline struct core_set set_of(uint32_t count, const struct core_edge *edges,
				     size_t edge_count)
{
	for (uint32_t i = 0; i < MOST; i++) {
		policies[i] = plain();
		pointers[i] = &policies[i];
	}
	return (struct core_set){ .count = count,
				  .policies = pointers,
				  .edges = edges,
				  .edge_count = edge_count,
				  .shutdown_timeout = -1 };
}

#endif
