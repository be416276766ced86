/* init/runtime/idmap.h - decides which ids of the host the container has, and maps them.
 *
 * Source: user_namespaces(7), newuidmap(1), subuid(5).
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_IDMAP_H
#define INIT_RUNTIME_IDMAP_H

#include "init/runtime/container_plan.h"

/* Fills *map according to user-map, our own ids, and the ids that the host grants us.
 * `text` is the value of user-map, or NULL if it is not set. `host_files` is true if the
 * root of the container is that of the host. `name` is the container's name, from which
 * root's user-map = auto may compute a range. Dies if the value cannot be used. */
void idmap_plan(struct id_map *map, const char *text, bool host_files, const char *name);

/* Sets *map to MAP_ONE: our own id becomes the container's root. */
void idmap_one(struct id_map *map);

/* Parses "INSIDE:OUTSIDE:COUNT", or several of them with commas between, into a
 * MAP_EXPLICIT with the same ranges for users and groups. Returns false if `text` is
 * wrong. */
bool idmap_parse(const char *text, struct id_map *map);

/* Writes the maps of the user namespace of `child`, which the parent does. If a helper
 * refuses a map that the user has not set, warns and changes *map to MAP_ONE. Dies after
 * other failures. */
void idmap_write(struct id_map *map, pid_t child);

/* Return the id that the container's root has on the host, or our own if it has none. */
uint32_t idmap_root_uid(const struct id_map *map);
uint32_t idmap_root_gid(const struct id_map *map);

/* Returns the reason why ordinary users cannot make user namespaces on this host, as
 * advice for die(), or NULL if none is known. Leaves errno unchanged. */
const char *idmap_obstacle(void);

#endif
