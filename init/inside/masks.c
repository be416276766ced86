/* init/inside/masks.c - what a container must not see or change of /proc and /sys. */
#include "init/inside/masks.h"

#include "conf/base/base.h"
#include "init/inside/places.h"
#include "init/sys/mounts.h"

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

/* An empty directory over a directory, the null device over a file. */
static int cover(int target, int null)
{
	struct stat st;
	int tree, r;

	if (fstat(target, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		tree = fs_make("tmpfs", NULL, MASK);
	else
		tree = open_tree(null, "",
				 OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);
	if (tree < 0)
		return S_ISDIR(st.st_mode) ? tree : -errno;
	r = tree_attach(tree, target);
	close(tree);
	return r;
}

static int make_read_only(int target)
{
	struct mount_attr attr = { .attr_set = MASK };
	int tree = open_tree(target, "",
			     OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH |
				     AT_RECURSIVE);
	int r = 0;

	if (tree < 0)
		return -errno;
	if (mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof attr) < 0)
		r = -errno;
	else
		r = tree_attach(tree, target);
	close(tree);
	return r;
}

static int each(int dir, const char *const *paths, size_t count, int null,
		const char **ret_what)
{
	for (size_t i = 0; i < count; i++) {
		int target = place_open(dir, paths[i]);

		if (target == -ENOENT)
			continue;
		*ret_what = paths[i];
		if (target < 0)
			return target;
		int r = null >= 0 ? cover(target, null) : make_read_only(target);
		close(target);
		if (r < 0)
			return r;
	}
	return 0;
}

int masks_apply(int proc, int sys, int null, const char **ret_what)
{
	int r;

	if (null < 0) {
		*ret_what = "/dev/null";
		return -ENOENT;
	}
	r = each(proc, masked_proc, ARRAY_LEN(masked_proc), null, ret_what);

	if (r == 0)
		r = each(proc, read_only_proc, ARRAY_LEN(read_only_proc), -1, ret_what);
	if (r == 0 && sys >= 0)
		r = each(sys, masked_sys, ARRAY_LEN(masked_sys), null, ret_what);
	return r;
}
