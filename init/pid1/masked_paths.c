/* init/pid1/masked_paths.c - hides paths of /proc and /sys, or makes them read-only. */
#include "init/pid1/masked_paths.h"

#include "conf/base/base.h"
#include "init/sys/mount_fd.h"
#include "init/sys/mount_name.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define MASK (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

static const char *const masked_files[] = {
	"interrupts",  "kcore",      "keys",        "latency_stats",
	"sched_debug", "timer_list", "timer_stats",
};
static const char *const masked_directories[] = { "acpi", "asound", "scsi" };
/* In /sys all are directories. */
static const char *const masked_sys[] = { "firmware", "devices/virtual/powercap" };
static const char *const read_only_proc[] = { "bus", "fs", "irq", "sys", "sysrq-trigger" };
static const char empty_file[] = ".mask";

/* The first file and the first directory that are covered, or NULL. Their covers are
 * mounted over the others too. */
struct covered {
	const char *file, *dir;
	int dev; /* the new /dev, with the empty file */
};

static int cover_file(struct covered *covered, const char *name)
{
	if (covered->file)
		return mount_bind_on(name, covered->file);
	int tree = mount_clone_at(covered->dev, empty_file, MASK);
	int r = tree < 0 ? tree : mount_attach_at(tree, AT_FDCWD, name);

	if (tree >= 0)
		close(tree);
	if (r == 0)
		covered->file = name;
	return r;
}

static int cover_directory(struct covered *covered, const char *name)
{
	static const struct file_system empty = { "tmpfs", NULL, MASK };
	int r = covered->dir ? mount_bind_on(name, covered->dir)
			     : mount_new_on(name, &empty);

	if (r == 0 && !covered->dir)
		covered->dir = name;
	return r;
}

static int cover_name(struct covered *covered, const char *name, bool dir)
{
	int r = dir ? cover_directory(covered, name) : cover_file(covered, name);

	/* Only a directory can be mounted on a directory, and only a file on a file:
	 * mount(2), move_mount(2). A kernel may have the other kind there. */
	if (r != -ENOTDIR && r != -EINVAL)
		return r;
	return dir ? cover_file(covered, name) : cover_directory(covered, name);
}

static int cover_names(struct covered *covered, const char *const *names, size_t count,
		       bool dirs, const char **ret_what)
{
	for (size_t i = 0; i < count; i++) {
		int r = cover_name(covered, names[i], dirs);

		*ret_what = names[i];
		if (r < 0 && r != -ENOENT)
			return r;
	}
	return 0;
}

/* Mounts the names over themselves while /proc is read-only, which makes these mounts
 * read-only. */
static int make_read_only(int proc, const char **ret_what)
{
	int r = mount_make_read_only(proc, true);

	*ret_what = "its mount";
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(read_only_proc); i++) {
		*ret_what = read_only_proc[i];
		r = mount_bind_on(read_only_proc[i], read_only_proc[i]);
		if (r == -ENOENT)
			r = 0;
	}
	return r < 0 ? r : mount_make_read_only(proc, false);
}

static int mask_proc(int proc, struct covered *covered, const char **ret_what)
{
	int r = fchdir(proc) < 0 ? -errno : 0;

	if (r == 0)
		r = cover_names(covered, masked_files, ARRAY_LEN(masked_files), false,
				ret_what);
	if (r == 0)
		r = cover_names(covered, masked_directories, ARRAY_LEN(masked_directories),
				true, ret_what);
	return r < 0 ? r : make_read_only(proc, ret_what);
}

static int mask_sys(int sys, struct covered *covered, const char **ret_what)
{
	covered->file = covered->dir = NULL; /* they are names in /proc */
	if (fchdir(sys) < 0)
		return -errno;
	return cover_names(covered, masked_sys, ARRAY_LEN(masked_sys), true, ret_what);
}

/* Create the empty file in the container's /dev, because before Linux 6.15 only attached
 * mounts can be cloned. Unlink it after it is mounted over the other files. */
int masked_paths_apply(int proc, int sys, int dev, const char **ret_what)
{
	struct covered covered = { .dev = dev };
	int r;

	*ret_what = "an empty file in /dev";
	if (mknodat(dev, empty_file, S_IFREG | 0444, 0) < 0)
		return -errno;
	r = mask_proc(proc, &covered, ret_what);
	if (r == 0 && sys >= 0)
		r = mask_sys(sys, &covered, ret_what);
	unlinkat(dev, empty_file, 0);
	return r;
}
