/* supervisor/proc/spawn.c - the parent's side of a start.
 *
 * A fork copies the page tables of PID 1 and makes each page that either side writes a
 * fault; with a stack of its own a child can run its few steps in our memory instead
 * (CLONE_VM without CLONE_VFORK: we do not stand still, so a program on a dead file
 * system hangs the child and never us). The report pipe's end of file comes after the
 * kernel let go of the memory (begin_new_exec(): exec_mmap() before do_close_on_exec();
 * do_exit(): exit_mm() before exit_files()), so it is also the end of the loan. */
#include "supervisor/proc/spawn.h"

#include "conf/base/exits.h"
#include "conf/base/raw_syscall.h"
#include "supervisor/proc/fd_channel.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

bool spawn_clone_vm_allowed(bool change_user)
{
	char level = '1';
	int fd;

#ifdef __SANITIZE_ADDRESS__
	return false; /* it would take the loaned stack for its own */
#endif
	if (!change_user)
		return true;
	/* With fs.suid_dumpable = 1 a process that changed its user may still be traced by
	 * that user, and with it our memory (proc(5)). Unknown counts as 1. */
	fd = open("/proc/sys/fs/suid_dumpable", O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || read(fd, &level, 1) != 1)
		level = '1';
	if (fd >= 0)
		close(fd);
	return level != '1';
}

/* No descriptor may lie where the steps put another one. */
static int keep_off(struct spawn_plan *p)
{
	int *at[FD_CHANNEL_MAX], notify = p->notify_fd >= 0 ? p->notify_as : -1;
	int env = p->env_fd > 0 ? SPAWN_ENV_FD : -1, above = notify > env ? notify : env;
	size_t count = fd_channel_plan_fds(p, at);

	for (size_t i = 0; i < count; i++) {
		if (*at[i] > 2 && *at[i] != notify && *at[i] != env)
			continue;
		long r = raw_syscall_retry(SYS_fcntl, *at[i], F_DUPFD_CLOEXEC,
					   (above > 2 ? above : 2) + 1, 0, 0);
		if (r < 0)
			return (int)r;
		*at[i] = (int)r;
	}
	return 0;
}

/* On a copy of the plan: ours is still looked at. */
static int child(void *context)
{
	struct spawn_plan plan = *(struct spawn_plan *)context;
	int r = plan.fd_channel != NULL ? fd_channel_receive(&plan) : 0;

	while (r < 0) /* without a report pipe */
		raw_syscall(SYS_exit_group, -r, 0, 0, 0, 0);
	spawn_child(&plan, keep_off(&plan));
}

bool spawn_uses_clone_vm(const struct spawn_plan *plan)
{
	/* The kernel gives oom_score_adj to all who share the memory (proc(5)). */
	return plan->stack_top != NULL && !plan->needs_own_memory && !plan->set_oom &&
	       !plan->run && plan->cgroup_fd <= 0;
}

/* Born in the group: moving a process there later makes all forks of the machine wait.
 * libc has no clone3(2); the arguments are those of its first version that knows groups. */
static pid_t fork_into(struct spawn_plan *plan, unsigned long flags)
{
	struct {
		uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack,
			stack_size, tls, set_tid, set_tid_size, cgroup;
	} args;

	memset(&args, 0, sizeof args);
	args.flags = 0x200000000u | flags; /* CLONE_INTO_CGROUP */
	args.exit_signal = SIGCHLD;
	args.cgroup = (uint64_t)plan->cgroup_fd;
	pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
	if (pid < 0 && errno != EAGAIN && errno != ENOMEM)
		plan->cgroup_fd = 0; /* not this kernel, not this group */
	return pid;
}

/* What was refused here once: by a kernel, an emulator (qemu-user knows neither CLONE_VM
 * without CLONE_VFORK nor CLONE_FILES alone), or a filter. */
static struct {
	bool share, fd_channel;
} refused;

/* A lack of processes or memory fails a plain fork too, and passes. */
static bool is_refusal(void)
{
	return errno != EAGAIN && errno != ENOMEM;
}

static void without_fd_channel(struct spawn_plan *plan)
{
	if (plan->fd_channel != NULL)
		fd_channel_drain(plan->fd_channel);
	plan->fd_channel = NULL;
}

static pid_t clone_flags(struct spawn_plan *plan, unsigned long flags)
{
	bool into = plan->cgroup_fd > 0;
	pid_t pid = -1;

	if (spawn_uses_clone_vm(plan))
		return clone(child, plan->stack_top, (int)(CLONE_VM | flags | SIGCHLD),
			     plan);
	if (into)
		pid = fork_into(plan, flags);
	if (!into || (pid < 0 && plan->cgroup_fd == 0))
		pid = flags == 0 ? fork()
				 : (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
	return pid;
}

/* Signals stay blocked as PID 1 has them (all): no handler can run in the child. A way that
 * is refused is not tried again; then the plain one has to do: a fork. */
static pid_t clone_or_fork(struct spawn_plan *plan)
{
	unsigned long flags = plan->fd_channel != NULL ? CLONE_FILES : 0;
	bool shares = spawn_uses_clone_vm(plan);
	pid_t pid = clone_flags(plan, flags);

	if (pid < 0 && (shares || flags != 0) && is_refusal()) {
		refused.share |= shares;
		refused.fd_channel |= !shares;
		plan->stack_top = NULL;
		without_fd_channel(plan);
		pid = clone_flags(plan, 0);
	}
	if (pid == 0)
		child(plan);
	return pid;
}

pid_t spawn(struct spawn_plan *plan, int *ret_report_fd)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	plan->report_fd = ends[1];
	if (refused.share)
		plan->stack_top = NULL;
	if (refused.fd_channel ||
	    (plan->fd_channel != NULL && fd_channel_send(plan->fd_channel, plan) < 0))
		plan->fd_channel = NULL;
	pid_t pid = clone_or_fork(plan);
	int err = errno;
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		without_fd_channel(plan);
		return -err;
	}
	*ret_report_fd = ends[0];
	return pid;
}
