/* tests/bench/floor_run.c - acts as a minimal container runtime of raw system calls, the
 * floor of the benchmarks.
 *
 *   floor_run DIR CMD ARGS       as root
 *   floor_run -u DIR CMD ARGS    as any user, in a user namespace that maps "0 ID 1"
 *
 * One clone3() makes pid, mount, uts, ipc, cgroup and network namespaces, with -u also a
 * user namespace. The child binds DIR onto itself as the new root and mounts /proc, /sys,
 * /dev, /dev/pts, /dev/shm and /dev/mqueue there. /dev is a tmpfs with five links and six
 * nodes, which root makes with mknod() and other users bind from the host. Then the child
 * sets the host name, brings lo up, enters the root with pivot_root(), detaches the old
 * one, and runs CMD as PID 1. The parent waits and exits with the same code. It ignores
 * capabilities, seccomp, masked paths and cgroups, and only checks that each step
 * worked. */
#include "tests/bench/raw.h"

#include <linux/if.h>
#include <linux/mount.h>
#include <linux/sched.h>

#define FAIL_BASE 200 /* exit code: this plus the number of the failed step */

#define NAMESPACES                                                                    \
	(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP | \
	 CLONE_NEWNET)
#define SAFE (MS_NOSUID | MS_NODEV | MS_NOEXEC)

static void need(int step, long result)
{
	if (result < 0)
		raw_exit(FAIL_BASE + step);
}

static void put(const char *path, const char *text, long size)
{
	long fd = RAW4(__NR_openat, RAW_PATH_HERE, path, 1, 0); /* O_WRONLY */

	need(1, RAW3(__NR_write, fd, text, size));
	RAW1(__NR_close, fd);
}

static void map_id(const char *path, long id)
{
	char text[24] = "0 ", digits[12];
	int n = 0, at = 2;

	do
		digits[n++] = (char)('0' + id % 10);
	while ((id /= 10) != 0);
	while (n > 0)
		text[at++] = digits[--n];
	text[at++] = ' ';
	text[at++] = '1';
	put(path, text, at);
}

static void map_ids(long uid, long gid)
{
	put("/proc/self/setgroups", "deny", 4);
	map_id("/proc/self/uid_map", uid);
	map_id("/proc/self/gid_map", gid);
}

static void lo_up(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	long fd = RAW3(__NR_socket, 2, 2, 0); /* AF_INET and SOCK_DGRAM */

	request.ifr_flags = IFF_UP | IFF_RUNNING;
	need(2, RAW3(__NR_ioctl, fd, 0x8914, &request)); /* SIOCSIFFLAGS */
	RAW1(__NR_close, fd);
}

static void mount_at(int step, const char *type, const char *at, long flags,
		     const char *data)
{
	need(step, RAW5(__NR_mount, type, at, type, flags, data));
}

static void node(int in_user_ns, const char *from, const char *to, long device)
{
	if (!in_user_ns) {
		need(6, RAW4(__NR_mknodat, RAW_PATH_HERE, to, 0020666, device));
		return;
	}
	/* Only real root can create device nodes: create an empty file and bind over it. */
	long fd = RAW4(__NR_openat, RAW_PATH_HERE, to, 0101, 0666); /* O_CREAT, O_WRONLY */
	RAW1(__NR_close, fd);
	need(6, RAW5(__NR_mount, from, to, 0, MS_BIND, 0));
}

static void make_dev(int in_user_ns)
{
	RAW1(__NR_umask, 0); /* all users may use the device nodes */
	mount_at(5, "tmpfs", "dev", MS_NOSUID | MS_NOEXEC, "mode=755,size=64k");
	node(in_user_ns, "/dev/null", "dev/null", 0x103); /* major 1, minor 3 */
	node(in_user_ns, "/dev/zero", "dev/zero", 0x105);
	node(in_user_ns, "/dev/full", "dev/full", 0x107);
	node(in_user_ns, "/dev/random", "dev/random", 0x108);
	node(in_user_ns, "/dev/urandom", "dev/urandom", 0x109);
	node(in_user_ns, "/dev/tty", "dev/tty", 0x500);
	need(7, RAW3(__NR_symlinkat, "pts/ptmx", RAW_PATH_HERE, "dev/ptmx"));
	need(7, RAW3(__NR_symlinkat, "/proc/self/fd", RAW_PATH_HERE, "dev/fd"));
	need(7, RAW3(__NR_symlinkat, "fd/0", RAW_PATH_HERE, "dev/stdin"));
	need(7, RAW3(__NR_symlinkat, "fd/1", RAW_PATH_HERE, "dev/stdout"));
	need(7, RAW3(__NR_symlinkat, "fd/2", RAW_PATH_HERE, "dev/stderr"));
	need(8, RAW3(__NR_mkdirat, RAW_PATH_HERE, "dev/pts", 0755));
	need(8, RAW3(__NR_mkdirat, RAW_PATH_HERE, "dev/shm", 0755));
	need(8, RAW3(__NR_mkdirat, RAW_PATH_HERE, "dev/mqueue", 0755));
	mount_at(9, "devpts", "dev/pts", MS_NOSUID | MS_NOEXEC, "ptmxmode=666,mode=620");
	mount_at(10, "tmpfs", "dev/shm", SAFE, "mode=1777,size=64m");
	mount_at(11, "mqueue", "dev/mqueue", SAFE, 0);
	RAW1(__NR_umask, 022);
}

static void enter(const char *dir, int in_user_ns)
{
	need(3, RAW5(__NR_mount, 0, "/", 0, MS_REC | MS_PRIVATE, 0));
	need(3, RAW5(__NR_mount, dir, dir, 0, MS_BIND | MS_REC, 0));
	need(3, RAW1(__NR_chdir, dir));
	mount_at(4, "proc", "proc", SAFE, 0);
	mount_at(4, "sysfs", "sys", SAFE | MS_RDONLY, 0);
	make_dev(in_user_ns);
	need(12, RAW2(__NR_sethostname, "floor", 5));
	lo_up();
	need(13, RAW2(__NR_pivot_root, ".", "."));
	/* MNT_DETACH of the old root, which is stacked on top. */
	need(14, RAW2(__NR_umount2, ".", 2));
	need(14, RAW1(__NR_chdir, "/"));
}

int raw_main(long *stack)
{
	char **argv = (char **)(stack + 1), **env = argv + stack[0] + 1;
	int in_user_ns = stack[0] > 1 && raw_equal(argv[1], "-u"), status = 0;
	struct clone_args how = { .exit_signal = RAW_SIGCHLD };

	if (stack[0] < 3 + in_user_ns)
		return 2;
	argv += 1 + in_user_ns;
	how.flags = NAMESPACES | (in_user_ns ? CLONE_NEWUSER : 0);
	long uid = RAW0(__NR_geteuid), gid = RAW0(__NR_getegid);
	long child = RAW2(__NR_clone3, &how, sizeof how);
	need(0, child);
	if (child == 0) {
		if (in_user_ns)
			map_ids(uid, gid);
		enter(argv[0], in_user_ns);
		RAW3(__NR_execve, argv[1], argv + 1, env);
		raw_exit(127);
	}
	need(15, RAW4(__NR_wait4, child, &status, 0, 0));
	return raw_exit_code(status);
}
