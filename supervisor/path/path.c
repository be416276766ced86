/* supervisor/path/path.c - opens paths that other users may control in part. */
#include "supervisor/path/path.h"

#include "supervisor/path/trust.h"

#include "conf/base/raw_syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#define HERE      (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define LINKS_MAX 40 /* path_resolution(7): MAXSYMLINKS */

/* The letters of uses.def. */
enum { R = 1, D = 2, F = 4, S = 8, C = 16, ALL = R | D | F | S | C, L = 32, W = 64 };

static const struct {
	const char *key;
	unsigned char own, others;
} uses[] = {
#define PATH_USE(id, key, process, ids, own, others) [PATH_##id] = { key, own, others },
#include "supervisor/path/uses.def"
#undef PATH_USE
};

/* The state of a walk: a directory, and the rest of the path from there. */
struct walk {
	int dir;
	unsigned links;
	char name[PATH_COMPONENT];
	char rest[PATH_MAX];
};

static int open_at(int dir, const char *name, int flags, unsigned mode)
{
	return (int)raw_syscall_retry(SYS_openat, dir, (long)name, flags, mode, 0);
}

static void close_fd(int fd)
{
	raw_syscall(SYS_close, fd, 0, 0, 0, 0);
}

const char *path_key(enum path_use use)
{
	return uses[use].key;
}

bool path_next(const char **path, const char **ret_name, size_t *ret_len)
{
	const char *pos = *path + strspn(*path, "/");

	*ret_name = pos;
	*ret_len = strcspn(pos, "/");
	*path = pos + *ret_len;
	*path += strspn(*path, "/");
	return *ret_len > 0;
}

/* ---- walking a path ---- */

static void walk_move_to(struct walk *w, int dir)
{
	if (w->dir >= 0)
		close_fd(w->dir);
	w->dir = dir;
}

/* Puts the text of a link in front of the rest of the path. */
static int prepend_target(struct walk *w, const char *target, size_t len)
{
	size_t rest = strlen(w->rest);

	if (len + 1 + rest >= sizeof w->rest)
		return -ENAMETOOLONG;
	memmove(w->rest + len + 1, w->rest, rest + 1);
	memcpy(w->rest, target, len);
	w->rest[len] = '/';
	if (rest == 0) /* the link was the last component: add no slash */
		w->rest[len] = '\0';
	return 0;
}

/* Follows the link w->name. Returns -EXDEV for a link in /proc, because its target may have
 * no path. */
static int follow_link(struct walk *w)
{
	char target[PATH_MAX];
	long n;
	int r = trust_link(w->dir, w->name);

	if (r < 0 || ++w->links > LINKS_MAX)
		return r < 0 ? r : -ELOOP;
	if (trust_is_proc(w->dir))
		return -EXDEV;
	n = raw_syscall_retry(SYS_readlinkat, w->dir, (long)w->name, (long)target,
			      sizeof target, 0);
	if (n <= 0 || n == (long)sizeof target)
		return n < 0 ? (int)n : n == 0 ? -ENOENT : -ENAMETOOLONG;
	if ((r = prepend_target(w, target, (size_t)n)) < 0 || target[0] != '/')
		return r;
	int root = path_root();
	if (root >= 0)
		walk_move_to(w, root);
	return root < 0 ? root : 0;
}

/* Moves the next component from w->rest to w->name. Returns 1, 0 after the last component,
 * or a negative errno. */
static int next_component(struct walk *w)
{
	const char *pos = w->rest, *name;
	size_t len;

	if (!path_next(&pos, &name, &len))
		return 0;
	if (len >= sizeof w->name)
		return -ENAMETOOLONG;
	memcpy(w->name, name, len);
	w->name[len] = '\0';
	memmove(w->rest, pos, strlen(pos) + 1);
	return 1;
}

/* Enters the directory w->name. If it is a link, puts its target in front of the rest. */
static int enter_component(struct walk *w)
{
	int fd = open_at(w->dir, w->name, HERE, 0), r;

	if (fd == -ENOTDIR || fd == -ELOOP) {
		r = follow_link(w);
		if (r != -EXDEV)
			return r == -EINVAL ? -ENOTDIR : r;
		fd = open_at(w->dir, w->name, HERE & ~O_NOFOLLOW, 0);
	}
	if (fd < 0)
		return fd;
	walk_move_to(w, fd);
	return 0;
}

