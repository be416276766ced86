/* supervisor/probe/path_check.h - a helper checks a path, or connects to a socket there.
 *
 * Layer:   supervisor, private to the room. For probe.c and when.c.
 * Promise: PID 1 does not wait for a file system. First with ctinit's own ids, by the rule of
 *          supervisor/path; where that refuses a link, with the service's. */
#ifndef SUPERVISOR_LOOK_H
#define SUPERVISOR_LOOK_H

#include "conf/base/text.h"
#include "supervisor/child/helper.h"
#include "supervisor/path/path.h"
#include "supervisor/service.h"

struct look {
	enum path_use use;
	bool connects;   /* to the socket that is there */
	bool as_service; /* with the service's ids */
	msec timeout;
};

/* The helper's exit code is 0, or the errno. A negative errno and *err: no helper. */
int path_check_start(struct helper *helper, const struct look *look, const char *path,
		     struct text *err);
/* After ELOOP: does the service have ids of its own, with which to look again? */
bool path_check_may_retry_as_user(const struct unit *u);

#endif
