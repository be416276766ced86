/* init/runtime/exposure.c - warns if a container exposes host files or the host network. */
#include "init/runtime/exposure.h"

#include "conf/conf.h"
#include "init/runtime/container_plan.h"
#include "init/runtime/die.h"
#include "init/runtime/own_idmap.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX 256

const char *exposure_network(const struct conf *conf)
{
	const struct conf_section *container = conf_container(conf);

	/* Root in a user namespace has only the rights of an ordinary user on the host. */
	if (geteuid() != 0 || !own_idmap_is_whole() || !container ||
	    conf_is_set(container, CONF_CONTAINER_NETWORK))
		return NULL;
	return "[container] network is not set: the container is in the host's network "
	       "and reaches its abstract Unix sockets; write network = none, or network = "
	       "host if that is meant";
}

static bool is_closed(const struct stat *st)
{
	return !(st->st_mode & S_IXOTH) && (!(st->st_mode & S_IXGRP) || st->st_gid == 0);
}

/* Returns true if users other than root can reach `fd`: neither it nor a directory above it
 * is closed to them. The walk ends at "/", which is its own "..". A file counts as
 * reachable. */
static bool is_reachable(int fd)
{
	int dir = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	struct stat before = { .st_ino = 0 }, st;
	bool closed = false;

	for (int i = 0; i < DEPTH_MAX && dir >= 0 && fstat(dir, &st) == 0; i++) {
		closed = S_ISDIR(st.st_mode) && is_closed(&st);
		if (closed || !S_ISDIR(st.st_mode) ||
		    (i > 0 && st.st_ino == before.st_ino && st.st_dev == before.st_dev))
			break;
		before = st;
		int up = openat(dir, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
		close(dir);
		dir = up;
	}
	if (dir >= 0)
		close(dir);
	return !closed;
}

/* Returns true if no directory above `fd` is closed to other users. Ignores the mode of
 * `fd`, because root inside can change it. */
static bool is_open_above(int fd)
{
	int up = openat(fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool open = up < 0 || is_reachable(up);

	if (up >= 0)
		close(up);
	return open;
}

static bool warn_of_directory(const char *path, const char *advice)
{
	warn("warning: root inside can make setuid programs of the host's root in %s, and "
	     "other users of the host can run them; make a directory above it 0700, or %s",
	     path, advice);
	return true;
}

void exposure_check_files(const struct container_plan *plan)
{
	static const char advice[] = "use overlay = tmpfs or read-only = yes";

	if (!plan->idmapped || !plan->own_root)
		return;
	/* The overlay stores its files below this directory. Root inside cannot change its
	 * mode. */
	if (plan->overlay == OVERLAY_DIR && is_reachable(plan->overlay_fd) &&
	    warn_of_directory(plan->overlay_dir, advice))
		return;
	if (plan->overlay == OVERLAY_NO && !plan->read_only && plan->rootfs &&
	    is_open_above(plan->rootfs_fd) && warn_of_directory(plan->rootfs, advice))
		return;
	for (size_t i = 0; i < plan->volume_count; i++) {
		const struct volume *volume = &plan->volumes[i];

		if (volume->source && volume->is_dir &&
		    !(volume->attributes & MOUNT_ATTR_RDONLY) &&
		    is_open_above(volume->source_fd) &&
		    warn_of_directory(volume->source, "add :ro to the volume"))
			return;
	}
}
