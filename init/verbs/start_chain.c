/* init/verbs/start_chain.c - finds what the start of the container waited for. */
#include "init/verbs/start_chain.h"

#include <string.h>

/* The init rounds each time: a unit may seem to be ready after those that waited for it, or
 * after the whole start. */
#define ROUNDING ((msec)2)

struct start_times start_times_of(const struct unit_info *unit)
{
	return (struct start_times){
		.wanted = json_number(&unit->fields, "wanted_ms", -1),
		.spawned = json_number(&unit->fields, "spawned_ms", -1),
		.ready = json_number(&unit->fields, "ready_ms", -1),
	};
}

msec start_end(const struct unit_list *list)
{
	msec end = json_number(&list->container.fields, "ready_ms", -1);

	bool known = end >= 0;

	for (size_t i = 0; !known && i < list->count; i++) {
		msec ready = start_times_of(&list->units[i]).ready;

		end = ready > end ? ready : end;
	}
	return end > 0 ? end : 1;
}

static bool is_setup(const struct unit_info *unit)
{
	return strcmp(json_text(&unit->fields, "kind"), "setup") == 0;
}

/* Returns true if unit `from` could start only after unit `to`. All setups are before all
 * services. */
static bool waits_for(const struct unit_list *list, size_t from, size_t to)
{
	if (is_setup(&list->units[to]) && !is_setup(&list->units[from]))
		return true;
	for (size_t i = 0; i < list->edge_count; i++)
		if (list->edges[i].from == from && list->edges[i].to == to)
			return true;
	return false;
}

/* Returns the unit that was ready last, at most at `limit`, of those that `from` waits for,
 * or of all if that is NO_UNIT. */
static size_t last_ready(const struct unit_list *list, size_t from, msec limit)
{
	size_t found = NO_UNIT;
	msec latest = -1;

	for (size_t i = 0; i < list->count; i++) {
		msec ready = start_times_of(&list->units[i]).ready;

		if (ready > latest && ready <= limit && i != from &&
		    (from == NO_UNIT || waits_for(list, from, i))) {
			found = i;
			latest = ready;
		}
	}
	return found;
}

size_t start_chain(const struct unit_list *list, size_t *ret_chain)
{
	size_t count = 0, i = last_ready(list, NO_UNIT, start_end(list) + ROUNDING);

	while (i != NO_UNIT && count < list->count) {
		ret_chain[count++] = i;
		i = last_ready(list, i, start_times_of(&list->units[i]).spawned + ROUNDING);
	}
	return count;
}
