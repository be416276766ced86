/* supervisor/proc/step_attributes.c - sets the session, the ids, the limits and the
 * signals of a child. */
#include "supervisor/proc/steps.h"

#include "conf/base/exits.h"

#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct step_result step_session(const struct spawn_plan *p)
{
	if (p->take_foreground)
		return step_result(child_call(SYS_setpgid, 0, 0, 0));
	int r = child_call(SYS_setsid, 0, 0, 0);
	if (r < 0)
		return step_result(r);
	/* if another session has the terminal, continue without it */
	if (p->session_terminal)
		child_call(SYS_ioctl, p->stdio[0].fd, TIOCSCTTY, 0);
	/* The service's user must be able to open the terminal by name; login(1) does the
	 * same. */
	if (p->session_terminal && p->change_user)
		child_call(SYS_fchown, p->stdio[0].fd, p->uid, -1);
	return step_result(0);
}

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

struct step_result step_limits(const struct spawn_plan *p)
{
	for (int limit = 0; limit < RLIM_NLIMITS; limit++) {
		bool configured = p->limits_set >> limit & 1;

		/* RLIMIT_NOFILE is the only limit that PID 1 changes for itself. */
		if (!configured && (p->inherited_limits == NULL || limit != RLIMIT_NOFILE))
			continue;
		int r = child_call(SYS_prlimit64, 0, limit,
				   (long)(configured ? &p->limits[limit]
						     : &p->inherited_limits[limit]));
		if (r < 0 && configured)
			return step_failed_on(r, limit);
	}
	return step_result(0);
}

struct step_result step_groups(const struct spawn_plan *p)
{
	if (!p->change_user)
		return step_result(0);
	int r = child_call(SYS_setgroups, (long)p->group_count, (long)p->groups, 0);
	/* In a user namespace with one id setgroups(2) is denied (user_namespaces(7)). That
	 * is fine if the process has no groups. */
	if (r == -EPERM && p->group_count == 0 && child_call(SYS_getgroups, 0, 0, 0) == 0)
		r = 0;
	return step_result(r);
}

struct step_result step_gid(const struct spawn_plan *p)
{
	int r = p->change_user ? child_call(SYS_setresgid, p->gid, p->gid, p->gid) : 0;

	return step_result(r);
}

struct step_result step_uid(const struct spawn_plan *p)
{
	int r = p->change_user ? child_call(SYS_setresuid, p->uid, p->uid, p->uid) : 0;

	return step_result(r);
}

struct step_result step_directory(const struct spawn_plan *p)
{
	int r = p->directory != NULL ? child_call(SYS_chdir, (long)p->directory, 0, 0) : 0;

	return step_result(r);
}

struct step_result step_umask(const struct spawn_plan *p)
{
	child_call(SYS_umask, p->umask, 0, 0);
	return step_result(0);
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
 * here also PID 1; `stop-signal = QUIT` would be enough. So until execve() resets the
 * handlers, a signal that dumps core only makes the child exit. */
struct step_result step_signals(const struct spawn_plan *p)
{
	uint64_t caught = spawn_uses_clone_vm(p) ? DUMPING & ~p->ignored : 0;
	struct {
		uint64_t handler, flags, restorer, mask;
	} action = { 0 };

	/* PID 1 has no handlers, and has changed only the action of SIGCHLD. */
	for (int sig = 1; sig <= 64; sig++) {
		if (sig != SIGCHLD && !((p->ignored | caught) & BIT(sig)))
			continue;
		action.handler = (p->ignored & BIT(sig)) != 0; /* SIG_IGN, SIG_DFL */
		if (caught & BIT(sig))
			action.handler = (uintptr_t)exit_by_signal;
		action.flags = caught & BIT(sig) ? RESTORER : 0;
		action.restorer = action.flags != 0 ? (uintptr_t)exit_by_signal : 0;
		raw_syscall(SYS_rt_sigaction, sig, (long)&action, 0, sizeof action.mask, 0);
	}
	return step_result((int)raw_syscall(SYS_rt_sigprocmask, SIG_SETMASK, (long)&p->mask,
					    0, sizeof p->mask, 0));
}
