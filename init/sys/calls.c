/* init/sys/calls.c - makes system calls that glibc lacks or wraps unsuitably. */
#include "init/sys/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/keyctl.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define FDS_MAX   65536            /* maximum number of descriptors to change one by one */
#define SET_BYTES sizeof(uint64_t) /* size of a kernel signal set (sigsetsize) */

static long errno_result(long value)
{
	return value < 0 ? -errno : value;
}

int sys_sigmask(int how, uint64_t set, uint64_t *ret_old)
{
	return (int)errno_result(
		syscall(SYS_rt_sigprocmask, how, &set, ret_old, SET_BYTES));
}

int sys_signalfd(uint64_t set, int flags)
{
	return (int)errno_result(syscall(SYS_signalfd4, -1, &set, SET_BYTES, flags));
}

int sys_signal_pending(uint64_t set, siginfo_t *ret)
{
	const struct timespec now = { 0 };

	return (int)errno_result(syscall(SYS_rt_sigtimedwait, &set, ret, &now, SET_BYTES));
}

/* libc headers do not have the kernel's struct sigaction. On architectures with the generic
 * ABI its first word is the handler, and it fits into eight words
 * (include/uapi/asm-generic/signal.h, arch/x86/include/uapi/asm/signal.h). */
#define ACTION_WORDS 8

int sys_signal_handler(int signal, uintptr_t *ret)
{
	uintptr_t action[ACTION_WORDS] = { 0 };
	long done =
		errno_result(syscall(SYS_rt_sigaction, signal, NULL, action, SET_BYTES));

	if (done == 0)
		*ret = action[0];
	return (int)done;
}

int sys_signal_set(int signal, uintptr_t handler)
{
	uintptr_t action[ACTION_WORDS] = { handler };

	return (int)errno_result(
		syscall(SYS_rt_sigaction, signal, action, NULL, SET_BYTES));
}

int sys_openat2(int dir, const char *path, int flags, mode_t mode, uint64_t resolve)
{
	struct open_how how = { .flags = (uint64_t)(unsigned)flags,
				.mode = mode,
				.resolve = resolve };

	int fd;

	do
		fd = (int)errno_result(syscall(SYS_openat2, dir, path, &how, sizeof how));
	while (fd == -EINTR);
	return fd;
}

pid_t sys_clone3(uint64_t flags, int *pidfd, int exit_signal)
{
	struct clone_args args = {
		.flags = flags | (pidfd ? CLONE_PIDFD : 0),
		.pidfd = (uintptr_t)pidfd,
		.exit_signal = (uint64_t)exit_signal,
	};

	pid_t pid = (pid_t)errno_result(syscall(SYS_clone3, &args, sizeof args));

	/* Filters cannot read the arguments of clone3(2), and many block it completely. The
	 * first three arguments of clone(2) are the same on x86-64 and aarch64. */
	if (pid == -ENOSYS || pid == -EPERM)
		pid = (pid_t)errno_result(syscall(SYS_clone,
						  args.flags | (unsigned)exit_signal, NULL,
						  pidfd, NULL, NULL));
	return pid;
}

void sys_cloexec_from(int first)
{
	struct rlimit most;

	if (syscall(SYS_close_range, first, ~0u, CLOSE_RANGE_CLOEXEC) == 0 ||
	    getrlimit(RLIMIT_NOFILE, &most) < 0)
		return;
	/* If close_range(2) is blocked or lacks the flag, change the descriptors one by
	 * one. */
	for (int fd = first; fd < FDS_MAX && (rlim_t)fd < most.rlim_cur; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

int sys_pidfd_open(pid_t pid)
{
	return (int)errno_result(syscall(SYS_pidfd_open, pid, 0));
}

int sys_pidfd_signal(int pidfd, int signal, const siginfo_t *info)
{
	return (int)errno_result(syscall(SYS_pidfd_send_signal, pidfd, signal, info, 0));
}

int sys_pivot_root(const char *new_root, const char *put_old)
{
	return (int)errno_result(syscall(SYS_pivot_root, new_root, put_old));
}

int sys_capset(uint64_t effective, uint64_t permitted, uint64_t inheritable)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	for (unsigned i = 0; i < 2; i++) {
		data[i].effective = (uint32_t)(effective >> (32 * i));
		data[i].permitted = (uint32_t)(permitted >> (32 * i));
		data[i].inheritable = (uint32_t)(inheritable >> (32 * i));
	}
	return (int)errno_result(syscall(SYS_capset, &header, data));
}

int sys_capget(uint64_t *ret_effective, uint64_t *ret_permitted)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
	long done = errno_result(syscall(SYS_capget, &header, data));

	if (done < 0)
		return (int)done;
	*ret_effective = data[0].effective | (uint64_t)data[1].effective << 32;
	*ret_permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
	return 0;
}

long sys_join_session_keyring(void)
{
	return errno_result(syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL));
}

ssize_t sys_getcwd(char *buffer, size_t size)
{
	return errno_result(syscall(SYS_getcwd, buffer, size));
}
