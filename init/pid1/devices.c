/* init/pid1/devices.c - makes a /dev: device nodes, links, pts, shm and mqueue. */
#include "init/pid1/devices.h"

#include "conf/base/base.h"
#include "init/handoff/handoff.h"
#include "init/pid1/mountpoint.h"
#include "init/sys/mount_fd.h"
#include "init/sys/mount_name.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define NO_EXEC (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* From the kernel's Documentation/admin-guide/devices.txt. */
static const struct {
	const char *name;
	unsigned major, minor;
	enum handoff_device host;
} nodes[] = {
	{ "null", 1, 3, HANDOFF_DEV_null },       { "zero", 1, 5, HANDOFF_DEV_zero },
	{ "full", 1, 7, HANDOFF_DEV_full },       { "random", 1, 8, HANDOFF_DEV_random },
	{ "urandom", 1, 9, HANDOFF_DEV_urandom }, { "tty", 5, 0, HANDOFF_DEV_tty },
};

static const struct {
	const char *name, *target;
} links[] = {
	{ "ptmx", "pts/ptmx" },          { "fd", "/proc/self/fd" },
	{ "stdin", "/proc/self/fd/0" },  { "stdout", "/proc/self/fd/1" },
	{ "stderr", "/proc/self/fd/2" },
};

/* Mounts the detached clone `tree` of a device node on the new file `name`, and closes it.
 * This needs no CAP_MKNOD. */
static int attach_node(int dev, const char *name, int tree)
{
	int r = tree < 0 ? tree : mountpoint_file(dev, name);

	if (r == 0) {
		r = mount_attach_at(tree, dev, name);
		if (r < 0)
			unlinkat(dev, name, 0);
	}
	if (tree >= 0)
		close(tree);
	return r;
}

/* Read-only protects the mode, owner, times and attributes of the host's inode. The device
 * itself stays writable (sb_permission(), fs/namei.c). We do not set nodev, which would
 * block the device. */
static int clone_host_node(const struct device_wishes *wishes, size_t i)
{
	uint64_t attributes = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;
	int fd = wishes->host_fds ? wishes->host_fds[nodes[i].host] : HANDOFF_DEV_NONE;

	if (fd == HANDOFF_DEV_BY_NAME)
		return mount_clone_at(wishes->host_dev, nodes[i].name, attributes);
	return fd < 0 ? -ENOENT : mount_clone(fd, attributes, -1);
}

static int make_node(int dev, size_t i, const struct device_wishes *wishes)
{
	dev_t number = makedev(nodes[i].major, nodes[i].minor);
	int r = attach_node(dev, nodes[i].name, clone_host_node(wishes, i));

	if (r < 0 && mknodat(dev, nodes[i].name, S_IFCHR | 0666, number) == 0)
		return fchmodat(dev, nodes[i].name, 0666, 0) < 0 ? -errno : 0;
	return r;
}

/* Stands for the working directory while it is the new /dev of a container. */
#define NEW_DEV AT_FDCWD

/* Mounts `fs` on the directory `name` in `dev`. Creates the directory with `mode` if it
 * does not exist. */
static int mount_in_dev(int dev, const char *name, mode_t mode,
			const struct file_system *fs)
{
	int target, tree, r;

	if (dev == NEW_DEV) {
		r = mkdir(name, mode) < 0 && errno != EEXIST ? -errno : 0;
		return r < 0 ? r : mount_new_on(name, fs);
	}
	target = mountpoint_directory(dev, name, mode);
	if (target < 0)
		return target;
	tree = mount_create(fs);
	r = tree < 0 ? tree : mount_attach(tree, target);
	if (tree >= 0)
		close(tree);
	close(target);
	return r;
}

