/* init/runtime/own_idmap.h - checks which ids exist in the user namespace of ctinit.
 *
 * On a host, all ids exist.
 * Source: user_namespaces(7), uid_map.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_OWN_IDMAP_H
#define INIT_RUNTIME_OWN_IDMAP_H

#include "init/runtime/container_plan.h"

/* Returns true if we may write this map for a child namespace: its outside ids exist here,
 * and we have CAP_SETUID and CAP_SETGID. If our own map cannot be read, assumes that the
 * ids exist. */
bool own_idmap_allows(const struct id_map *map);

/* Returns true if all ids of the host exist here. A mount with an id map needs this. If our
 * own map cannot be read, assumes that they do. */
bool own_idmap_is_whole(void);

/* Returns true if one line of `text`, a uid_map or gid_map file, contains all outside ids
 * of `range`. */
bool own_idmap_covers(const char *text, const struct id_range *range);

#endif
