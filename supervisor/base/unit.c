/* supervisor/base/unit.c - the name of a unit. */
#include "supervisor/base/unit.h"

#include <stdio.h>

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
