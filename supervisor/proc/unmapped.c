/* supervisor/proc/unmapped.c - finds ids of a plan that our user namespace does not map. */
#include "supervisor/proc/unmapped.h"

#include "conf/base/id_map_line.h"
#include "conf/base/text.h"
#include "supervisor/proc/file_read.h"
#include "supervisor/proc/spawn_plan.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A map has at most 340 lines of 33 bytes: user_namespaces(7). */
#define MAP_FILE_SIZE 12288
#define RANGES_SIZE   160

static void add_range(uint32_t first, uint32_t count, char *text, size_t size)
{
	size_t used = strlen(text);
	const char *comma = used ? ", " : "";

	/* There is no space for further ranges. */
	if (used + sizeof "..., 4294967295-4294967295" > size)
		return;
	if (count == 1)
		snprintf(text + used, size - used, "%s%" PRIu32, comma, first);
	else
		snprintf(text + used, size - used, "%s%" PRIu32 "-%" PRIu32, comma, first,
			 first + count - 1);
}

bool unmapped_lookup(const char *map, uint32_t id, char *text, size_t size)
{
	struct id_map_line line;
	bool found = false;

	text[0] = '\0';
	while ((map = id_map_line_read(map, &line)) != NULL) {
		found |= id >= line.inside && id - line.inside < line.count;
		if (line.count > 0)
			add_range(line.inside, line.count, text, size);
	}
	return found;
}

static bool explain_id(const char *kind, uint32_t id, const char *map, struct text *ret)
{
	char ranges[RANGES_SIZE];

	if (unmapped_lookup(map, id, ranges, sizeof ranges))
		return false;
	text_set(ret,
		 "cannot become %s %" PRIu32
		 ": this user namespace has only %ss %s; user-map "
		 "must cover it, or the engine's map",
		 kind, id, kind, ranges);
	return true;
}

bool unmapped_explain(const struct spawn_plan *plan, struct text *ret)
{
	char map[MAP_FILE_SIZE];

	if (!plan->change_user)
		return false;
	if (file_read_proc("/proc/self/uid_map", map, sizeof map) > 0 &&
	    explain_id("user", plan->uid, map, ret))
		return true;
	if (file_read_proc("/proc/self/gid_map", map, sizeof map) <= 0)
		return false;
	if (explain_id("group", plan->gid, map, ret))
		return true;
	for (size_t i = 0; i < plan->group_count; i++) {
		if (explain_id("group", plan->groups[i], map, ret))
			return true;
	}
	return false;
}
