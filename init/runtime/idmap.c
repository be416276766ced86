/* init/runtime/idmap.c - decides which ids of the host the container gets. */
#include "init/runtime/idmap.h"

#include "conf/base/number.h"
#include "init/runtime/die.h"
#include "init/runtime/own_idmap.h"
#include "init/runtime/subids.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUBUID    "/etc/subuid"
#define SUBGID    "/etc/subgid"
#define NEWUIDMAP "/usr/bin/newuidmap"
#define NEWGIDMAP "/usr/bin/newgidmap"
#define RANGE     65536u
#define IDS_MAX   4294967294u

bool idmap_parse(const char *text, struct id_map *map)
{
	char copy[256], *rest = copy, *one;

	if (strlen(text) >= sizeof copy)
		return false;
	strcpy(copy, text);
	map->kind = MAP_EXPLICIT;
	map->uid_count = 0;
	while ((one = strsep(&rest, ","))) {
		struct id_range *range = &map->uids[map->uid_count];
		char *inside = strsep(&one, ":"), *outside = one ? strsep(&one, ":") : NULL;

		if (map->uid_count == ID_RANGES_MAX || !outside || !one ||
		    !number_parse_id(inside, &range->inside) ||
		    !number_parse_id(outside, &range->outside) ||
		    !number_parse_id(one, &range->count) || range->count == 0 ||
		    range->inside > IDS_MAX - range->count + 1 ||
		    range->outside > IDS_MAX - range->count + 1)
			return false;
		map->uid_count++;
	}
	memcpy(map->gids, map->uids, sizeof map->gids);
	map->gid_count = map->uid_count;
	return true;
}

static void map_own_id(struct id_map *map, enum id_map_kind kind)
{
	uint32_t uid = geteuid(), gid = getegid();

	map->kind = kind;
	map->uid_count = map->gid_count = 1;
	map->uids[0] = (struct id_range){ kind == MAP_SELF ? uid : 0, uid, 1 };
	map->gids[0] = (struct id_range){ kind == MAP_SELF ? gid : 0, gid, 1 };
}

void idmap_one(struct id_map *map)
{
	map_own_id(map, MAP_ONE);
}

/* Appends the ranges of /etc/subuid after the first range, which maps our own id to root.
 * Inside the container they begin at id 1. Returns the number of ranges, including the
 * first. */
static size_t append_ranges(struct id_range *ranges, const struct subid_range *subs,
			    size_t count)
{
	uint32_t next = 1;

	for (size_t i = 0; i < count; i++) {
		ranges[1 + i] = (struct id_range){ next, subs[i].start, subs[i].count };
		if (subs[i].count > IDS_MAX - next)
			return 1 + i;
		next += subs[i].count;
	}
	return 1 + count;
}

static void plan_auto_rootless(struct id_map *map)
{
	struct subid_range uids[ID_RANGES_MAX - 1], gids[ID_RANGES_MAX - 1];
	char buffer[64];
	const char *name = passwd_read_name("/etc/passwd", geteuid(), buffer, sizeof buffer)
				   ? buffer
				   : NULL;
	size_t uid_count = subids_read(SUBUID, name, geteuid(), uids, ID_RANGES_MAX - 1);
	size_t gid_count = subids_read(SUBGID, name, geteuid(), gids, ID_RANGES_MAX - 1);
	bool helpers = access(NEWUIDMAP, X_OK) == 0 && access(NEWGIDMAP, X_OK) == 0;

	map_own_id(map, MAP_ONE);
	if (uid_count == 0 || gid_count == 0 || !helpers) {
		warn("one id only: root in the container is you, and other users cannot "
		     "be used in it: %s",
		     !helpers         ? "newuidmap and newgidmap are not installed (uidmap)"
		     : uid_count == 0 ? "no line for you in " SUBUID
				      : "no line for you in " SUBGID);
		return;
	}
	map->kind = MAP_SUBIDS;
	map->uid_count = append_ranges(map->uids, uids, uid_count);
	map->gid_count = append_ranges(map->gids, gids, gid_count);
}

