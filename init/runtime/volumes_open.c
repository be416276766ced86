/* init/runtime/volumes_open.c - opens volumes on the host and attaches them in the root. */
#include "init/runtime/volumes.h"

#include "init/runtime/die.h"
#include "init/runtime/rootfs_path.h"
#include "init/sys/mount_fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void volumes_open(struct container_plan *plan)
{
	for (size_t i = 0; i < plan->volume_count; i++) {
		struct volume *volume = &plan->volumes[i];
		struct stat st;

		if (!volume->source)
			continue;
		volume->source_fd = open(volume->source, O_PATH | O_CLOEXEC);
		if (volume->source_fd < 0 || fstat(volume->source_fd, &st) < 0)
			die("open the volume", volume->source, errno, NULL);
		volume->is_dir = S_ISDIR(st.st_mode);
	}
}

static int make_tmpfs(const struct volume *volume)
{
	struct mount_option options[3] = { { NULL, NULL } };
	size_t n = 0;

	if (volume->size[0])
		options[n++] = (struct mount_option){ "size", volume->size };
	options[n++] =
		(struct mount_option){ "mode", volume->mode[0] ? volume->mode : "1777" };
	return mount_create(&(struct file_system){ "tmpfs", options, volume->attributes });
}

static void make_volume(struct volume *volume, int userns_fd)
{
	int source = volume->source_fd;

	if (userns_fd < 0)
		source = reopen_same_file(volume->source, source);
	if (source < 0)
		die("reopen the volume", volume->source, source, NULL);
	volume->tree_fd = mount_clone(source, volume->attributes, userns_fd);
	if (volume->tree_fd == -EINVAL && userns_fd >= 0)
		die("apply the id map to the volume", volume->source, EINVAL,
		    "its file system cannot; user-map = host shows it as it is");
	if (volume->tree_fd < 0)
		die("clone the volume", volume->source, volume->tree_fd, NULL);
	close(volume->source_fd);
	if (source != volume->source_fd)
		close(source);
	volume->source_fd = -1;
}

void volumes_clone(struct container_plan *plan, int userns_fd)
{
	for (size_t i = 0; i < plan->volume_count; i++) {
		if (plan->volumes[i].source)
			make_volume(&plan->volumes[i], userns_fd);
	}
}

/* Dies if symbolic links lead the volume into a directory such as /proc, where the init
 * later mounts its own file system and hides the volume. `target` is in the tree attached
 * on "/", so the kernel shows its path from there. */
static void check_links(const struct volume *volume, int target)
{
	static const char *const init_mounts[] = { "/proc", "/sys", "/dev" };
	char link[40], path[4096];

	snprintf(link, sizeof link, "/proc/self/fd/%d", target);
	ssize_t n = readlink(link, path, sizeof path - 1);
	if (n < 0)
		die("resolve the mount point", volume->target, errno, NULL);
	path[n] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(init_mounts); i++) {
		size_t length = strlen(init_mounts[i]);

		if (strncmp(path, init_mounts[i], length) == 0 &&
		    (path[length] == '/' || path[length] == '\0'))
			die("mount on", volume->target, 0,
			    "a symbolic link in the image leads it into /proc, /sys or "
			    "/dev, "
			    "where it would be hidden");
	}
}

/* Dies if the target is itself a directory on which the init mounts. A symbolic link of the
 * image may lead there. */
static void check_target(const struct volume *volume, int root, int target)
{
	static const char *const init_mounts[] = { ".", "proc", "sys", "dev" };
	struct stat found, st;

	if (fstat(target, &found) < 0)
		die("stat the mount point", volume->target, errno, NULL);
	for (size_t i = 0; i < ARRAY_LEN(init_mounts); i++) {
		if (fstatat(root, init_mounts[i], &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    st.st_dev == found.st_dev && st.st_ino == found.st_ino)
			die("mount on", volume->target, 0,
			    "in the image it leads to /, /proc, /sys or /dev");
	}
}

static const char *target_advice(int err)
{
	switch (-err) {
	case ENOTDIR: return "it is a file in the root, but a directory is mounted there";
	case EISDIR: return "it is a directory in the root, but a file is mounted there";
	case EEXIST: return "in the root it is a dangling symbolic link";
	case ENOENT: return "create it in the root of the host, or use overlay = tmpfs";
	case EROFS:
	case EACCES:
	case EPERM: return "it does not exist and cannot be created; use overlay = tmpfs";
	}
	return NULL;
}

static uint64_t mount_id(int fd)
{
	struct statx st;

	return statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &st) == 0 &&
			       st.stx_mask & STATX_MNT_ID
		       ? st.stx_mnt_id
		       : 0;
}

/* Dies if a later mount hides the volume. This happens if a symbolic link leads the volume
 * below that mount. */
static void check_visible(const struct volume *volume, int root)
{
	int seen = rootfs_path_lookup(root, volume->target);

	if (seen < 0 || mount_id(seen) != mount_id(volume->tree_fd))
		die("show", volume->target, 0,
		    "a later mount hides it, because a symbolic link in the image leads "
		    "there; write the path that it leads to");
	close(seen);
}

void volumes_attach(struct container_plan *plan, int root)
{
	/* Never create directories in the host's root. */
	bool make = plan->rootfs || plan->overlay != OVERLAY_NO;
	bool any_links = false;

	for (size_t i = 0; i < plan->volume_count; i++) {
		struct volume *volume = &plan->volumes[i];
		bool links;
		int target = rootfs_path_open(root, volume->target, volume->is_dir, make,
					      &links);

		if (target < 0)
			die("find the mount point", volume->target, target,
			    target_advice(target));
		check_target(volume, root, target);
		if (links)
			check_links(volume, target);
		any_links |= links;
		if (!volume->source)
			volume->tree_fd = make_tmpfs(volume);
		if (volume->tree_fd < 0)
			die("make the tmpfs", volume->target, volume->tree_fd, NULL);
		int err = mount_attach(volume->tree_fd, target);
		if (err)
			die("mount on", volume->target, err, NULL);
		close(target);
	}
	for (size_t i = 0; any_links && i < plan->volume_count; i++)
		check_visible(&plan->volumes[i], root);
	for (size_t i = 0; i < plan->volume_count; i++)
		close(plan->volumes[i].tree_fd);
}
