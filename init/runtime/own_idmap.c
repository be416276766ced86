/* init/runtime/own_idmap.c - checks which ids exist in the user namespace of ctinit. */
#include "init/runtime/own_idmap.h"

#include "conf/base/id_map_line.h"
#include "init/sys/calls.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <unistd.h>

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
	static char text[FILE_MAX_BYTES + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n = -1;
	bool covered = true;

	/* The kernel returns at most a page at a time. */
	while (fd >= 0 && (n = read(fd, text + len, FILE_MAX_BYTES - len)) > 0)
		len += (size_t)n;
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return true;
	text[len] = '\0';
	for (size_t i = 0; i < count && len > 0; i++)
		covered &= own_idmap_covers(text, &ranges[i]);
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
