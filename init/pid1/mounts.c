/* init/pid1/mounts.c - mounts /proc, /sys, /dev and /run.
 *
 * No other process runs in a new container yet, so none sees an incomplete tree. We mount
 * /proc before we detach the old root, because the kernel requires that a complete /proc is
 * visible (mount_too_revealing(), fs/namespace.c). */
#include "init/pid1/mounts.h"

#include "conf/base/base.h"
#include "init/handoff/handoff.h"
#include "init/pid1/devices.h"
#include "init/pid1/masked_paths.h"
#include "init/pid1/mountpoint.h"
#include "init/pid1/report.h"
#include "init/pid1/setup_fail.h"
#include "init/sys/mount_fd.h"
#include "init/sys/mount_name.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define NO_EXEC (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

static const struct file_system proc_fs = { "proc", NULL, NO_EXEC };
static const struct file_system sysfs = { "sysfs", NULL, NO_EXEC | MOUNT_ATTR_RDONLY };
static const struct file_system cgroup2 = { "cgroup2", NULL, NO_EXEC | MOUNT_ATTR_RDONLY };
static const struct file_system mqueue = { "mqueue", NULL, NO_EXEC };

static const struct mount_option run_options[] = { { "mode", "0755" }, { NULL, NULL } };
static const struct file_system run_fs = { "tmpfs", run_options,
					   MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV };

/* Opens the directory `path`. Creates it if it does not exist. */
static int make_mountpoint(int root, const char *path)
{
	return mountpoint_directory(root, path, 0755);
}

static const char *mountpoint_advice(int err)
{
	if (err == -ELOOP || err == -ENOTDIR)
		return "the rootfs has a symbolic link or a file there: it must be a "
		       "directory";
	if (err == -EROFS || err == -EACCES || err == -EPERM || err == -EOVERFLOW)
		return "the rootfs lacks that directory and cannot be written: create it "
		       "there";
	return NULL;
}

static int require_mountpoint(int root, const char *path)
{
	int fd = make_mountpoint(root, path);

	if (fd < 0)
		setup_fail("use as a mount point: /", path, fd, mountpoint_advice(fd));
	return fd;
}

static int make_and_attach(const struct file_system *fs, int target)
{
	int tree = mount_create(fs);

	if (tree < 0)
		return tree;
	int r = mount_attach(tree, target);
	close(tree);
	return r;
}

/* Mounts on the directory `name`, which must exist or be made. Returns the root of the new
 * mount (O_PATH), or a negative errno. The names of the container's files may change: what
 * comes later uses this descriptor. */
static int mount_on(int root, const char *name, const struct file_system *fs)
{
	int target = require_mountpoint(root, name);
	int tree = mount_create(fs);
	int r = tree < 0 ? tree : mount_attach(tree, target);

	close(target);
	if (r < 0 && tree >= 0)
		close(tree);
	return r < 0 ? r : tree;
}

static int mount_proc(int root)
{
	int r = mount_on(root, "proc", &proc_fs);

	if (r < 0)
		setup_fail("mount", "/proc", r,
			   r == -EPERM ? "inside another container whose /proc is masked "
					 "the kernel refuses it"
				       : NULL);
	return r;
}

/* sysfs shows the network namespace of the process that mounts it, and cgroup2 its cgroup
 * namespace. In a user namespace, mounting sysfs requires our own network namespace
 * (sysfs(5)). Without it we mount nothing on /sys. Returns the root of /sys, or -1. */
static int mount_sys(int root, const struct handoff *handoff)
{
	int target, sys, r;

	if (handoff->own_user_ns && !handoff->own_net_ns) {
		target = make_mountpoint(root, "sys");
		if (target >= 0)
			close(target);
		return -1;
	}
	sys = mount_on(root, "sys", &sysfs);
	if (sys < 0) {
		report(REPORT_VERBOSE, "no /sys: %s", strerror(-sys));
		return -1;
	}
	if (!handoff->own_cgroup_ns)
		return sys;
	r = fchdir(sys) < 0 ? -errno : mount_new_on("fs/cgroup", &cgroup2);
	if (r < 0 && r != -ENOENT)
		report(REPORT_VERBOSE, "no /sys/fs/cgroup: %s", strerror(-r));
	return sys;
}

static int mount_dev(int root, const struct handoff *handoff)
{
	const struct device_wishes wishes = {
		.host_fds = handoff->device_fds,
		.host_dev = handoff->host_dev_fd,
		.shm_size = handoff->shm_size,
		.group_tty = !handoff->single_id,
		.mqueue = handoff->own_ipc_ns,
	};
	const char *what = "";
	int target = require_mountpoint(root, "dev");
	int r = devices_make(target, &wishes, &what);

	close(target);
	if (r < 0)
		setup_fail("make /dev/", what, r, NULL);
	return r;
}

static void mask_paths(int proc, int sys, int dev)
{
	const char *what = "";
	int r = masked_paths_apply(proc, sys, dev, &what);

	if (r < 0)
		setup_fail("mask in /proc or /sys:", what, r, NULL);
}

