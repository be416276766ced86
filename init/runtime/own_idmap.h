/* init/runtime/own_idmap.h - which ids exist in the user namespace that ctinit runs in.
 *
 * Source: user_namespaces(7), uid_map. On a host these are all. */
#ifndef INIT_RUNTIME_OWN_IDMAP_H
#define INIT_RUNTIME_OWN_IDMAP_H

#include "init/runtime/container_plan.h"

/* Whether we may write this map of another namespace: its outside ids are there, and we have
 * the capabilities. True where /proc does not say. */
bool own_idmap_allows(const struct id_map *map);

/* Whether we have all ids of the host: only then files are shown through a map. */
bool own_idmap_is_whole(void);

/* `text` is such a file: whether one of its lines has all ids of `range`'s outside. */
bool own_idmap_covers(const char *text, const struct id_range *range);

#endif