/* Plans user-map = auto for root. Uses the first range of the user `ctinit` or `containers`
 * in /etc/subuid and /etc/subgid. If one is missing, computes a range from the name
 * (FNV-1a), above those of useradd(8) and below 2^31. */
static void plan_auto_root(struct id_map *map, const char *name)
{
	static const char *const owners[] = { "ctinit", "containers" };
	struct subid_range uid, gid;
	uint32_t hash = 2166136261u;

	map->kind = MAP_EXPLICIT;
	map->uid_count = map->gid_count = 1;
	for (size_t i = 0; i < ARRAY_LEN(owners); i++) {
		if (subids_read(SUBUID, owners[i], IDS_MAX, &uid, 1) == 0 ||
		    subids_read(SUBGID, owners[i], IDS_MAX, &gid, 1) == 0)
			continue;
		map->uids[0] = (struct id_range){ 0, uid.start, uid.count };
		map->gids[0] = (struct id_range){ 0, gid.start, gid.count };
		return;
	}
	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	map->uids[0] = (struct id_range){ 0, 0x20000000u + hash % 0x5000u * RANGE, RANGE };
	map->gids[0] = map->uids[0];
}

/* Maps only one id if we are in a user namespace, such as that of `unshare -r` or of a
 * rootless engine, or if we lack CAP_SETUID or CAP_SETGID. */
static void plan_auto_root_or_one(struct id_map *map, const char *name)
{
	plan_auto_root(map, name);
	if (own_idmap_is_whole() && own_idmap_allows(map))
		return;
	warn("one id only: users other than root cannot be used in the container: ctinit "
	     "runs "
	     "in a user namespace already, or CAP_SETUID or CAP_SETGID is missing");
	map_own_id(map, MAP_ONE);
}

/* Returns true for "0:UID:1" with our own uid. A user can write such a map without a
 * helper. The group map is then our own gid; the number in the text is ignored. */
static bool is_own_id(const struct id_map *map)
{
	return map->uid_count == 1 && map->uids[0].inside == 0 && map->uids[0].count == 1 &&
	       map->uids[0].outside == geteuid();
}

void idmap_plan(struct id_map *map, const char *text, bool host_files, const char *name)
{
	bool root = geteuid() == 0;

	if (!text && (root || host_files)) {
		map_own_id(map, MAP_SELF);
		if (root)
			map->kind = MAP_HOST;
	} else if (!text || strcmp(text, "auto") == 0) {
		if (root && host_files)
			die("use user-map =", text, 0,
			    "the host's own files keep their owners; give a rootfs, or "
			    "leave "
			    "it out");
		else if (root)
			plan_auto_root_or_one(map, name);
		else
			plan_auto_rootless(map);
	} else if (strcmp(text, "host") == 0) {
		map_own_id(map, MAP_SELF);
		if (root)
			map->kind = MAP_HOST;
	} else if (!idmap_parse(text, map)) {
		die("use user-map =", text, 0,
		    "expected auto, host or INSIDE:OUTSIDE:COUNT[,...]");
	} else if (!root && is_own_id(map)) {
		map_own_id(map, MAP_ONE);
	} else if (!root) {
		map->kind = MAP_SUBIDS; /* newuidmap checks that we own the ranges */
		map->required = true;
	} else if (!own_idmap_allows(map)) {
		die("use user-map =", text, 0,
		    "these ids are not all there in the user namespace that ctinit runs "
		    "in, or CAP_SETUID or CAP_SETGID is missing; user-map = auto takes "
		    "what "
		    "is there");
	}
}

static uint32_t outside_root_id(const struct id_range *ranges, size_t count,
				uint32_t otherwise)
{
	for (size_t i = 0; i < count; i++) {
		if (ranges[i].inside == 0)
			return ranges[i].outside;
	}
	return otherwise;
}

uint32_t idmap_root_uid(const struct id_map *map)
{
	return outside_root_id(map->uids, map->kind == MAP_HOST ? 0 : map->uid_count,
			       geteuid());
}

uint32_t idmap_root_gid(const struct id_map *map)
{
	return outside_root_id(map->gids, map->kind == MAP_HOST ? 0 : map->gid_count,
			       getegid());
}
