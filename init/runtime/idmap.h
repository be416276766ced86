/* init/runtime/idmap.h - which ids of the host the container has.
 *
 * Source: user_namespaces(7), newuidmap(1), subuid(5). */
#ifndef INIT_RUNTIME_IDMAP_H
#define INIT_RUNTIME_IDMAP_H

#include "init/runtime/container_plan.h"

/* Decide from user-map (`text`; NULL: not written), who we are and what the host has.
 * `host_files`: the container shows the host's own files, their owners stay. */
void idmap_plan(struct id_map *map, const char *text, bool host_files, const char *name);

/* One id: the container's root is who we are. */
void idmap_one(struct id_map *map);

/* "0:100000:65536": false when it is none. Several are joined by commas. */
bool idmap_parse(const char *text, struct id_map *map);

/* From the parent: write the maps of the child's new user namespace. Dies, but when the
 * helpers refuse what nobody asked for: then *map becomes one id, and a warning says so. */
void idmap_write(struct id_map *map, pid_t child);

/* The id of the host that the container's root is. */
uint32_t idmap_root_uid(const struct id_map *map);
uint32_t idmap_root_gid(const struct id_map *map);

/* What keeps an ordinary user from a user namespace here; NULL: nothing known. */
const char *idmap_obstacle(void);

#endif
