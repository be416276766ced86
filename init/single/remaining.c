/* init/single/remaining.c - ends the remaining processes after a stop.
 *
 * The kernel kills all processes of the namespace when PID 1 exits. They get SIGTERM
 * first, so that their handlers run. This is only for PID 1, because kill(-1) of any
 * other process would reach unrelated ones (kill(2)). When the command ends without a
 * stop, this is skipped. */
#include "init/single/mini_init.h"

#include <linux/errno.h>

#define WAIT_SECONDS 5         /* engines wait 10 s before they kill us */
#define SLICE_NS     100000000 /* processes that are not our children send no SIGCHLD */

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
			break; /* a second request: do not wait any longer */
	}
	signal_all(CTINIT_SIGKILL);
}
