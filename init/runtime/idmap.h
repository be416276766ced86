/* init/runtime/idmap.h - maps ids of the container to ids of the host.
 *
 * Layer:  init/runtime; init/verbs uses it, too, for `ctinit version`.
 * Source: user_namespaces(7), newuidmap(1), subuid(5). */
#ifndef INIT_RUNTIME_IDMAP_H
#define INIT_RUNTIME_IDMAP_H

#include "init/runtime/container_plan.h"

/* Fills *map from user-map, our own ids, and the ids that /etc/subuid and /etc/subgid grant
 * us. `text` is the value of user-map, or NULL if not set. `host_files` is true if the
 * container uses the host's root. `name` is the container's name; root's user-map = auto
 * may compute a range from it. Dies if the value cannot be used. */
void idmap_plan(struct id_map *map, const char *text, bool host_files, const char *name);

/* Sets *map to MAP_ONE: our own id becomes the container's root. */
void idmap_one(struct id_map *map);

/* Parses "INSIDE:OUTSIDE:COUNT", or several of them separated by commas, into a
 * MAP_EXPLICIT with the same ranges for users and groups. Returns false if `text` is
 * invalid; *map is then undefined. */
bool idmap_parse(const char *text, struct id_map *map);

/* Writes the maps of the user namespace of `child`. Called in the parent. Does nothing for
 * MAP_HOST. If newuidmap or newgidmap fails and map->required is false, warns, changes *map
 * to MAP_ONE and writes that. Dies after other failures. */
void idmap_write(struct id_map *map, pid_t child);

/* Return the host id of the container's root, or our own id if root is not mapped. */
uint32_t idmap_root_uid(const struct id_map *map);
uint32_t idmap_root_gid(const struct id_map *map);

/* Returns why ordinary users cannot create user namespaces on this host, as advice for
 * die(), or NULL if unknown. Does not change errno. */
const char *idmap_obstacle(void);

#endif
