/* init/verbs/start_chain.h - finds what the start of the container waited for.
 *
 * Private to init/verbs. Pure. */
#ifndef INIT_VERBS_START_CHAIN_H
#define INIT_VERBS_START_CHAIN_H

#include "init/verbs/unit_list.h"

/* The times of the last start of a unit, in ms after the start of the init; -1: unknown. */
struct start_times {
	msec wanted, spawned, ready;
};
struct start_times start_times_of(const struct unit_info *unit);

/* Returns the end of the start: when all units were ready, or when the last one was. At
 * least 1. */
msec start_end(const struct unit_list *list);

/* Fills in the critical chain, last unit first: the unit that was ready last, the one that
 * it waited for, and so on. A unit that was started again after the start of the container
 * is not in it. `ret_chain` has room for list->count indices. Returns their number. */
size_t start_chain(const struct unit_list *list, size_t *ret_chain);

#endif
