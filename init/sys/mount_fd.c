/* init/sys/mount_fd.c - creates detached mounts as descriptors, and attaches them. */
#include "init/sys/mount_fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static int clone_tree(int dir, const char *path, unsigned how, uint64_t attributes,
		      int userns_fd)
{
	struct mount_attr attr = {
		.attr_set = attributes | (userns_fd >= 0 ? MOUNT_ATTR_IDMAP : 0),
		.propagation = MS_PRIVATE,
		.userns_fd = userns_fd >= 0 ? (uint64_t)userns_fd : 0,
	};
	int tree = open_tree(dir, path,
			     OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE | how);

	if (tree < 0)
		return -errno;
	if (mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof attr) < 0) {
		int err = errno;

		close(tree);
		return -err;
	}
	return tree;
}

int mount_clone(int fd, uint64_t attributes, int userns_fd)
{
	return clone_tree(fd, "", AT_EMPTY_PATH, attributes, userns_fd);
}

int mount_clone_at(int dir, const char *path, uint64_t attributes)
{
	return clone_tree(dir, path, AT_SYMLINK_NOFOLLOW, attributes, -1);
}

int mount_clone_alike(int fd)
{
	int tree = open_tree(fd, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);

	return tree < 0 ? -errno : tree;
}

int mount_make_read_only(int fd, bool on)
{
	struct mount_attr attr = { .attr_set = on ? MOUNT_ATTR_RDONLY : 0,
				   .attr_clr = on ? 0 : MOUNT_ATTR_RDONLY };

	return mount_setattr(fd, "", AT_EMPTY_PATH, &attr, sizeof attr) < 0 ? -errno : 0;
}

/* Sets the options of a new file system. Returns 0 or a positive errno. */
static int set_options(int context, const struct mount_option *options)
{
	for (; options && options->key; options++) {
		unsigned kind = options->value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG;

		if (fsconfig(context, kind, options->key, options->value, 0) < 0)
			return errno;
	}
	return 0;
}

int mount_create(const struct file_system *fs)
{
	int context = fsopen(fs->type, FSOPEN_CLOEXEC);
	int mount = -1, err;

	if (context < 0)
		return -errno;
	err = set_options(context, fs->options);
	if (!err && fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		err = errno;
	if (!err) {
		mount = fsmount(context, FSMOUNT_CLOEXEC, (unsigned)fs->attributes);
		err = mount < 0 ? errno : 0;
	}
	close(context);
	return err ? -err : mount;
}

int mount_attach(int tree, int target)
{
	int flags = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH;

	return move_mount(tree, "", target, "", flags) < 0 ? -errno : 0;
}

int mount_attach_at(int tree, int dir, const char *path)
{
	return move_mount(tree, "", dir, path, MOVE_MOUNT_F_EMPTY_PATH) < 0 ? -errno : 0;
}

int reopen_same_file(const char *path, int fd)
{
	struct stat before, now;
	int again = open(path, O_PATH | O_CLOEXEC);

	if (again < 0)
		return -errno;
	if (fstat(fd, &before) < 0 || fstat(again, &now) < 0 ||
	    before.st_dev != now.st_dev || before.st_ino != now.st_ino) {
		close(again);
		return -ESTALE;
	}
	return again;
}
