/* init/single/remaining.c - ends the remaining processes after a stop.
 *
 * When PID 1 exits, the kernel kills all processes of the pid namespace. We send SIGTERM
 * first so that their handlers run. Only PID 1 does this: from any other process kill(-1)
 * would reach unrelated processes (kill(2)). If the command ends without a stop signal,
 * there is no SIGTERM. */
#include "init/single/mini_init.h"

#include <linux/errno.h>

#define WAIT_SECONDS 5 /* engines kill us after 10 s */
/* How often to check for remaining processes: those that are not our children send no
 * SIGCHLD. */
#define SLICE_NS 100000000

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

void cleanup_remaining(struct mini_init *init)
{
	uint64_t all = SYS_ALL_SIGNALS;
	struct kernel_timespec slice = { .nanoseconds = SLICE_NS };
	struct kernel_siginfo info;

	if (!init->options.profile->cleans_up || init->pid != 1 || !init->stopped_by ||
	    !init->options.command || signal_all(CTINIT_SIGTERM) == -ESRCH)
		return;
	signal_all(CTINIT_SIGCONT);
	for (long end = now_seconds() + WAIT_SECONDS; now_seconds() < end;) {
		reap_children(init);
		if (signal_all(0) == -ESRCH)
			return;
		long number = raw_syscall(__NR_rt_sigtimedwait, (long)&all, (long)&info,
					  (long)&slice, KERNEL_SIGSET_SIZE, 0);
		if (number == CTINIT_SIGTERM || number == CTINIT_SIGINT)
			break; /* a second stop signal ends the wait */
	}
	signal_all(CTINIT_SIGKILL);
}
