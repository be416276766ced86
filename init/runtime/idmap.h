/* init/runtime/idmap.h - which ids of the host the container has.
 *
 * Source: user_namespaces(7), newuidmap(1), subuid(5). */
#ifndef INIT_RUNTIME_IDMAP_H
#define INIT_RUNTIME_IDMAP_H

#include "init/runtime/container_plan.h"

/* Decides by user-map (`text`; NULL: not set), our own ids and those the host grants us.
 * `host_files`: the container shows the files of the host, whose owners stay. */
void idmap_plan(struct id_map *map, const char *text, bool host_files, const char *name);

/* Maps one id: our own id becomes the container's root. */
void idmap_one(struct id_map *map);

/* Parses "0:100000:65536"; several are joined by commas. Returns false if it is wrong. */
bool idmap_parse(const char *text, struct id_map *map);

/* In the parent: writes the maps of the child's new user namespace. If the helpers
 * refuse a map that was not set by the user, *map becomes one id, with a warning. Dies
 * on other failures. */
void idmap_write(struct id_map *map, pid_t child);

/* Return the id on the host of the container's root. */
uint32_t idmap_root_uid(const struct id_map *map);
uint32_t idmap_root_gid(const struct id_map *map);

/* Returns what forbids user namespaces to ordinary users here; NULL if nothing is known. */
const char *idmap_obstacle(void);

#endif
