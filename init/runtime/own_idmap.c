/* init/runtime/own_idmap.c - checks which ids exist in the user namespace of ctinit. */
#include "init/runtime/own_idmap.h"

#include "conf/base/id_map_line.h"
#include "init/sys/calls.h"
#include "init/sys/regular_file.h"

#include <linux/capability.h>
#include <stdlib.h>

#define FILE_MAX_BYTES 16384 /* a map file has at most 340 lines with three numbers */
#define BIT(cap)       ((uint64_t)1 << (cap))

bool own_idmap_covers(const char *text, const struct id_range *range)
{
	struct id_map_line line;

	while ((text = id_map_line_read(text, &line)) != NULL) {
		uint32_t skipped = range->outside - line.inside;

		if (range->outside >= line.inside && skipped < line.count &&
		    range->count <= line.count - skipped)
			return true;
	}
	return false;
}

static bool all_covered(const char *path, const struct id_range *ranges, size_t count)
{
	char *text;
	size_t len;
	bool covered = true;

	if (read_regular_file(path, FILE_MAX_BYTES, &text, &len) < 0)
		return true;
	for (size_t i = 0; i < count && len > 0; i++)
		covered &= own_idmap_covers(text, &ranges[i]);
	free(text);
	return covered;
}

bool own_idmap_is_whole(void)
{
	const struct id_range all = { 0, 0, UINT32_MAX };

	return all_covered("/proc/self/uid_map", &all, 1) &&
	       all_covered("/proc/self/gid_map", &all, 1);
}

bool own_idmap_allows(const struct id_map *map)
{
	const uint64_t needed = BIT(CAP_SETUID) | BIT(CAP_SETGID);
	uint64_t effective = 0, permitted = 0;

	if (sys_capget(&effective, &permitted) == 0 && (effective & needed) != needed)
		return false;
	return all_covered("/proc/self/uid_map", map->uids, map->uid_count) &&
	       all_covered("/proc/self/gid_map", map->gids, map->gid_count);
}
