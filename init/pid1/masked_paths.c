/* init/pid1/masked_paths.c - hides paths of /proc and /sys, or makes them read-only. */
#include "init/pid1/masked_paths.h"

#include "conf/base/base.h"
#include "init/sys/mount_fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const masked_proc[] = {
	"acpi",          "asound",      "interrupts", "kcore",      "keys",
	"latency_stats", "sched_debug", "scsi",       "timer_list", "timer_stats",
};
static const char *const masked_sys[] = { "firmware", "devices/virtual/powercap" };
static const char *const read_only_proc[] = { "bus", "fs", "irq", "sys", "sysrq-trigger" };

#define MASK (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* The mounts that cover files and directories. The first one of each kind is attached, and
 * the others are clones of it: before Linux 6.15 only attached mounts can be cloned. */
struct covers {
	int empty_file; /* in the container's /dev */
	int file_tree;  /* mounted over the first file; -1 before */
	int dir_tree;   /* mounted over the first directory; -1 before */
};

static int make_cover(const struct covers *covers, bool dir)
{
	static const struct file_system empty_dir = { "tmpfs", NULL, MASK };
	int first = dir ? covers->dir_tree : covers->file_tree;

	if (first >= 0)
		return mount_clone_alike(first);
	return dir ? mount_create(&empty_dir) : mount_clone(covers->empty_file, MASK, -1);
}

/* The path is in a proc or sysfs that we have just mounted, so nobody can have replaced
 * part of it by a symbolic link. */
static int cover_path(struct covers *covers, int dir, const char *path)
{
	struct stat st;

	if (fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	int *first = S_ISDIR(st.st_mode) ? &covers->dir_tree : &covers->file_tree;
	int tree = make_cover(covers, S_ISDIR(st.st_mode));
	int r = tree < 0 ? tree : mount_attach_at(tree, dir, path);

	if (r == 0 && *first < 0)
		*first = tree;
	else if (tree >= 0)
		close(tree);
	return r;
}

static int make_read_only(int dir, const char *path)
{
	int tree = mount_clone_at(dir, path, MASK);
	int r = tree < 0 ? tree : mount_attach_at(tree, dir, path);

	if (tree >= 0)
		close(tree);
	return r;
}

/* Covers the paths. Without `covers` makes them read-only. */
static int for_each_path(int dir, const char *const *paths, size_t count,
			 struct covers *covers, const char **ret_what)
{
	for (size_t i = 0; i < count; i++) {
		int r = covers ? cover_path(covers, dir, paths[i])
			       : make_read_only(dir, paths[i]);

		*ret_what = paths[i];
		if (r < 0 && r != -ENOENT)
			return r;
	}
	return 0;
}

static int apply_lists(int proc, int sys, struct covers *covers, const char **ret_what)
{
	int r = for_each_path(proc, masked_proc, ARRAY_LEN(masked_proc), covers, ret_what);

	if (r == 0)
		r = for_each_path(proc, read_only_proc, ARRAY_LEN(read_only_proc), NULL,
				  ret_what);
	if (r == 0 && sys >= 0)
		r = for_each_path(sys, masked_sys, ARRAY_LEN(masked_sys), covers, ret_what);
	return r;
}

/* Create the empty file in the container's /dev, because before Linux 6.15 only attached
 * mounts can be cloned. Unlink it after it is mounted over the other files. */
int masked_paths_apply(int proc, int sys, int dev, const char **ret_what)
{
	static const char name[] = ".mask";
	struct covers covers = { .file_tree = -1, .dir_tree = -1 };
	int flags = O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, r;

	*ret_what = "an empty file in /dev";
	covers.empty_file = openat(dev, name, flags, 0444);
	if (covers.empty_file < 0)
		return -errno;
	r = apply_lists(proc, sys, &covers, ret_what);
	close(covers.empty_file);
	if (covers.file_tree >= 0)
		close(covers.file_tree);
	if (covers.dir_tree >= 0)
		close(covers.dir_tree);
	unlinkat(dev, name, 0);
	return r;
}
