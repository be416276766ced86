/* supervisor/start_again.c - a start that the kernel has no room for: tried again. */
#include "supervisor/start_again.h"

#include "supervisor/seldom.h"
#include "supervisor/service.h"

#include <errno.h>
#include <string.h>

#define PAUSE 0.25 /* seconds */

bool start_lacks_room(int err)
{
	return err == -EAGAIN || err == -ENOMEM;
}

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

void start_again_later(struct service *svc, int err)
{
	static msec told;

	if (seldom(&told))
		svc->sup->host->say(SAY_WARNING,
				    "%s: cannot start a process: %s (%s); trying again "
				    "until it works",
				    service_name(svc), strerror(-err), limits(err));
	probe_end(svc);
	svc->start_waits = true;
	watch_timer(svc, PAUSE);
}

bool start_again_is_due(struct service *svc)
{
	bool waits = svc->start_waits;

	svc->start_waits = false;
	return waits;
}

bool start_again_give_up(struct service *svc)
{
	if (!start_again_is_due(svc))
		return false;
	watch_no_timer(svc);
	return true;
}
