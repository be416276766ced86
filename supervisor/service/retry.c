/* supervisor/service/retry.c - a start that the kernel has no room for: tried again. */
#include "supervisor/service/retry.h"

#include "supervisor/base/ratelimit.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/service/service.h"

#include <errno.h>
#include <string.h>

#define PAUSE 0.25 /* seconds */

/* fork(2), "ERRORS": one of these; which one the kernel does not say. */
static const char *limits(int err)
{
	if (err == -EMFILE)
		return "the limit of open files is reached; log pipes are about to be "
		       "closed";
	return err == -EAGAIN
		       ? "pids.max of the control group, RLIMIT_NPROC of its user, or "
			 "kernel.pid_max is reached"
		       : "the memory is used up";
}

void retry_start_later(struct unit *u, int err)
{
	static msec told;

	if (ratelimit_allows(&told))
		u->ctx->host->report(REPORT_WARNING,
				     "%s: cannot start a process: %s (%s); trying again "
				     "until it works",
				     unit_name(u), strerror(-err), limits(err));
	readiness_end(u);
	SERVICE(u)->start_waits = true;
	watch_arm_timer(u, PAUSE);
}

bool retry_start_is_due(struct unit *u)
{
	bool waits = SERVICE(u)->start_waits;

	SERVICE(u)->start_waits = false;
	return waits;
}

bool retry_start_cancel(struct unit *u)
{
	if (!retry_start_is_due(u))
		return false;
	watch_cancel_timer(u);
	return true;
}
