/* init/runtime/own_idmap.h - which ids exist in the user namespace that ctinit runs in.
 *
 * On a host these are all ids. Source: user_namespaces(7), uid_map. */
#ifndef INIT_RUNTIME_OWN_IDMAP_H
#define INIT_RUNTIME_OWN_IDMAP_H

#include "init/runtime/container_plan.h"

/* Returns true if we may write this map of another namespace: its outside ids exist
 * here, and we have the capabilities. Without /proc it returns true. */
bool own_idmap_allows(const struct id_map *map);

/* Returns true if all ids of the host exist here, so that files can be shown through a
 * map. */
bool own_idmap_is_whole(void);

/* Returns true if one line of `text`, the content of a map file, has all outside ids of
 * `range`. */
bool own_idmap_covers(const char *text, const struct id_range *range);

#endif
