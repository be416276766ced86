/* supervisor/probe/path_check.h - has a helper check a path, or connect to a socket.
 *
 * PID 1 does not wait for the file system. The first check has the ids of ctinit and obeys
 * the rules of supervisor/path. Where these refuse a link (ELOOP), the caller may check
 * again with the ids of the service.
 *
 * Layer: private to the room; above child/. */
#ifndef SUPERVISOR_PROBE_PATH_CHECK_H
#define SUPERVISOR_PROBE_PATH_CHECK_H

#include "supervisor/child/helper.h"
#include "supervisor/path/path.h"

struct path_check {
	enum path_use use;
	bool connects; /* connect to the socket at the path */
	bool as_user;  /* check with the ids of the service */
	msec timeout;
};

/* Starts the helper, whose exit code is 0 or an errno. Returns 0, or a negative errno and
 * *err if it was not started. */
int path_check_start(struct helper *helper, const struct path_check *check,
		     const char *path, struct text *err);
/* Returns true if ctinit is root and the service has a user of its own, for a second
 * check. */
bool path_check_may_retry_as_user(const struct unit *u);

#endif
