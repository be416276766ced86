/* supervisor/env/unit_value.h - expands the value of a key for one start.
 *
 * Layer: env, its lowest file; all rooms above env/ may include it. */
#ifndef SUPERVISOR_ENV_UNIT_VALUE_H
#define SUPERVISOR_ENV_UNIT_VALUE_H

#include "supervisor/base/unit.h"
#include "supervisor/proc/env.h"

/* Expands the key in the scratch memory. Returns 0, or a negative errno with *err. *err
 * must be "" before the call; it may also get a warning, the first if there are several. */
int unit_value(struct unit *u, struct env *env, enum conf_key key, struct conf_value *ret,
	       struct text *err);

#endif
