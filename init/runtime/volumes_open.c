/* init/runtime/volumes_open.c - volumes and tmpfs: opened on the host, put into the root. */
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

void places_open(struct plan *plan)
{
	for (size_t i = 0; i < plan->place_count; i++) {
		struct place *place = &plan->places[i];
		struct stat st;

		if (!place->source)
			continue;
		place->source_fd = open(place->source, O_PATH | O_CLOEXEC);
		if (place->source_fd < 0 || fstat(place->source_fd, &st) < 0)
			die("open the volume", place->source, errno, NULL);
		place->is_dir = S_ISDIR(st.st_mode);
	}
}

static int make_tmpfs(const struct place *place)
{
	struct mount_option options[3] = { { NULL, NULL } };
	size_t n = 0;

	if (place->size[0])
		options[n++] = (struct mount_option){ "size", place->size };
	options[n++] =
		(struct mount_option){ "mode", place->mode[0] ? place->mode : "1777" };
	return fs_make("tmpfs", options, place->attributes);
}

static void make_volume(struct place *place, int userns_fd)
{
	int source = place->source_fd;

	if (userns_fd < 0)
		source = reopen_same(place->source, source);
	if (source < 0)
		die("open again the volume", place->source, source, NULL);
	place->tree_fd = tree_clone(source, place->attributes, userns_fd);
	if (place->tree_fd == -EINVAL && userns_fd >= 0)
		die("show through the id map the volume", place->source, EINVAL,
		    "its file system cannot; user-map = host shows it as it is");
	if (place->tree_fd < 0)
		die("clone the volume", place->source, place->tree_fd, NULL);
	close(place->source_fd);
	if (source != place->source_fd)
		close(source);
	place->source_fd = -1;
}

void places_make_trees(struct plan *plan, int userns_fd)
{
	for (size_t i = 0; i < plan->place_count; i++) {
		if (plan->places[i].source)
			make_volume(&plan->places[i], userns_fd);
	}
}

/* Where the init mounts its own file systems later: what lies below would be hidden.
 * `target` is in the tree that is attached over "/", so the kernel names it from there. */
static void check_links(const struct place *place, int target)
{
	static const char *const ours[] = { "/proc", "/sys", "/dev" };
	char link[40], path[4096];

	snprintf(link, sizeof link, "/proc/self/fd/%d", target);
	ssize_t n = readlink(link, path, sizeof path - 1);
	if (n < 0)
		die("find out where it leads to:", place->target, errno, NULL);
	path[n] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(ours); i++) {
		size_t length = strlen(ours[i]);

		if (strncmp(path, ours[i], length) == 0 &&
		    (path[length] == '/' || path[length] == '\0'))
			die("mount on", place->target, 0,
			    "a symbolic link in the image leads it into /proc, /sys or "
			    "/dev, "
			    "where it would be hidden");
	}
}

/* A symlink of the image may lead to one of the init's own places after all. */
static void check_target(const struct place *place, int root, int target)
{
	static const char *const ours[] = { ".", "proc", "sys", "dev" };
	struct stat found, st;

	if (fstat(target, &found) < 0)
		die("look at the mount point", place->target, errno, NULL);
	for (size_t i = 0; i < ARRAY_LEN(ours); i++) {
		if (fstatat(root, ours[i], &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    st.st_dev == found.st_dev && st.st_ino == found.st_ino)
			die("mount on", place->target, 0,
			    "in the image it leads to /, /proc, /sys or /dev");
	}
}

static const char *advice(int err)
{
	switch (-err) {
	case ENOTDIR: return "it is no directory in the root, what is mounted there is";
	case EISDIR: return "it is a directory in the root, what is mounted there is none";
	case EEXIST: return "in the root it is a symlink to nothing";
	case ENOENT: return "make it in the host's root, or use overlay = tmpfs";
	case EROFS:
	case EACCES:
	case EPERM: return "it is not there and cannot be made; use overlay = tmpfs";
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

/* A link may have led one below the place of another that was mounted later. */
static void check_visible(const struct place *place, int root)
{
	int seen = target_look(root, place->target);

	if (seen < 0 || mount_id(seen) != mount_id(place->tree_fd))
		die("show", place->target, 0,
		    "what is mounted later hides it, because a symbolic link in the image "
		    "leads there; name the place itself");
	close(seen);
}

void places_attach(struct plan *plan, int root)
{
	/* Nothing is made in the host's own root. */
	bool make = plan->rootfs || plan->overlay != OVERLAY_NO;
	bool any_links = false;

	for (size_t i = 0; i < plan->place_count; i++) {
		struct place *place = &plan->places[i];
		bool links;
		int target = target_open(root, place->target, place->is_dir, make, &links);

		if (target < 0)
			die("find the mount point", place->target, target, advice(target));
		check_target(place, root, target);
		if (links)
			check_links(place, target);
		any_links |= links;
		if (!place->source)
			place->tree_fd = make_tmpfs(place);
		if (place->tree_fd < 0)
			die("make the tmpfs", place->target, place->tree_fd, NULL);
		int err = tree_attach(place->tree_fd, target);
		if (err)
			die("mount on", place->target, err, NULL);
		close(target);
	}
	for (size_t i = 0; any_links && i < plan->place_count; i++)
		check_visible(&plan->places[i], root);
	for (size_t i = 0; i < plan->place_count; i++)
		close(plan->places[i].tree_fd);
}
