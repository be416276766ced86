/* supervisor/proc/passwd.c - changes the ids in /etc/passwd and /etc/group. */
#include "supervisor/proc/passwd.h"

#include "supervisor/path/path.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX (1u << 20)

static void append(struct passwd_output *passwd_output, const char *text, size_t len)
{
	if (len <= passwd_output->size - passwd_output->used)
		memcpy(passwd_output->base + passwd_output->used, text, len);
	else /* the buffer is full: passwd_text() checks `used` */
		len = passwd_output->size - passwd_output->used;
	passwd_output->used += len;
}

static void append_id(struct passwd_output *passwd_output, uint32_t id)
{
	char text[16];

	append(passwd_output, text, (size_t)snprintf(text, sizeof text, "%u", id));
}

/* Returns the length of the first `fields` fields with their colons, or 0 if the line has
 * fewer. */
static size_t fields_length(const char *line, size_t len, int fields)
{
	const char *pos = line, *end = line + len;

	for (; fields > 0; fields--) {
		pos = memchr(pos, ':', (size_t)(end - pos));
		if (pos++ == NULL)
			return 0;
	}
	return (size_t)(pos - line);
}

static void append_new_line(struct passwd_output *passwd_output, enum passwd_kind kind,
			    const char *name, const struct conf_map_user *map)
{
	append(passwd_output, name, map->name_len);
	append(passwd_output, ":x:", 3);
	append_id(passwd_output, kind == PASSWD_USERS ? map->uid : map->gid);
	append(passwd_output, ":", 1);
	if (kind == PASSWD_USERS) {
		append_id(passwd_output, map->gid);
		append(passwd_output, "::/:/bin/sh", 11);
	}
	append(passwd_output, "\n", 1);
}

/* Appends the line with the ids of the map. */
static void append_changed_line(struct passwd_output *passwd_output, enum passwd_kind kind,
				const char *line, size_t len,
				const struct conf_map_user *map)
{
	bool user = kind == PASSWD_USERS;
	size_t before = fields_length(line, len, 2);
	size_t behind = fields_length(line, len, user ? 4 : 3);

	if (before == 0 || behind == 0) {
		/* The line has too few fields. */
		append_new_line(passwd_output, kind, line, map);
		return;
	}
	append(passwd_output, line, before);
	append_id(passwd_output, user ? map->uid : map->gid);
	if (user) {
		append(passwd_output, ":", 1);
		append_id(passwd_output, map->gid);
	}
	append(passwd_output, line + behind - 1, len - behind + 1);
}

static bool is_line_of(const char *line, size_t len, const char *map, size_t name_len)
{
	return len > name_len && line[name_len] == ':' && memcmp(line, map, name_len) == 0;
}

/* Returns the last word for the name in this line, or NULL. */
static const char *find_mapping(char *const *maps, const char *line, size_t len,
				struct conf_map_user *ret)
{
	const char *found = NULL;
	struct conf_map_user map;

	for (size_t i = 0; maps[i] != NULL; i++) {
		if (!conf_map_user(maps[i], &map) ||
		    !is_line_of(line, len, maps[i], map.name_len))
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
		if (is_line_of(text, (size_t)(next - text), name, name_len))
			return true;
	}
	return false;
}

long passwd_text(enum passwd_kind kind, char *const *maps, const char *old, size_t len,
		 struct passwd_output *out)
{
	const char *end = old + len, *next;
	struct conf_map_user map;

	out->used = 0;
	if (memchr(old, '\0', len) != NULL)
		return -EINVAL;
	for (const char *line = old; line < end; line = next) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		next = stop ? stop + 1 : end;
		if (find_mapping(maps, line, (size_t)(next - line), &map) != NULL)
			append_changed_line(out, kind, line, (size_t)(next - line), &map);
		else
			append(out, line, (size_t)(next - line));
	}
	for (size_t i = 0; maps[i] != NULL; i++) {
		if (!conf_map_user(maps[i], &map) ||
		    has_line(out->base, out->used, maps[i], map.name_len))
			continue;
		if (out->used > 0 && out->base[out->used - 1] != '\n')
			append(out, "\n", 1);
		find_mapping(maps, maps[i], strlen(maps[i]), &map);
		append_new_line(out, kind, maps[i], &map);
	}
	return out->used < out->size ? (long)out->used : -ENOSPC;
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

/* Creates the new file in the directory of the old one and renames it. Opens the directory
 * once, because the path may lead elsewhere later. Returns 1 or a negative errno. */
static int replace_file(const char *path, const struct stat *st, const char *text,
			size_t len)
{
	char name[PATH_COMPONENT], beside[PATH_COMPONENT + 8];
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, r;
	int dir = path_parent(PATH_MAP_USER, AT_FDCWD, path, name);

	if (dir < 0)
		return dir;
	snprintf(beside, sizeof beside, "%s.ctinit", name);
	int fd = openat(dir, beside, flags, 0600);
	/* A ctinit that was killed may have left the file behind. */
	if (fd < 0 && errno == EEXIST && unlinkat(dir, beside, 0) == 0)
		fd = openat(dir, beside, flags, 0600);
	r = fd < 0 ? -errno : write_all(fd, text, len);
	if (r == 0 &&
	    (fchown(fd, st->st_uid, st->st_gid) < 0 ||
	     fchmod(fd, st->st_mode & 07777) < 0 || renameat(dir, beside, dir, name) < 0))
		r = -errno;
	fd_close(fd);
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
	struct passwd_output out = { .base = old + len + 1,
				     .size = room - (size_t)len - 1 };
	made = passwd_text(kind, maps, old, (size_t)len, &out);
	if (made < 0)
		return (int)made;
	if (made == len && memcmp(old, out.base, (size_t)len) == 0)
		return 0;
	return replace_file(path, &st, out.base, (size_t)made);
}
