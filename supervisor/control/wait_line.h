/* supervisor/control/wait_line.h - says what a request waits for.
 *
 * Private to the room. */
#ifndef SUPERVISOR_CONTROL_WAIT_LINE_H
#define SUPERVISOR_CONTROL_WAIT_LINE_H

#include "supervisor/control/client_request.h"

/* Writes a line that the request waits for the unit, and why; `u` is NULL while the
 * configuration is read. Writes none unless request->notice_due is set, and none if the last
 * one said the same. Returns true if it tried to write one: call it again. */
bool wait_line(struct served_request *request, struct unit *u);
/* Returns true if the unit waits for a need that does not start by itself. Then writes the
 * last line, with that need and what helps, and the step to return to *ret. Returns false
 * while a reload runs, which may change that. */
bool wait_is_in_vain(struct served_request *request, struct unit *u, enum step *ret);

#endif