/* Enters all components but the last, and leaves that in w->name ("." if there is none). */
static int enter_all_but_last(struct walk *w)
{
	int r = next_component(w);

	if (r == 0)
		memcpy(w->name, ".", 2);
	while (r > 0 && w->rest[0] != '\0') {
		r = enter_component(w);
		if (r == 0)
			r = next_component(w);
		if (r == 0)
			memcpy(w->name, ".", 2);
	}
	return r < 0 ? r : 0;
}

static int walk_begin(struct walk *w, int dir, const char *path)
{
	size_t len = strlen(path);

	w->links = 0;
	if (len >= sizeof w->rest || len == 0)
		return len == 0 ? -ENOENT : -ENAMETOOLONG;
	memcpy(w->rest, path, len + 1);
	w->dir = path[0] == '/' ? path_root() : open_at(dir, ".", HERE, 0);
	return w->dir < 0 ? w->dir : 0;
}

/* ---- the last component ---- */

static unsigned kind_of(const struct stat *st)
{
	return S_ISREG(st->st_mode)    ? R
	       : S_ISDIR(st->st_mode)  ? D
	       : S_ISFIFO(st->st_mode) ? F
	       : S_ISSOCK(st->st_mode) ? S
	       : S_ISLNK(st->st_mode)  ? 0
				       : C;
}

/* Whoever controls the directory, reading and writing the kernel's null device does nothing.
 * In a user namespace /dev belongs to an id outside, so it is not root's directory. */
static bool is_null_device(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3); /* null(4) */
}

static int check_kind(enum path_use use, int dir, const struct stat *st)
{
	bool own = is_null_device(st) || trust_directory(dir);
	unsigned kinds = own ? uses[use].own : uses[use].others;

	if (!(kinds & kind_of(st)))
		return kinds & D ? -ENOTDIR : -EINVAL;
	if (!own && !S_ISDIR(st->st_mode) && st->st_nlink > 1 &&
	    !path_hard_links_protected())
		return -EMLINK;
	return 0;
}

static int check_opened(enum path_use use, int dir, int fd)
{
	struct stat st;
	int r = trust_look(fd, "", AT_EMPTY_PATH, &st);

	if (r == 0)
		r = check_kind(use, dir, &st);
	if (r == 0)
		return fd;
	close_fd(fd);
	return r;
}

/* Checks the kind before the open, because opening a device may have side effects and
 * opening a FIFO blocks. */
static int open_leaf(enum path_use use, const struct walk *w, int flags, unsigned mode)
{
	struct stat st;
	int r = trust_look(w->dir, w->name, AT_SYMLINK_NOFOLLOW, &st), fd;

	if (r == -ENOENT && flags & O_CREAT)
		st.st_mode = S_IFREG;
	else if (r < 0)
		return r;
	else if (S_ISLNK(st.st_mode))
		return -ELOOP;
	else if ((r = check_kind(use, w->dir, &st)) < 0)
		return r;
	if (S_ISFIFO(st.st_mode) && uses[use].own & W)
		flags = (flags & ~O_ACCMODE) | O_RDWR;
	fd = open_at(w->dir, w->name, flags | O_NOFOLLOW, mode);
	return fd < 0 ? fd : check_opened(use, w->dir, fd);
}

/* Opens the target of a link in /proc through the link. */
static int open_magic(enum path_use use, const struct walk *w, int flags)
{
	int fd = open_at(w->dir, w->name, flags & ~O_CREAT, 0);

	return fd < 0 ? fd : check_opened(use, w->dir, fd);
}

static int open_guarded(enum path_use use, struct walk *w, int flags, unsigned mode)
{
	for (;;) {
		int r = enter_all_but_last(w);

		if (r == 0)
			r = open_leaf(use, w, flags, mode);
		if (r != -ELOOP || uses[use].own & L)
			return r;
		r = follow_link(w);
		if (r == -EXDEV)
			return open_magic(use, w, flags);
		/* -EINVAL: the link was replaced by something else meanwhile. */
		if (r < 0)
			return r == -EINVAL ? -EAGAIN : r;
	}
}

/* ---- public functions ---- */

int path_open(enum path_use use, int dir, const char *path, int flags, unsigned mode)
{
	struct walk w = { .dir = -1 };
	int r;

	flags |= O_CLOEXEC | O_NOCTTY | (flags & O_PATH ? 0 : O_NONBLOCK);
	r = walk_begin(&w, dir, path);
	if (r == 0)
		r = open_guarded(use, &w, flags, mode);
	if (w.dir >= 0)
		close_fd(w.dir);
	return r;
}

