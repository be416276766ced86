/* init/single/cleanup.c - ends what is left when the command was stopped.
 *
 * The kernel kills it the moment PID 1 ends; so that handlers run, it gets TERM first.
 * Only for PID 1: kill(-1) from anyone else would hit strangers (kill(2)). A plain end of
 * the command does not come here and costs nothing. */
#include "init/single/mini_init.h"

#include <linux/errno.h>

#define WAIT_SECONDS 5         /* below the ten that engines wait before they kill us */
#define SLICE_NS     100000000 /* a process that is not our child dies unannounced */

static long signal_all(int number)
{
	return raw_syscall(__NR_kill, -1, number, 0, 0, 0);
}

static long now_seconds(void)
{
	struct kernel_timespec now = { .seconds = 0 };

	raw_syscall(__NR_clock_gettime, 1 /* CLOCK_MONOTONIC */, (long)&now, 0, 0, 0);
	return now.seconds;
}

void cleanup_remaining(struct mini_init *run)
{
	uint64_t all = SYS_ALL_SIGNALS;
	struct kernel_timespec slice = { .nanoseconds = SLICE_NS };
	struct kernel_siginfo info;

	if (!run->options.profile->cleans_up || run->pid != 1 || !run->stopped_by ||
	    !run->options.command || signal_all(CTINIT_SIGTERM) == -ESRCH)
		return;
	signal_all(CTINIT_SIGCONT);
	for (long end = now_seconds() + WAIT_SECONDS; now_seconds() < end;) {
		reap_children(run);
		if (signal_all(0) == -ESRCH)
			return;
		long number = raw_syscall(__NR_rt_sigtimedwait, (long)&all, (long)&info,
					  (long)&slice, KERNEL_SIGSET_SIZE, 0);
		if (number == CTINIT_SIGTERM || number == CTINIT_SIGINT)
			break; /* asked again: no more waiting */
	}
	signal_all(CTINIT_SIGKILL);
}
