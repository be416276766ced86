/* init/runtime/rootfs.c - makes the container's root: a directory or an overlay.
 *
 * The child attaches the mount in its own mount namespace, so no other process sees an
 * incomplete tree. This needs Linux 5.12. */
#include "init/runtime/rootfs.h"

#include "init/runtime/die.h"
#include "init/runtime/idmap.h"
#include "init/runtime/own_idmap.h"
#include "init/runtime/volumes.h"
#include "init/sys/calls.h"
#include "init/sys/mount_fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* setuid bits and device nodes have no effect in the root. Our /dev is another mount. */
#define ROOT_ATTRIBUTES (MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID)

static const char *root_path(const struct container_plan *plan)
{
	return plan->rootfs ? plan->rootfs : "/";
}

static int open_dir(const char *path, const char *what)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		die(what, path, errno, NULL);
	return fd;
}

void rootfs_open(struct container_plan *plan)
{
	if (!plan->own_root)
		return;
	plan->rootfs_fd = open_dir(root_path(plan), "open the rootfs");
	if (plan->overlay == OVERLAY_DIR)
		plan->overlay_fd =
			open_dir(plan->overlay_dir, "open the overlay's directory");
}

/* Creates and opens the directories `upper` and `work` in `dir`. The merged root has the
 * mode and owner of `upper`, so copy them from `lower`. */
static void make_layers(const struct container_plan *plan, int dir, int lower, int ret[2])
{
	static const char *const names[2] = { "upper", "work" };
	struct stat st;

	if (fstat(lower, &st) < 0)
		die("stat the rootfs", root_path(plan), errno, NULL);
	for (int i = 0; i < 2; i++) {
		bool made = mkdirat(dir, names[i], 0700) == 0;

		if (!made && errno != EEXIST)
			die("make the overlay's directory", names[i], errno, NULL);
		ret[i] = openat(dir, names[i],
				O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (ret[i] < 0)
			die("open the overlay's directory", names[i], errno, NULL);
		if (made && i == 0) {
			/* If our id map lacks that owner, we stay the owner. */
			(void)!fchownat(dir, names[i], st.st_uid, st.st_gid, 0);
			(void)!fchmodat(dir, names[i], st.st_mode & 07777, 0);
		}
	}
}

static int set_layer(int fs, const char *key, int fd)
{
	char path[40];

	if (fsconfig(fs, FSCONFIG_SET_FD, key, NULL, fd) == 0)
		return 0;
	/* Kernels before 6.13 need a path. Older ones may lack the key with "+", which
	 * overlayfs.rst dates to 6.8. */
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (fsconfig(fs, FSCONFIG_SET_STRING, key, path, 0) == 0)
		return 0;
	if (key[0] == 'l' && fsconfig(fs, FSCONFIG_SET_STRING, "lowerdir", path, 0) == 0)
		return 0;
	return -errno;
}

/* Returns the kernel's message about a refused overlay, fsopen(2). */
static const char *kernel_message(int fs)
{
	static char text[256];
	int err = errno; /* the caller passes errno and this message to die() */
	ssize_t n = read(fs, text, sizeof text - 1);

	errno = err;
	text[n > 0 ? n : 0] = '\0';
	return n > 2 ? text + 2 : NULL;
}

/* `user`: we are in a user namespace, where only the attributes user.overlay.* can be written.
 * Without them no directory of the lower layer can be removed. */
static int make_overlay(const struct container_plan *plan, int lower, int store, bool user)
{
	int layers[2];
	int fs = fsopen("overlay", FSOPEN_CLOEXEC);

	if (fs < 0)
		die("use", "overlay", errno, "the kernel has no overlay file system");
	make_layers(plan, store, lower, layers);
	int err = set_layer(fs, "lowerdir+", lower);
	if (!err)
		err = set_layer(fs, "upperdir", layers[0]);
	if (!err)
		err = set_layer(fs, "workdir", layers[1]);
	if (!err && user && fsconfig(fs, FSCONFIG_SET_FLAG, "userxattr", NULL, 0) < 0)
		err = -errno;
	if (!err && plan->overlay == OVERLAY_TMPFS)
		fsconfig(fs, FSCONFIG_SET_FLAG, "volatile", NULL, 0); /* 5.10 */
	if (!err && fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		err = -errno;
	int mount = err ? -1 : fsmount(fs, FSMOUNT_CLOEXEC, ROOT_ATTRIBUTES);
	if (mount < 0)
		die("make the overlay over", root_path(plan), err ? err : errno,
		    /* the check is in clone_private_mount(), fs/namespace.c */
		    user && !plan->rootfs ? "what is mounted below the host's root is "
					    "locked for a user; give a rootfs"
					  : kernel_message(fs));
	close(fs);
	close(layers[0]);
	close(layers[1]);
	return mount;
}

static int open_overlay_store(const struct container_plan *plan, int userns_fd)
{
	static const struct mount_option options[] = { { "mode", "0700" }, { NULL, NULL } };
	static const struct file_system tmpfs = { "tmpfs", options, ROOT_ATTRIBUTES };
	int store;

	if (plan->overlay == OVERLAY_DIR) {
		store = userns_fd >= 0
				? plan->overlay_fd
				: reopen_same_file(plan->overlay_dir, plan->overlay_fd);
		if (store < 0)
			die("reopen", plan->overlay_dir, store, NULL);
		return store;
	}
	store = mount_create(&tmpfs);
	if (store < 0)
		die("make the overlay's tmpfs", NULL, store, NULL);
	return store;
}

void rootfs_clone(struct container_plan *plan, int userns_fd)
{
	int source = plan->rootfs_fd;

	if (userns_fd < 0)
		source = reopen_same_file(root_path(plan), source);
	if (source < 0)
		die("reopen the rootfs", root_path(plan), source, NULL);
	int tree = mount_clone(source, ROOT_ATTRIBUTES, userns_fd);
	if (tree == -EINVAL && userns_fd >= 0)
		die("apply the id map to the rootfs", root_path(plan), EINVAL,
		    "its file system cannot; user-map = host shows it as it is");
	if (tree < 0)
		die("clone the rootfs", root_path(plan), tree, NULL);
	if (plan->overlay != OVERLAY_NO) {
		int store = open_overlay_store(plan, userns_fd);
		bool user = userns_fd < 0 &&
			    ((plan->namespaces & CLONE_NEWUSER) || !own_idmap_is_whole());
		int merged = make_overlay(plan, tree, store, user);

		close(tree);
		close(store);
		tree = merged;
	}
	plan->root_tree_fd = tree;
}

void rootfs_enter(struct container_plan *plan)
{
	int tree = plan->root_tree_fd;

	/* Attach the mount on "/". Our root directory is still the old one, which the mount
	 * now covers. */
	if (move_mount(tree, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) < 0)
		die("attach the root", root_path(plan), errno, NULL);
	volumes_attach(plan, tree);
	if (fchdir(tree) < 0)
		die("enter the root", root_path(plan), errno, NULL);
	int err = sys_pivot_root(".", ".");
	if (err)
		die("pivot to the root", root_path(plan), err, NULL);
	close(tree);
}
