/* supervisor/proc/step_inherit.c - sets the descriptors and signals that a program
 * inherits. */
#include "supervisor/proc/steps.h"

#include "conf/base/exits.h"

#include <errno.h>
#include <signal.h>

/* Sets CLOEXEC on all descriptors above 2, except CTINIT_ENV and the readiness
 * descriptor. */
struct step_result step_descriptors(const struct spawn_plan *p)
{
	/* 4 is CLOSE_RANGE_CLOEXEC (Linux 5.11). An older kernel or a filter refuses it,
	 * which is no error: PID 1's own descriptors have CLOEXEC anyway. */
	int r = child_call(SYS_close_range, 3, ~0u, 4);

	if (r < 0 && r != -EINVAL && r != -ENOSYS && r != -EPERM)
		return step_result(r);
	if (p->env_fd > 0)
		child_call(SYS_fcntl, SPAWN_ENV_FD, F_SETFD, 0);
	r = p->notify_fd >= 0 ? child_call(SYS_fcntl, p->notify_as, F_SETFD, 0) : 0;
	return step_result(r);
}

#define BIT(sig) (1ull << ((sig)-1))
#define DUMPING                                                                   \
	(BIT(SIGQUIT) | BIT(SIGILL) | BIT(SIGTRAP) | BIT(SIGABRT) | BIT(SIGBUS) | \
	 BIT(SIGFPE) | BIT(SIGSEGV) | BIT(SIGXCPU) | BIT(SIGXFSZ) | BIT(SIGSYS))
#define RESTORER 0x04000000 /* SA_RESTORER, which the x86-64 kernel requires */

static void exit_by_signal(int sig)
{
	for (;;)
		child_call(SYS_exit_group, CTINIT_EXIT_SIGNAL + sig, 0, 0);
}

/* Before Linux 5.16, a core dump kills all processes that share the memory (zap_threads()),
 * so `stop-signal = QUIT` could kill PID 1. Until execve() resets the handlers, a signal
 * that dumps core therefore only makes the child exit. */
struct step_result step_signals(const struct spawn_plan *p)
{
	uint64_t caught = spawn_uses_clone_vm(p) ? DUMPING & ~p->ignored : 0;
	struct {
		uint64_t handler, flags, restorer, mask;
	} action = { 0 }, before = { 0 };

	/* PID 1 has no handlers, and has changed only the action of SIGCHLD. A signal that
	 * it ignores stays ignored. */
	for (int sig = 1; sig <= 64; sig++) {
		if (sig != SIGCHLD && !((p->ignored | caught) & BIT(sig)))
			continue;
		/* 1 is SIG_IGN, 0 is SIG_DFL. */
		action.handler = (p->ignored & BIT(sig)) != 0;
		if (caught & BIT(sig))
			action.handler = (uintptr_t)exit_by_signal;
		action.flags = caught & BIT(sig) ? RESTORER : 0;
		action.restorer = action.flags != 0 ? (uintptr_t)exit_by_signal : 0;
		raw_syscall(SYS_rt_sigaction, sig, (long)&action, (long)&before,
			    sizeof action.mask, 0);
		if (before.handler == 1 && caught & BIT(sig))
			raw_syscall(SYS_rt_sigaction, sig, (long)&before, 0,
				    sizeof before.mask, 0);
	}
	return step_result((int)raw_syscall(SYS_rt_sigprocmask, SIG_SETMASK, (long)&p->mask,
					    0, sizeof p->mask, 0));
}
