/* supervisor/proc/spawn.c - carries out the parent's side of a start.
 *
 * fork(2) copies the page tables of PID 1, and each page that either side writes afterwards
 * causes a fault. So a child with its own stack carries out its steps in our memory
 * (CLONE_VM). We do not use CLONE_VFORK, which would block us: a program on a hung file
 * system must hang the child, never PID 1.
 *
 * The kernel detaches the child from our memory before it closes the report pipe
 * (begin_new_exec(): exec_mmap() before do_close_on_exec(); do_exit(): exit_mm() before
 * exit_files()). So the caller may reuse the stack and the plan when the pipe is at its
 * end. */
#include "supervisor/proc/spawn.h"

#include "conf/base/exits.h"
#include "conf/base/raw_syscall.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/fd_channel.h"
#include "supervisor/proc/steps.h"

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
	return false; /* AddressSanitizer mistakes the child's stack for PID 1's */
#endif
	if (!change_user)
		return true;
	/* With fs.suid_dumpable = 1, a user may trace a process that became that user, and
	 * so read and write our memory (proc(5)). If the setting cannot be read, assume
	 * 1. */
	fd = open("/proc/sys/fs/suid_dumpable", O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || read(fd, &level, 1) != 1)
		level = '1';
	fd_close(fd);
	return level != '1';
}

/* Moves the plan's descriptors away from the numbers that the steps dup to. */
static int move_fds_clear(struct spawn_plan *p)
{
	int *fds[FD_CHANNEL_MAX], notify = p->notify_fd >= 0 ? p->notify_as : -1;
	int env = p->env_fd > 0 ? SPAWN_ENV_FD : -1, above = notify > env ? notify : env;
	size_t count = fd_channel_plan_fds(p, fds);

	for (size_t i = 0; i < count; i++) {
		if (*fds[i] > 2 && *fds[i] != notify && *fds[i] != env)
			continue;
		long r = raw_syscall_retry(SYS_fcntl, *fds[i], F_DUPFD_CLOEXEC,
					   (above > 2 ? above : 2) + 1, 0, 0);
		if (r < 0)
			return (int)r;
		*fds[i] = (int)r;
	}
	return 0;
}

/* Works on a copy of the plan, because PID 1 still reads the original. */
static int child_main(void *context)
{
	struct spawn_plan plan = *(struct spawn_plan *)context;
	int r = plan.fd_channel != NULL ? fd_channel_receive(&plan) : 0;

	while (r < 0) /* there is no report pipe yet: the exit code is the errno */
		raw_syscall(SYS_exit_group, -r, 0, 0, 0, 0);
	steps_run(&plan, move_fds_clear(&plan));
}

/* Starts the child in its control group, because a later move would block all forks of the
 * machine for some time. libc has no wrapper for clone3(2). The struct is that of Linux
 * 5.7, the first version with control groups. */
static pid_t clone_into_cgroup(struct spawn_plan *plan, unsigned long flags)
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
	/* The kernel, a filter or the group refuses CLONE_INTO_CGROUP. */
	if (pid < 0 && errno != EAGAIN && errno != ENOMEM)
		plan->cgroup_fd = 0;
	return pid;
}

/* Optimizations that were refused once are not tried again. A kernel, a seccomp filter or
 * an emulator may refuse them: qemu-user supports neither CLONE_VM without CLONE_VFORK nor
 * CLONE_FILES alone. */
static struct {
	bool clone_vm, fd_channel;
} refused;

/* EAGAIN and ENOMEM are no refusal: they pass, and a plain fork would fail, too. */
static bool is_refusal(void)
{
	return errno != EAGAIN && errno != ENOMEM;
}

static void drop_fd_channel(struct spawn_plan *plan)
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
		return clone(child_main, plan->stack_top, (int)(CLONE_VM | flags | SIGCHLD),
			     plan);
	if (into)
		pid = clone_into_cgroup(plan, flags);
	if (!into || (pid < 0 && plan->cgroup_fd == 0))
		pid = flags == 0 ? fork()
				 : (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
	return pid;
}

/* The child has all signals blocked, as PID 1 has, so no handler can run in it. If CLONE_VM
 * or CLONE_FILES is refused, forks. */
static pid_t clone_or_fork(struct spawn_plan *plan)
{
	unsigned long flags = plan->fd_channel != NULL ? CLONE_FILES : 0;
	bool clone_vm = spawn_uses_clone_vm(plan);
	pid_t pid = clone_flags(plan, flags);

	if (pid < 0 && (clone_vm || flags != 0) && is_refusal()) {
		refused.clone_vm |= clone_vm;
		refused.fd_channel |= !clone_vm;
		plan->stack_top = NULL;
		drop_fd_channel(plan);
		pid = clone_flags(plan, 0);
	}
	if (pid == 0)
		child_main(plan);
	return pid;
}

pid_t spawn(struct spawn_plan *plan, int *ret_report_fd)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	plan->report_fd = ends[1];
	if (refused.clone_vm)
		plan->stack_top = NULL;
	if (refused.fd_channel ||
	    (plan->fd_channel != NULL && fd_channel_send(plan->fd_channel, plan) < 0))
		plan->fd_channel = NULL;
	pid_t pid = clone_or_fork(plan);
	int err = errno;
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		drop_fd_channel(plan);
		return -err;
	}
	*ret_report_fd = ends[0];
	return pid;
}
