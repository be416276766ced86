/* init/sys/kernel_features.c - probes what the kernel offers to this process.
 *
 * Most probes make a system call with invalid arguments. EINVAL, EBADF or EFAULT mean that
 * the kernel has the call; ENOSYS that it does not. A seccomp filter answers with EPERM or
 * ENOSYS before the kernel checks the arguments. */
#include "init/sys/kernel_features.h"

#include "conf/base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define ALL_FLAGS        (~0u) /* includes flags that no kernel knows */
#define GROUP_SIGNAL     4u    /* PIDFD_SIGNAL_PROCESS_GROUP, Linux 6.9 */
#define FCHMODAT2        452   /* Linux 6.6, the same on all architectures but alpha */
#define FILE_SYSTEMS_MAX 4096  /* bytes of /proc/filesystems */

/* Closes the descriptor. Returns 0, or -errno if there is none. */
static int close_result(long fd)
{
	if (fd < 0)
		return -errno;
	close((int)fd);
	return 0;
}

/* Returns -ENOSYS or -EPERM if the kernel lacks the call or a filter refuses it. Returns 0
 * after another error, which comes from the invalid arguments of the probe. */
static int call_result(long result)
{
	return result < 0 && (errno == ENOSYS || errno == EPERM) ? -errno : 0;
}

static int signal_self(unsigned flags)
{
	int fd = (int)syscall(SYS_pidfd_open, getpid(), 0), r;

	if (fd < 0)
		return -errno;
	r = syscall(SYS_pidfd_send_signal, fd, 0, NULL, flags) < 0 ? -errno : 0;
	close(fd);
	return r;
}

static int probe_pidfd(void)
{
	return signal_self(0);
}

/* ESRCH: this process leads no process group, and the kernel knows the flag. */
static int probe_group_signal(void)
{
	int r = signal_self(GROUP_SIGNAL);

	return r == -EINVAL ? -ENOSYS : r == -ESRCH ? 0 : r;
}

/* Waits for the child, which exits with a positive errno. Returns the negative errno. */
static int wait_for_child(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

/* The control group is a descriptor that is not open. A kernel with this flag returns
 * EBADF, and an older kernel EINVAL. Without control groups the kernel may ignore the flag
 * and make the child. */
static int probe_clone_into_cgroup(void)
{
	struct clone_args args = {
		.flags = CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
		.cgroup = INT_MAX,
	};
	pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);

	if (pid == 0)
		_exit(ENOSYS);
	if (pid > 0)
		return wait_for_child(pid);
	return errno == EBADF ? 0 : errno == EINVAL ? -ENOSYS : -errno;
}

int kernel_user_namespaces(void)
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	/* AppArmor may allow the user namespace and refuse all capabilities in it. The
	 * mount namespace needs one. */
	if (pid == 0)
		_exit(unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0 ? errno : 0);
	return wait_for_child(pid);
}

static int probe_seccomp(void)
{
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL) < 0 && errno != EFAULT
		       ? -errno
		       : 0;
}

/* A process that may not mount gets EPERM from fsopen(2) and move_mount(2), so only ENOSYS
 * counts for these two. */
static int probe_mount_api(void)
{
	int r = call_result(syscall(SYS_open_tree, -1, "", ALL_FLAGS));

	if (r == 0)
		r = call_result(syscall(SYS_fsconfig, -1, ALL_FLAGS, NULL, NULL, 0));
	if (r == 0 && syscall(SYS_fsopen, "", ALL_FLAGS) < 0 && errno == ENOSYS)
		r = -ENOSYS;
	if (r == 0 && syscall(SYS_move_mount, -1, "", -1, "", ALL_FLAGS) < 0 &&
	    errno == ENOSYS)
		r = -ENOSYS;
	return r;
}

static int probe_mount_setattr(void)
{
	return call_result(syscall(SYS_mount_setattr, -1, "", ALL_FLAGS, NULL, 0));
}

static int probe_overlay(void)
{
	char text[FILE_SYSTEMS_MAX];
	int fd = open("/proc/filesystems", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	int err = errno;

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return -err;
	text[n] = '\0';
	return strstr(text, "\toverlay\n") != NULL ? 0 : -ENODEV;
}

static int probe_openat2(void)
{
	return call_result(syscall(SYS_openat2, AT_FDCWD, "/", NULL, 0));
}

static int probe_cached_lookup(void)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_CACHED };
	int r = close_result(syscall(SYS_openat2, AT_FDCWD, "/", &how, sizeof how));

	return r == -EAGAIN ? 0 : r == -EINVAL ? -ENOSYS : r;
}

/* No descriptor has the number ~0, so the call changes nothing. */
static int probe_close_range(void)
{
	long r = syscall(SYS_close_range, ~0u, ~0u, CLOSE_RANGE_CLOEXEC);

	return r == 0 ? 0 : errno == EINVAL ? -ENOSYS : -errno;
}

static int probe_memfd(void)
{
	return close_result(memfd_create("ctinit", MFD_CLOEXEC));
}

static int probe_execveat(void)
{
	char *words[] = { (char *)"", NULL };

	return call_result(syscall(SYS_execveat, -1, "x", words, words + 1, ALL_FLAGS));
}

static int probe_nowait(void)
{
	struct iovec one = { .iov_base = (char *)"", .iov_len = 1 };
	int ends[2], r;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	r = pwritev2(ends[1], &one, 1, -1, RWF_NOWAIT) < 0 ? -errno : 0;
	close(ends[0]);
	close(ends[1]);
	return r;
}

static int probe_fchmodat2(void)
{
	return call_result(syscall(FCHMODAT2, -1, "x", 0, ALL_FLAGS));
}

static int probe_children(void)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
	return access(path, R_OK) < 0 ? -errno : 0;
}

static int probe_inotify(void)
{
	return close_result(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
}

static const struct kernel_feature features[] = {
	{ "seccomp", probe_seccomp,
	  "nothing limits the logger's system calls; containers of root need user-map" },
	{ "pidfd", probe_pidfd,
	  "signals go by process number, which another process may have by then" },
	{ "pidfd group signal", probe_group_signal,
	  "a process group that is left is found through /proc, to one clock tick" },
	{ "clone into cgroup", probe_clone_into_cgroup,
	  "each start first moves its process into the control group, which is slower" },
	{ "mount API", probe_mount_api, "run makes no container" },
	{ "mount_setattr", probe_mount_setattr, "run makes no container" },
	{ "overlay", probe_overlay, "overlay = ... fails" },
	{ "openat2", probe_openat2, "run makes no container" },
	{ "cached path lookup", probe_cached_lookup,
	  "a helper process looks up the paths of conditions and probes" },
	{ "execveat", probe_execveat, "run makes no container" },
	{ "memfd", probe_memfd, "run makes no container; PID 1 uses files without a name" },
	{ "close_range", probe_close_range,
	  "each start closes its descriptors one by one, which is slower" },
	{ "RWF_NOWAIT on pipes", probe_nowait,
	  "PID 1 asks before each of its lines if the pipe has room" },
	{ "fchmodat2", probe_fchmodat2, "modes of directories are set through /proc" },
	{ "lists of children", probe_children,
	  "the clean-up after a service reads all of /proc" },
	{ "inotify", probe_inotify, "followed files are checked 4 times a second" },
};

const struct kernel_feature *kernel_feature_at(size_t i)
{
	return i < ARRAY_LEN(features) ? &features[i] : NULL;
}
