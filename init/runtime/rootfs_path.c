/* init/runtime/rootfs_path.c - finds a path below the root without leaving it.
 *
 * Each step opens the path so far with openat2(2), relative to the root descriptor. So a
 * symbolic link that is swapped in meanwhile still resolves inside the root
 * (CVE-2021-30465). A missing part is created in the directory that was just opened, never
 * by its path (CVE-2024-45310). */
#include "init/runtime/rootfs_path.h"

#include "init/sys/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* openat2(2) fails with EAGAIN if a rename races with the walk. */
#define TRIES_MAX 64

static int open_resolved(int root, const char *path, uint64_t flags)
{
	int fd = -EAGAIN;

	for (int i = 0; i < TRIES_MAX && fd == -EAGAIN; i++)
		fd = sys_openat2(root, path, O_PATH | O_CLOEXEC, 0,
				 RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | flags);
	return fd;
}

static int open_below(int root, const char *path)
{
	return open_resolved(root, path, 0);
}

int rootfs_path_lookup(int root, const char *path)
{
	return open_below(root, path);
}

/* Creates `name` in `parent`. Refuses a dangling symbolic link with that name. */
static int make_component(int parent, const char *name, bool is_dir)
{
	if (is_dir)
		return mkdirat(parent, name, 0755) < 0 ? -errno : 0;
	int fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0644);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* Opens or creates the prefixes of the path in order: "/a", "/a/b", ... */
static int make_path(int root, char *path, bool is_dir)
{
	int parent = open_below(root, "/");
	int err = parent < 0 ? parent : 0;

	for (char *end = path; !err && *end;) {
		char *name = end + 1;

		end = name + strcspn(name, "/");
		char kept = *end;
		*end = '\0';
		int next = open_below(root, path);
		if (next == -ENOENT) {
			err = make_component(parent, name, kept != '\0' || is_dir);
			next = err ? err : open_below(root, path);
		}
		*end = kept;
		err = next < 0 ? next : 0;
		close(parent);
		parent = next;
	}
	return err ? err : parent;
}

int rootfs_path_open(int root, const char *path, bool is_dir, bool make, bool *ret_links)
{
	char copy[4096]; /* PATH_MAX */
	struct stat st;
	int fd = open_resolved(root, path, RESOLVE_NO_SYMLINKS);

	*ret_links = fd == -ELOOP;
	if (*ret_links)
		fd = open_below(root, path);
	if (fd == -ENOENT && make) {
		if (strlen(path) >= sizeof copy)
			return -ENAMETOOLONG;
		strcpy(copy, path);
		fd = make_path(root, copy, is_dir);
	}
	if (fd < 0)
		return fd;
	int err = fstat(fd, &st) < 0 ? -errno : 0;
	if (!err && is_dir && !S_ISDIR(st.st_mode))
		err = -ENOTDIR;
	if (!err && !is_dir && S_ISDIR(st.st_mode))
		err = -EISDIR;
	if (err)
		close(fd);
	return err ? err : fd;
}