static unsigned kinds_by_kernel(enum path_use use, const struct stat *st)
{
	return is_null_device(st) ? uses[use].own : uses[use].others;
}

/* Opens with the ids of the service. The kernel checks the permissions, we check the
 * kind. */
static int open_by_kernel(enum path_use use, int dir, const char *path, int flags,
			  unsigned mode)
{
	struct stat st;
	int r = trust_look(dir, path, 0, &st), fd;

	if (r < 0 && (r != -ENOENT || !(flags & O_CREAT)))
		return r;
	if (r == 0 && !(kinds_by_kernel(use, &st) & kind_of(&st)))
		return uses[use].others & D ? -ENOTDIR : -EINVAL;
	if (r == 0 && S_ISFIFO(st.st_mode))
		flags = (flags & ~O_ACCMODE) | O_RDWR;
	fd = open_at(dir, path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode);
	if (fd >= 0 && trust_look(fd, "", AT_EMPTY_PATH, &st) == 0 &&
	    !(kinds_by_kernel(use, &st) & kind_of(&st))) {
		close_fd(fd);
		fd = -EINVAL;
	}
	return fd;
}

int path_open_as(const struct path_how *how, enum path_use use, int dir, const char *path)
{
	const struct path_ids *ids = how->ids;
	int fd = path_open(use, dir, path, how->flags, how->mode);
	long gid;

	if ((fd != -ELOOP && fd != -EMLINK) || ids == NULL || uses[use].own & L)
		return fd;
	if (raw_syscall(SYS_setgroups, (long)ids->group_count, (long)ids->groups, 0, 0, 0) <
	    0)
		return fd;
	/* Both calls return the old id, even if they fail; a second call shows the current
	 * one (setfsuid(2)). An fsuid other than 0 drops the capabilities for files
	 * (capabilities(7)). */
	gid = raw_syscall(SYS_setfsgid, (long)ids->gid, 0, 0, 0, 0);
	raw_syscall(SYS_setfsuid, (long)ids->uid, 0, 0, 0, 0);
	if (raw_syscall(SYS_setfsuid, -1, 0, 0, 0, 0) == (long)ids->uid &&
	    raw_syscall(SYS_setfsgid, -1, 0, 0, 0, 0) == (long)ids->gid)
		fd = open_by_kernel(use, dir, path, how->flags, how->mode);
	raw_syscall(SYS_setfsuid, 0, 0, 0, 0, 0);
	raw_syscall(SYS_setfsgid, gid, 0, 0, 0, 0);
	return fd;
}

int path_parent(enum path_use use, int dir, const char *path, char name[PATH_COMPONENT])
{
	struct walk w = { .dir = -1 };
	struct stat st;
	int r = walk_begin(&w, dir, path);

	for (bool more = r == 0; more;) {
		r = enter_all_but_last(&w);
		more = r == 0 && !(uses[use].own & L) &&
		       trust_look(w.dir, w.name, AT_SYMLINK_NOFOLLOW, &st) == 0 &&
		       S_ISLNK(st.st_mode);
		if (more)
			r = follow_link(&w);
		more &= r == 0;
	}
	if (r == 0) {
		memcpy(name, w.name, sizeof w.name);
		return w.dir;
	}
	if (w.dir >= 0)
		close_fd(w.dir);
	return r;
}

int path_root(void)
{
	return open_at(AT_FDCWD, "/", HERE, 0);
}

int path_step(int dir, const char *name)
{
	struct walk w = { .dir = -1 };
	int r = walk_begin(&w, dir, name);

	/* `name` is one component. If it is a link, the components of its target follow. */
	while (r == 0 && (r = next_component(&w)) > 0)
		r = enter_component(&w);
	if (r == 0)
		return w.dir;
	if (w.dir >= 0)
		close_fd(w.dir);
	return r;
}

const char *path_reason(int err)
{
	switch (err < 0 ? -err : err) {
	case ELOOP:
		return "a symbolic link in it is not root's, or others may replace it; "
		       "root "
		       "does not follow it";
	case EMLINK: return "a hard link in a directory that others may write";
	case EINVAL: return "not a regular file";
	}
	return NULL;
}