int devices_pts(int dev, bool group_tty)
{
	struct mount_option options[] = {
		{ "ptmxmode", "0666" },
		{ "mode", "0620" },
		/* The group tty, as grantpt(3) expects. */
		{ group_tty ? "gid" : NULL, "5" },
		{ NULL, NULL },
	};

	const struct file_system devpts = { "devpts", options,
					    MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC };
	int r = mount_in_dev(dev, "pts", 0755, &devpts);

	if (r == -EINVAL && group_tty) {
		options[2].key = NULL; /* the user namespace may not map group 5 */
		r = mount_in_dev(dev, "pts", 0755, &devpts);
	}
	return r;
}

int devices_shm(int dev, uint64_t size)
{
	char bytes[24];
	struct mount_option options[] = {
		{ "mode", "1777" },
		{ size ? "size" : NULL, bytes },
		{ NULL, NULL },
	};

	const struct file_system shm = { "tmpfs", options, NO_EXEC };

	snprintf(bytes, sizeof bytes, "%" PRIu64, size);
	return mount_in_dev(dev, "shm", 01777, &shm);
}

static int fill_dev(int dev, const struct device_wishes *wishes, const char **ret_what)
{
	static const struct file_system mqueue = { "mqueue", NULL, NO_EXEC };
	bool container = wishes->host_fds != NULL;
	int place = container ? NEW_DEV : dev, r;

	if (container && fchdir(dev) < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_LEN(nodes); i++) {
		*ret_what = nodes[i].name;
		r = make_node(dev, i, wishes);
		if (r < 0)
			return r;
	}
	for (size_t i = 0; i < ARRAY_LEN(links); i++) {
		*ret_what = links[i].name;
		if (symlinkat(links[i].target, dev, links[i].name) < 0)
			return -errno;
	}
	*ret_what = "pts";
	r = devices_pts(place, wishes->group_tty);
	if (r < 0)
		return r;
	*ret_what = "shm";
	r = devices_shm(place, wishes->shm_size);
	if (r < 0)
		return r;
	*ret_what = "mqueue"; /* optional: the kernel may lack mqueue */
	if (wishes->mqueue)
		(void)mount_in_dev(place, "mqueue", 01777, &mqueue);
	return 0;
}

int devices_make(int target, const struct device_wishes *wishes, const char **ret_what)
{
	static const struct mount_option options[] = {
		{ "mode", "0755" },
		{ "size", "1M" }, /* this tmpfs has only device nodes and links */
		{ NULL, NULL },
	};
	/* Cloned nodes are separate mounts. Nodes from mknod(2) work only if /dev is
	 * mounted without nodev. */
	uint64_t nodev = wishes->host_fds ? MOUNT_ATTR_NODEV : 0;
	const struct file_system fs = { "tmpfs", options,
					MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC | nodev };
	int tree = mount_create(&fs);
	mode_t mask = umask(0);
	int r;

	*ret_what = "";
	r = tree < 0 ? tree : mount_attach(tree, target);
	if (r == 0)
		r = fill_dev(tree, wishes, ret_what);
	umask(mask);
	if (r < 0 && tree >= 0)
		close(tree);
	return r < 0 ? r : tree;
}

int devices_console(int dev, int slave)
{
	/* The slave belongs to the container's own devpts, so the container may change
	 * it. */
	return attach_node(dev, "console",
			   mount_clone(slave, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, -1));
}

/* Returns the name of our node with this device number, or NULL. Ignores `tty`. */
static const char *node_name(dev_t number)
{
	for (size_t i = 0; i < ARRAY_LEN(nodes); i++) {
		if (number == makedev(nodes[i].major, nodes[i].minor) &&
		    nodes[i].host != HANDOFF_DEV_tty)
			return nodes[i].name;
	}
	return NULL;
}

int devices_reopen(int dev, int fd)
{
	const char *name = NULL;
	struct stat st;
	int flags, own, r = 0;

	if (fstat(fd, &st) == 0 && S_ISCHR(st.st_mode))
		name = node_name(st.st_rdev);
	if (!name)
		return 0;
	flags = fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK);
	own = openat(dev, name, flags | O_NOCTTY | O_CLOEXEC);
	if (own < 0)
		return -errno;
	if (dup2(own, fd) < 0)
		r = -errno;
	close(own);
	return r;
}
