/* supervisor/proc/unmapped.h - finds ids of a plan that our user namespace does not map.
 *
 * Private to the room.
 *
 * Source:  user_namespaces(7): setresuid(2) and similar calls fail with EINVAL for such an
 *          id. */
#ifndef SUPERVISOR_PROC_UNMAPPED_H
#define SUPERVISOR_PROC_UNMAPPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spawn_plan;
struct text;

/* Returns true if the user, the group or another group of the plan is not mapped. *ret is
 * then a sentence with that id and the mapped ids. Returns false if the plan changes no
 * user, or if the maps in /proc cannot be read. */
bool unmapped_explain(const struct spawn_plan *plan, struct text *ret);

/* Writes the ids of a map as "0-65535, 100000" to `text`, as many as fit. `map` is the text
 * of /proc/PID/uid_map or gid_map. Returns true if `id` is mapped. */
bool unmapped_lookup(const char *map, uint32_t id, char *text, size_t size);

#endif
