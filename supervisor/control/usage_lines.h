/* supervisor/control/usage_lines.h - answers `status --usage` in a child.
 *
 * Reading /proc may block and takes long. Private to the room. */
#ifndef SUPERVISOR_CONTROL_USAGE_LINES_H
#define SUPERVISOR_CONTROL_USAGE_LINES_H

#include "supervisor/control/client_request.h"

/* Starts a child that writes the lines of `step` up to its last one, then the usage of each
 * unit, and the last line. Takes the connection. Returns false after reply_error(). Users
 * without rights may ask too, but within 100 ms after such a child there is none for them:
 * returns true, and the reply is that of `step` alone. */
bool usage_begin(struct served_request *request,
		 enum step (*step)(struct served_request *request));

#endif
