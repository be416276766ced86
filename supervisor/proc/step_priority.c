/* supervisor/proc/step_priority.c - sets oom_score_adj and nice of a child. */
#include "supervisor/proc/steps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

static int write_oom(int value)
{
	char text[8];
	int first = (int)sizeof text, fd;
	unsigned rest = (unsigned)(value < 0 ? -value : value);

	do
		text[--first] = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (value < 0)
		text[--first] = '-';
	/* a process that is not dumpable does not own its files in /proc (proc(5)) */
	child_call(SYS_prctl, PR_SET_DUMPABLE, 1, 0);
	fd = child_open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return fd;
	int n = child_call(SYS_write, fd, (long)(text + first), (long)sizeof text - first);
	child_close(fd);
	return n < 0 ? n : 0;
}

struct step_result step_oom(const struct spawn_plan *p)
{
	return step_result(p->set_oom ? write_oom(p->oom) : 0);
}

struct step_result step_nice(const struct spawn_plan *p)
{
	int r = p->set_nice ? child_call(SYS_setpriority, PRIO_PROCESS, 0, p->nice) : 0;

	return step_result(r);
}
