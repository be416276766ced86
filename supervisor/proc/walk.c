/* supervisor/proc/walk.c - paths of which parts belong to somebody who may be hostile. */
#include "supervisor/proc/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HERE (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

bool walk_next(const char **path, const char **ret_name, size_t *ret_len)
{
	const char *at = *path + strspn(*path, "/");

	*ret_name = at;
	*ret_len = strcspn(at, "/");
	*path = at + *ret_len;
	*path += strspn(*path, "/");
	return *ret_len > 0;
}

int walk_root(void)
{
	int fd = open("/", HERE);

	return fd < 0 ? -errno : fd;
}

static bool is_ours(const struct stat *st)
{
	return st->st_uid == 0 || st->st_uid == geteuid();
}

/* Nobody but root or us can have put it there, or can change it. */
static bool may_follow(int dir, const char *name)
{
	struct stat link, above;

	return fstatat(dir, name, &link, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISLNK(link.st_mode) && is_ours(&link) &&
	       fstatat(dir, "", &above, AT_EMPTY_PATH) == 0 && is_ours(&above) &&
	       (above.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static int step(int dir, const char *name, unsigned links);

static int follow(int dir, const char *name, unsigned links)
{
	char target[PATH_MAX], part[WALK_NAME_MAX];
	ssize_t n = readlinkat(dir, name, target, sizeof target);
	const char *at = target, *word;
	size_t len;
	int now;

	if (n < 0 || n == (ssize_t)sizeof target)
		return n < 0 ? -errno : -ENAMETOOLONG;
	target[n] = '\0';
	now = target[0] == '/' ? walk_root() : openat(dir, ".", HERE);
	while (now >= 0 && walk_next(&at, &word, &len)) {
		int next = -ENAMETOOLONG;

		if (len < sizeof part) {
			memcpy(part, word, len);
			part[len] = '\0';
			next = step(now, part, links + 1);
		}
		close(now);
		now = next;
	}
	return now;
}

static int step(int dir, const char *name, unsigned links)
{
	int fd = openat(dir, name, HERE);

	if (fd >= 0)
		return fd;
	if (errno != ENOTDIR && errno != ELOOP)
		return -errno;
	struct stat st;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (!S_ISLNK(st.st_mode))
		return -ENOTDIR;
	return links < WALK_LINKS && may_follow(dir, name) ? follow(dir, name, links)
							   : -ELOOP;
}

int walk_step(int dir, const char *name)
{
	return step(dir, name, 0);
}
