/* supervisor/env/env_state.h - defines the state of env/ for one unit.
 *
 * Layer:  private to the room; struct service embeds it.
 * Memory: one byte for each unit. */
#ifndef SUPERVISOR_ENV_ENV_STATE_H
#define SUPERVISOR_ENV_ENV_STATE_H

#include "supervisor/base/unit.h"

struct env_state {
	uint8_t accounts_step : 2;    /* enum accounts_step: the waiting step */
	bool accounts_are_read : 1;   /* the copy was just made for this unit */
	bool warned_user_ignored : 1; /* we have reported that `user` is ignored */
};

static inline struct env_state *env_state_of(const struct unit *u)
{
	return unit_part(u, unit_layout.env);
}

#endif
