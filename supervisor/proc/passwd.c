/* supervisor/proc/passwd.c - names with other ids in /etc/passwd and /etc/group. */
#include "supervisor/proc/passwd.h"

#include "supervisor/path/path.h"
#include "supervisor/proc/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX (1u << 20)

struct out {
	char *to;
	size_t size, used;
};

static void put(struct out *out, const char *text, size_t len)
{
	if (len <= out->size - out->used)
		memcpy(out->to + out->used, text, len);
	else
		len = out->size - out->used; /* full: the caller sees it */
	out->used += len;
}

static void put_id(struct out *out, uint32_t id)
{
	char text[16];

	put(out, text, (size_t)snprintf(text, sizeof text, "%u", id));
}

/* The length of the first `fields` fields with their colons; 0: there are not so many. */
static size_t fields_length(const char *line, size_t len, int fields)
{
	const char *at = line, *end = line + len;

	for (; fields > 0; fields--) {
		at = memchr(at, ':', (size_t)(end - at));
		if (at++ == NULL)
			return 0;
	}
	return (size_t)(at - line);
}

static void put_new(struct out *out, enum passwd_kind kind, const char *name,
		    const struct conf_map_user *map)
{
	put(out, name, map->name_len);
	put(out, ":x:", 3);
	put_id(out, kind == PASSWD_USERS ? map->uid : map->gid);
	put(out, ":", 1);
	if (kind == PASSWD_USERS) {
		put_id(out, map->gid);
		put(out, "::/:/bin/sh", 11);
	}
	put(out, "\n", 1);
}

/* A line of the name: its ids are others, what stands around them stays. */
static void put_changed(struct out *out, enum passwd_kind kind, const char *line,
			size_t len, const struct conf_map_user *map)
{
	bool user = kind == PASSWD_USERS;
	size_t before = fields_length(line, len, 2);
	size_t behind = fields_length(line, len, user ? 4 : 3);

	if (before == 0 || behind == 0) {
		put_new(out, kind, line, map); /* it was no entry */
		return;
	}
	put(out, line, before);
	put_id(out, user ? map->uid : map->gid);
	if (user) {
		put(out, ":", 1);
		put_id(out, map->gid);
	}
	put(out, line + behind - 1, len - behind + 1);
}

static bool is_of(const char *line, size_t len, const char *map, size_t name_len)
{
	return len > name_len && line[name_len] == ':' && memcmp(line, map, name_len) == 0;
}

/* The last word for the name of this line counts; NULL: none is. */
static const char *map_of(char *const *maps, const char *line, size_t len,
			  struct conf_map_user *ret)
{
	const char *found = NULL;
	struct conf_map_user map;

	for (size_t i = 0; maps[i] != NULL; i++) {
		if (!conf_map_user(maps[i], &map) ||
		    !is_of(line, len, maps[i], map.name_len))
			continue;
		found = maps[i];
		*ret = map;
	}
	return found;
}

static bool has_line(const char *text, size_t len, const char *name, size_t name_len)
{
	const char *end = text + len, *next;

	for (; text < end; text = next) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));

		next = stop ? stop + 1 : end;
		if (is_of(text, (size_t)(next - text), name, name_len))
			return true;
	}
	return false;
}

long passwd_text(enum passwd_kind kind, const char *old, size_t len, char *const *maps,
		 char *to, size_t size)
{
	struct out out = { .to = to, .size = size };
	const char *end = old + len, *next;
	struct conf_map_user map;

	if (memchr(old, '\0', len) != NULL)
		return -EINVAL;
	for (const char *line = old; line < end; line = next) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		next = stop ? stop + 1 : end;
		if (map_of(maps, line, (size_t)(next - line), &map) != NULL)
			put_changed(&out, kind, line, (size_t)(next - line), &map);
		else
			put(&out, line, (size_t)(next - line));
	}
	for (size_t i = 0; maps[i] != NULL; i++) {
		if (!conf_map_user(maps[i], &map) ||
		    has_line(out.to, out.used, maps[i], map.name_len))
			continue;
		if (out.used > 0 && out.to[out.used - 1] != '\n')
			put(&out, "\n", 1);
		map_of(maps, maps[i], strlen(maps[i]), &map);
		put_new(&out, kind, maps[i], &map);
	}
	return out.used < size ? (long)out.used : -ENOSPC;
}

static int write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* Beside the file, in the directory that is found once: the path may lead elsewhere later. */
static int replace(const char *path, const struct stat *st, const char *text, size_t len)
{
	char name[PATH_COMPONENT], beside[PATH_COMPONENT + 8];
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, r;
	int dir = path_parent(PATH_MAP_USER, AT_FDCWD, path, name);

	if (dir < 0)
		return dir;
	snprintf(beside, sizeof beside, "%s.ctinit", name);
	int fd = openat(dir, beside, flags, 0600);
	if (fd < 0 && errno == EEXIST && unlinkat(dir, beside, 0) == 0)
		fd = openat(dir, beside, flags, 0600); /* it was of one that was killed */
	r = fd < 0 ? -errno : write_all(fd, text, len);
	if (r == 0 &&
	    (fchown(fd, st->st_uid, st->st_gid) < 0 ||
	     fchmod(fd, st->st_mode & 07777) < 0 || renameat(dir, beside, dir, name) < 0))
		r = -errno;
	if (fd >= 0)
		close(fd);
	if (r < 0 && fd >= 0)
		unlinkat(dir, beside, 0);
	close(dir);
	return r < 0 ? r : 1;
}

int passwd_rewrite(enum passwd_kind kind, const char *path, char *const *maps,
		   struct conf_scratch *scratch)
{
	char *old = scratch->base + scratch->used;
	size_t room = scratch->size - scratch->used;
	struct stat st;
	long len, made;

	if (lstat(path, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return S_ISLNK(st.st_mode) ? -ELOOP : -EINVAL;
	len = file_read(PATH_ACCOUNTS, AT_FDCWD, path, old,
			room < FILE_MAX + 1 ? room : FILE_MAX + 1);
	if (len < 0)
		return (int)len;
	made = passwd_text(kind, old, (size_t)len, maps, old + len + 1,
			   room - (size_t)len - 1);
	if (made < 0)
		return (int)made;
	if (made == len && memcmp(old, old + len + 1, (size_t)len) == 0)
		return 0;
	return replace(path, &st, old + len + 1, (size_t)made);
}
