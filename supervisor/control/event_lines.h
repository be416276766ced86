/* supervisor/control/event_lines.h - writes the events of the units that a request names.
 *
 * Private to the room. */
#ifndef SUPERVISOR_CONTROL_EVENT_LINES_H
#define SUPERVISOR_CONTROL_EVENT_LINES_H

#include "supervisor/control/client_request.h"

/* Writes the next event, from number request->event on, or one line that says how many were
 * lost. Returns false if there is none. */
bool event_line(struct served_request *request);

#endif
