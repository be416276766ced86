/* init/single/cleanup.c - what is left of the namespace when the command was stopped.
 *
 * The kernel kills it the moment PID 1 ends; so that handlers run, it gets TERM first.
 * Only for PID 1: kill(-1) from anyone else would hit strangers (kill(2)). A plain end of
 * the command does not come here and costs nothing. */
#include "init/single/mini_init.h"

#include <linux/errno.h>

#define WAIT_SECONDS 5         /* below the ten that engines wait before they kill us */
#define SLICE_NS     100000000 /* a process that is not our child dies unannounced */

static long to_all(int number)
{
	return raw_syscall(__NR_kill, -1, number, 0, 0, 0);
}

static long seconds_now(void)
{
	struct sys_time now = { .seconds = 0 };

	raw_syscall(__NR_clock_gettime, 1 /* CLOCK_MONOTONIC */, (long)&now, 0, 0, 0);
	return now.seconds;
}

void leftovers_stop(struct run *run)
{
	uint64_t all = SYS_ALL_SIGNALS;
	struct sys_time slice = { .nanoseconds = SLICE_NS };
	struct sys_siginfo info;

	if (!run->single.peer->saves_leftovers || run->pid != 1 || !run->stopped_by ||
	    !run->single.command || to_all(CTINIT_SIGTERM) == -ESRCH)
		return;
	to_all(CTINIT_SIGCONT);
	for (long end = seconds_now() + WAIT_SECONDS; seconds_now() < end;) {
		serve_reap(run);
		if (to_all(0) == -ESRCH)
			return;
		long number = raw_syscall(__NR_rt_sigtimedwait, (long)&all, (long)&info,
					  (long)&slice, SYS_SET_SIZE, 0);
		if (number == CTINIT_SIGTERM || number == CTINIT_SIGINT)
			break; /* asked again: no more waiting */
	}
	to_all(CTINIT_SIGKILL);
}
