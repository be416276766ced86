/* supervisor/proc/unmapped.h - finds ids of a plan that this user namespace does not have.
 *
 * Private to the room.
 *
 * Source:  user_namespaces(7): setresuid(2) and its relatives fail with EINVAL for such
 *          an id. */
#ifndef SUPERVISOR_PROC_UNMAPPED_H
#define SUPERVISOR_PROC_UNMAPPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spawn_plan;
struct text;

/* Returns true if the plan's user, group or a further group is in no map, and writes a
 * sentence that names it and the ids that exist. Returns false if the plan changes no user,
 * or the maps cannot be read. Reads two files of /proc. */
bool unmapped_explain(const struct spawn_plan *plan, struct text *ret);

/* Writes the ids of a map, as many as fit, as "0-65535, 100000" to `text`. `map` is the
 * text of /proc/PID/uid_map or gid_map. Returns true if `id` is among the ids. */
bool unmapped_lookup(const char *map, uint32_t id, char *text, size_t size);

#endif
