/* supervisor/probe/path_check.h - has a helper check a path, or connect to a socket.
 *
 * PID 1 must not wait for the file system. The first check uses ctinit's ids and the rules
 * of supervisor/path. If these refuse a link (ELOOP), the caller may check again with the
 * service's ids.
 *
 * Layer: private to the room; above child/. */
#ifndef SUPERVISOR_PROBE_PATH_CHECK_H
#define SUPERVISOR_PROBE_PATH_CHECK_H

#include "supervisor/child/helper.h"
#include "supervisor/path/path.h"

struct path_check {
	enum path_use use;
	bool connects; /* the check connects to the socket at the path */
	bool as_user;  /* the check uses the service's ids */
	msec timeout;
};

/* Starts the helper. Its exit code is 0 or an errno. Returns 0, or a negative errno with
 * *err if it was not started. */
int path_check_start(struct helper *helper, const struct path_check *check,
		     const char *path, struct text *err);
/* Returns true if ctinit is root and the service has another user, so a second check can
 * help. */
bool path_check_may_retry_as_user(const struct unit *u);

#endif
