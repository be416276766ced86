/* supervisor/control/unit_goal.h - decides whether the units of a request are where it
 * wants them.
 *
 * Private to the room. */
#ifndef SUPERVISOR_CONTROL_UNIT_GOAL_H
#define SUPERVISOR_CONTROL_UNIT_GOAL_H

#include "supervisor/control/client_request.h"

enum unit_goal {
	GOAL_STATES, /* in one of request->options.states */
	GOAL_UP,     /* ready or done, and not about to stop */
	GOAL_DOWN    /* no process, and none will start */
};

/* Looks at the units, from request->cursor on. Returns STEP_WAIT if one of them is not
 * there yet; STEP_END if all are there, after the last line, or if one cannot get there any
 * more, after a line with the reason; STEP_MORE to be called again. */
enum step goal_step(struct served_request *request, enum unit_goal goal);
/* Returns true if services may be started and stopped now: not while the setups run, which
 * the services wait for, and not at the end. Returns false after reply_error(). */
bool goal_can_start(struct served_request *request);
/* Returns true if no unit of the request is disabled, otherwise false after
 * reply_error(). */
bool goal_all_enabled(struct served_request *request);
/* Sets the deadline of the request from its option --timeout. */
void goal_begin(struct served_request *request);

#endif
