/* supervisor/control/unit_names.h - finds the units that the words of a request name.
 *
 * A word is NAME (a service, all its instances, or a setup), NAME@N, NAME@*, @GROUP or
 * `all`. Names are looked up again in each call, because a reload may come between two
 * calls. Private to the room. */
#ifndef SUPERVISOR_CONTROL_UNIT_NAMES_H
#define SUPERVISOR_CONTROL_UNIT_NAMES_H

#include "conf/base/text.h"
#include "supervisor/base/context.h"

struct names {
	char *const *words; /* none: all units */
	size_t count;
	bool services; /* leave out the setups */
};

/* A place in the list of units; { 0 } is before the first one. */
struct names_cursor {
	uint32_t word, i;
};

/* Returns 0, or -ENOENT if a word names no unit; *err then says which. */
int names_check(const struct context *ctx, const struct names *names, struct text *err);
/* Returns the index of the next unit, or UNIT_NONE at the end. A unit that two words name
 * is returned twice. */
uint32_t names_next(const struct context *ctx, const struct names *names,
		    struct names_cursor *cursor);
/* Returns true if the words name unit `i`. */
bool names_have(const struct context *ctx, const struct names *names, uint32_t i);

#endif