/* Replaces standard streams that are devices of the host's /dev with those of our /dev. */
static void reopen_devices(int dev)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		int r = devices_reopen(dev, fd);

		if (r < 0)
			setup_fail("open the device of a standard stream in the new /dev",
				   NULL, r, NULL);
	}
}

static void mount_run(int root)
{
	int r = mount_on(root, "run", &run_fs);

	if (r < 0)
		setup_fail("mount a tmpfs on", "/run", r, NULL);
	close(r);
}

static void make_read_only(void)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY };

	if (mount_setattr(AT_FDCWD, "/", 0, &attr, sizeof attr) < 0)
		setup_fail("make the root read-only", NULL, errno, NULL);
}

/* Services run on the host's files: mounts only the file systems that show our
 * namespaces. */
static void mount_over_host(int root, const struct handoff *handoff)
{
	int target = handoff->own_pid_ns ? make_mountpoint(root, "proc") : -1;

	if (target >= 0) {
		int r = make_and_attach(&proc_fs, target);

		if (r < 0)
			report(REPORT_WARNING,
			       "/proc shows the host's processes: cannot mount it: %s",
			       strerror(-r));
		close(target);
	}
	target = handoff->own_ipc_ns ? mountpoint_open(root, "dev/mqueue") : -1;
	if (target >= 0) {
		(void)make_and_attach(&mqueue, target);
		close(target);
	}
}

static void mount_container_files(int root, const struct handoff *handoff)
{
	int proc = mount_proc(root), sys = mount_sys(root, handoff);
	int dev = mount_dev(root, handoff);

	reopen_devices(dev);
	mask_paths(proc, sys, dev);
	close(proc);
	if (sys >= 0)
		close(sys);
	close(dev);
}

static int open_root(void)
{
	return open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

void mounts_in_container(const struct handoff *handoff, int *ret_pts)
{
	int root = open_root();
	mode_t mask_before = umask(0);

	if (root < 0)
		setup_fail("open", "/", errno, NULL);
	if (!handoff->own_root) {
		mount_over_host(root, handoff);
		*ret_pts = open("/dev", O_PATH | O_DIRECTORY | O_CLOEXEC);
	} else {
		mount_container_files(root, handoff);
		if (faccessat(root, "run", F_OK, AT_SYMLINK_NOFOLLOW) < 0)
			mount_run(root);
		*ret_pts = open("/dev/pts", O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (umount2("/", MNT_DETACH) < 0)
			setup_fail("detach the old root", NULL, errno, NULL);
		if (handoff->read_only)
			make_read_only();
	}
	close(root);
	umask(mask_before);
	if (chdir("/") < 0)
		setup_fail("enter", "/", errno, NULL);
}

static void report_refused(enum conf_mounts wanted, const char *path, int err)
{
	if (wanted == MOUNTS_YES)
		setup_fail("mount", path, err,
			   "with [init] mounts = auto ctinit continues without it");
	report(REPORT_VERBOSE, "no %s, and it cannot be mounted: %s", path, strerror(-err));
}

static bool is_file_system(const char *path, long magic)
{
	struct statfs fs;

	return statfs(path, &fs) == 0 && (long)fs.f_type == magic;
}

static bool is_device(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISCHR(st.st_mode);
}

static void mount_missing(enum conf_mounts wanted, int root, const char *path,
			  const struct file_system *fs)
{
	int target = make_mountpoint(root, path + 1);
	int r = target < 0 ? target : make_and_attach(fs, target);

	if (target >= 0)
		close(target);
	if (r < 0)
		report_refused(wanted, path, r);
}

static void make_missing_dev(enum conf_mounts wanted, int root)
{
	const struct device_wishes wishes = { .group_tty = true };
	const char *what;
	int target = make_mountpoint(root, "dev");
	int r = target < 0 ? target : devices_make(target, &wishes, &what);

	if (target >= 0)
		close(target);
	if (r >= 0)
		close(r);
	if (r < 0)
		report_refused(wanted, "/dev", r);
}

void mounts_in_place(enum conf_mounts wanted)
{
	int dev, root = wanted == MOUNTS_NO ? -1 : open_root();

	if (root < 0)
		return;
	if (!is_file_system("/proc", PROC_SUPER_MAGIC))
		mount_missing(wanted, root, "/proc", &proc_fs);
	if (!is_file_system("/sys", SYSFS_MAGIC))
		mount_missing(wanted, root, "/sys", &sysfs);
	if (access("/run", F_OK) < 0)
		mount_missing(wanted, root, "/run", &run_fs);
	if (!is_device("/dev/null")) {
		make_missing_dev(wanted, root);
	} else {
		dev = open("/dev", O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (dev >= 0 && access("/dev/pts/ptmx", F_OK) < 0)
			(void)devices_pts(dev, true);
		if (dev >= 0 && access("/dev/shm", F_OK) < 0)
			(void)devices_shm(dev, 0);
		if (dev >= 0)
			close(dev);
	}
	close(root);
}
