/* init/runtime/own_idmap.h - which ids the user namespace has that ctinit itself runs in.
 *
 * Source: user_namespaces(7), uid_map. On a host these are all. */
#ifndef INIT_RUNTIME_OWN_IDMAP_H
#define INIT_RUNTIME_OWN_IDMAP_H

#include "init/runtime/container_plan.h"

/* Whether we may write this map of another namespace: its outside ids are there, and we have
 * the capabilities. True where /proc does not say. */
bool ownmap_allows(const struct map *map);

/* Whether we have all ids of the host: only then files are shown through a map. */
bool ownmap_is_whole(void);

/* `text` is such a file: whether one of its lines has all ids of `range`'s outside. */
bool ownmap_covers(const char *text, const struct map_range *range);

#endif
