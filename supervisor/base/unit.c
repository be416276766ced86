/* supervisor/base/unit.c - names a unit, and finds the struct that a room keeps for
 * it. */
#include "supervisor/base/unit.h"

#include <stdio.h>
#include <stdlib.h>

struct unit_layout unit_layout;

const char *unit_name(const struct unit *u)
{
	static char names[2][48];
	static unsigned next;

	if (!conf_is_setup(u->section))
		return conf_name(u->section);
	next ^= 1;
	snprintf(names[next], sizeof names[next], "setup %s", conf_name(u->section));
	return names[next];
}

static int compare_units(const void *key, const void *item)
{
	const char *u = key, *other = *(const char *const *)item;

	return u < other ? -1 : u > other;
}

void *unit_find(const struct unit *u, const void *structs, uint32_t count, size_t size)
{
	return count == 0 ? NULL : bsearch(u, structs, count, size, compare_units);
}
