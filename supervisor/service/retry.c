/* supervisor/service/retry.c - retries a start for which the kernel had no resources. */
#include "supervisor/service/retry.h"

#include "supervisor/base/ratelimit.h"
#include "supervisor/child/watch.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/service/service.h"

#include <errno.h>
#include <string.h>

#define PAUSE_SECONDS 0.25

/* Returns what `err` may mean; of the limits, the kernel does not say which (fork(2),
 * "ERRORS"). */
static const char *limits_of(int err)
{
	if (err == -EMFILE)
		return "the limit of open files is reached; log pipes are about to be "
		       "closed";
	if (err == -EBUSY)
		return "a process keeps the pipe of its streams locked, as splice(2) does";
	return err == -EAGAIN
		       ? "pids.max of the control group, RLIMIT_NPROC of its user, or "
			 "kernel.pid_max is reached"
		       : "the memory is used up";
}

void retry_start_later(struct unit *u, int err)
{
	static msec last_report;

	if (ratelimit_allows(&last_report))
		u->ctx->host->report(REPORT_WARNING,
				     "%s: cannot start a process: %s (%s); trying again "
				     "until it works",
				     unit_name(u), strerror(-err), limits_of(err));
	readiness_end(u);
	service_of(u)->start_waits = true;
	watch_arm_timer(u, PAUSE_SECONDS);
}

bool retry_start_is_due(struct unit *u)
{
	bool waits = service_of(u)->start_waits;

	service_of(u)->start_waits = false;
	return waits;
}

bool retry_start_cancel(struct unit *u)
{
	if (!retry_start_is_due(u))
		return false;
	watch_cancel_timer(u);
	return true;
}
