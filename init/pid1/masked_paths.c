/* init/pid1/masked_paths.c - hides paths of /proc and /sys, or makes them read-only. */
#include "init/pid1/masked_paths.h"

#include "conf/base/base.h"
#include "init/pid1/mountpoint.h"
#include "init/sys/mount_fd.h"

#include <errno.h>
#include <fcntl.h>
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

/* Covers a directory with an empty directory, and a file with a clone of the file
 * `empty`. */
static int cover_path(int target, int empty)
{
	static const struct file_system empty_dir = { "tmpfs", NULL, MASK };
	struct stat st;
	int tree, r;

	if (fstat(target, &st) < 0)
		return -errno;
	tree = S_ISDIR(st.st_mode) ? mount_create(&empty_dir)
				   : mount_clone(empty, MASK, -1);
	if (tree < 0)
		return tree;
	r = mount_attach(tree, target);
	close(tree);
	return r;
}

static int make_read_only(int target)
{
	int tree = mount_clone(target, MASK, -1);
	int r;

	if (tree < 0)
		return tree;
	r = mount_attach(tree, target);
	close(tree);
	return r;
}

static int for_each_path(int dir, const char *const *paths, size_t count, int empty,
			 const char **ret_what)
{
	for (size_t i = 0; i < count; i++) {
		int target = mountpoint_open(dir, paths[i]);

		if (target == -ENOENT)
			continue;
		*ret_what = paths[i];
		if (target < 0)
			return target;
		int r = empty >= 0 ? cover_path(target, empty) : make_read_only(target);
		close(target);
		if (r < 0)
			return r;
	}
	return 0;
}

static int apply_lists(int proc, int sys, int empty, const char **ret_what)
{
	int r = for_each_path(proc, masked_proc, ARRAY_LEN(masked_proc), empty, ret_what);

	if (r == 0)
		r = for_each_path(proc, read_only_proc, ARRAY_LEN(read_only_proc), -1,
				  ret_what);
	if (r == 0 && sys >= 0)
		r = for_each_path(sys, masked_sys, ARRAY_LEN(masked_sys), empty, ret_what);
	return r;
}

/* Create the empty file in the container's /dev, because before Linux 6.15 only attached
 * mounts can be cloned. Unlink it after it is mounted over the other files. */
int masked_paths_apply(int proc, int sys, int dev, const char **ret_what)
{
	static const char name[] = ".mask";
	int empty = openat(dev, name, O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			   0444);
	int r;

	*ret_what = "an empty file in /dev";
	if (empty < 0)
		return -errno;
	r = apply_lists(proc, sys, empty, ret_what);
	close(empty);
	unlinkat(dev, name, 0);
	return r;
}
