/* supervisor/proc/ids.c - users and groups from /etc/passwd and /etc/group, strictly. */
#include "supervisor/proc/ids.h"

#include "conf/base/number.h"
#include "supervisor/proc/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX  (1u << 20)
#define FIELD_MAX 7

/* The next line's fields, split at ':' in place. Count, 0 at the end. */
static size_t next_entry(char **at, char *fields[FIELD_MAX])
{
	while (**at != '\0') {
		char *line = *at, *end = strchr(line, '\n');
		size_t n = 0;

		*at = end ? end + 1 : line + strlen(line);
		if (end)
			*end = '\0';
		for (char *f = line; f != NULL && n < FIELD_MAX;) {
			char *colon = strchr(f, ':');
			if (colon)
				*colon = '\0';
			fields[n++] = f;
			f = colon ? colon + 1 : NULL;
		}
		if (n >= 3 && fields[0][0] != '\0' && fields[0][0] != '#')
			return n;
	}
	return 0;
}

static bool all_digits(const char *text)
{
	return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* A missing file is an empty one, and so is one that may not be read where only numbers are
 * asked for: podman run --user makes both 0600 in an image that has none. */
static long read_copy(const struct ids_copy *copy, int which, char *at, size_t size)
{
	const struct ids_copied *file = &copy->files[which];

	if (file->size < 0)
		return file->size;
	if ((size_t)file->size >= size)
		return -ENOSPC;
	return pread(copy->fd, at, (size_t)file->size, (off_t)file->at) == file->size
		       ? file->size
		       : -EIO;
}

static int load(const struct ids_files *files, int which, bool needed,
		struct conf_scratch *scratch, char **ret)
{
	size_t room = scratch->size - scratch->used;
	const char *path = which == 0 ? files->passwd : files->group;
	long n = files->copy != NULL ? read_copy(files->copy, which,
						 scratch->base + scratch->used, room)
				     : file_read(PATH_ACCOUNTS, AT_FDCWD, path,
						 scratch->base + scratch->used,
						 room < FILE_MAX + 1 ? room : FILE_MAX + 1);

	if (n == -ENOENT || n == -ENOTDIR || (n == -EACCES && !needed))
		n = 0;
	else if (n < 0)
		return (int)n;
	*ret = scratch->base + scratch->used;
	(*ret)[n] = '\0';
	scratch->used += (size_t)n + 1;
	return 0;
}

/* The word of map-user that is about the name, or (NULL) about the id. */
static const char *find_map(char *const *maps, const char *name, uint32_t uid,
			    struct conf_map_user *ret)
{
	const char *found = NULL;
	struct conf_map_user map;

	for (; maps != NULL && *maps != NULL; maps++) {
		if (!conf_map_user(*maps, &map))
			continue;
		if (name != NULL ? strlen(name) == map.name_len &&
					   memcmp(name, *maps, map.name_len) == 0
				 : map.uid == uid) {
			found = *maps; /* the last one counts */
			*ret = map;
		}
	}
	return found;
}

static int find_user(char *passwd, const char *user, struct ids *ret, bool *has_gid)
{
	char *fields[FIELD_MAX];
	uint32_t uid = 0, entry, gid;
	bool number = all_digits(user);
	size_t n;

	if (number && !number_parse_id(user, &uid))
		return -ERANGE;
	while ((n = next_entry(&passwd, fields)) > 0) {
		if (n < FIELD_MAX || !number_parse_id(fields[2], &entry) ||
		    !number_parse_id(fields[3], &gid) ||
		    (number ? entry != uid : strcmp(fields[0], user) != 0))
			continue;
		*ret = (struct ids){ .uid = entry,
				     .gid = gid,
				     .name = fields[0],
				     .home = fields[5][0] ? fields[5] : "/",
				     .shell = fields[6][0] ? fields[6] : "/bin/sh" };
		*has_gid = true;
		return 0;
	}
	if (!number)
		return -ESRCH;
	*ret = (struct ids){ .uid = uid, .home = "/" };
	return 0;
}

/* A name that map-user gives its ids: what else is known of it still is. */
static int find_mapped(char *passwd, const char *user, char *const *maps,
		       struct conf_scratch *scratch, struct ids *ret, bool *has_gid)
{
	struct conf_map_user map;
	uint32_t uid = 0;
	bool number = all_digits(user);
	const char *word;
	char *name;

	if (number && !number_parse_id(user, &uid))
		return -ERANGE;
	word = find_map(maps, number ? NULL : user, uid, &map);
	if (word == NULL)
		return find_user(passwd, user, ret, has_gid);
	if (scratch->size - scratch->used <= map.name_len)
		return -ENOSPC;
	name = scratch->base + scratch->used;
	scratch->used += map.name_len + 1;
	memcpy(name, word, map.name_len);
	name[map.name_len] = '\0';
	if (find_user(passwd, name, ret, has_gid) < 0)
		*ret = (struct ids){ .name = name, .home = "/", .shell = "/bin/sh" };
	ret->uid = map.uid;
	ret->gid = map.gid;
	*has_gid = true;
	return 0;
}

/* The lines stay split after a walk, so each walk gets its own copy of the pointer list:
 * one walk does all: named group, members and extras. */
struct wish {
	const char *name; /* NULL: met */
	uint32_t gid;
};

static bool is_member(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; at != NULL && *at != '\0';) {
		size_t n = strcspn(at, ",");
		if (n == len && memcmp(at, name, len) == 0)
			return true;
		at += n + (at[n] == ',');
	}
	return false;
}

static int add_group(struct ids *ids, uint32_t gid)
{
	for (size_t i = 0; i < ids->group_count; i++) {
		if (ids->groups[i] == gid)
			return 0;
	}
	if (ids->group_count == IDS_GROUPS_MAX)
		return -E2BIG;
	ids->groups[ids->group_count++] = gid;
	return 0;
}

static int walk_groups(char *group, struct ids *ids, struct wish *wishes, size_t wish_count)
{
	char *fields[FIELD_MAX];
	uint32_t gid;
	size_t n;

	while ((n = next_entry(&group, fields)) > 0) {
		if (!number_parse_id(fields[2], &gid))
			continue;
		for (size_t i = 0; i < wish_count; i++) {
			if (wishes[i].name == NULL ||
			    strcmp(wishes[i].name, fields[0]) != 0)
				continue;
			wishes[i].name = NULL;
			wishes[i].gid = gid;
		}
		if (n >= 4 && ids->name != NULL && is_member(fields[3], ids->name) &&
		    add_group(ids, gid) < 0)
			return -E2BIG;
	}
	return 0;
}

static int wish(struct wish *to, const char *name, char *const *maps)
{
	struct conf_map_user map;

	to->name = name;
	if (find_map(maps, name, 0, &map) != NULL) {
		to->name = NULL;
		to->gid = map.gid;
		return 0;
	}
	if (!all_digits(name))
		return 0;
	to->name = NULL;
	return number_parse_id(name, &to->gid) ? 0 : -ERANGE;
}

static int fail(struct text *err, int code, const char *what, const char *name)
{
	const char *said = code == -ERANGE  ? "is too large for an id"
			   : code == -E2BIG ? "brings more than 64 groups"
					    : "cannot be looked up";

	if (strcmp(what, "file") == 0)
		text_set(err, "cannot read %s: %s", name,
			 code == -EINVAL      ? "not a regular file"
			 : code == -EFBIG     ? "larger than 1 MiB"
			 : code == -ETIMEDOUT ? "no answer within 10 s"
					      : strerror(-code));
	else if (code == -ESRCH)
		text_set(err, "%s %s is not known: %s has no such line", what, name,
			 strcmp(what, "group") == 0 ? "/etc/group" : "/etc/passwd");
	else
		text_set(err, "%s %s %s%s%s", what, name, said,
			 code == -ERANGE || code == -E2BIG ? "" : ": ",
			 code == -ERANGE || code == -E2BIG ? "" : strerror(-code));
	return code;
}

static int find_groups(const struct ids_files *files, const char *named, char *const *extra,
		       struct conf_scratch *scratch, struct ids *ids, struct text *err)
{
	struct wish wishes[1 + IDS_GROUPS_MAX];
	const char *said[1 + IDS_GROUPS_MAX];
	bool needed = ids->name != NULL;
	size_t count = 0;
	char *group;
	int r;

	for (size_t i = 0; named != NULL || (extra != NULL && extra[i] != NULL);) {
		const char *name = named != NULL ? named : extra[i++];
		if (count == ARRAY_LEN(wishes))
			return fail(err, -E2BIG, "group", name);
		said[count] = name;
		if ((r = wish(&wishes[count++], name, files->maps)) < 0)
			return fail(err, r, "group", name);
		needed |= wishes[count - 1].name != NULL;
		if (named != NULL && (named = NULL, extra == NULL))
			break;
	}
	if ((r = load(files, 1, needed, scratch, &group)) < 0)
		return fail(err, r, "file", files->group);
	bool has_named = count > 0 && (extra == NULL || said[0] != extra[0]);
	if ((r = walk_groups(group, ids, wishes, count)) < 0)
		return fail(err, r, "user", ids->name);
	for (size_t i = 0; i < count; i++) {
		if (wishes[i].name != NULL)
			return fail(err, -ESRCH, "group", said[i]);
		if (i == 0 && has_named)
			ids->gid = wishes[i].gid;
		else if (add_group(ids, wishes[i].gid) < 0)
			return fail(err, -E2BIG, "group", said[i]);
	}
	return 0;
}

int ids_find(const struct ids_files *files, const char *user, char *const *extra,
	     uint32_t own_uid, uint32_t own_gid, struct conf_scratch *scratch,
	     struct ids *ret, struct text *err)
{
	struct ids ids = { .uid = own_uid, .gid = own_gid };
	const char *colon = strchr(user, ':'), *named = colon ? colon + 1 : NULL;
	char name[256], *passwd;
	size_t len = colon ? (size_t)(colon - user) : strlen(user);
	bool has_gid = false;
	int r;

	if (len >= sizeof name || (named != NULL && *named == '\0'))
		return fail(err, -EINVAL, "user", user);
	memcpy(name, user, len);
	name[len] = '\0';
	if (len > 0) {
		if ((r = load(files, 0, !all_digits(name), scratch, &passwd)) < 0)
			return fail(err, r, "file", files->passwd);
		if ((r = find_mapped(passwd, name, files->maps, scratch, &ids, &has_gid)) <
		    0)
			return fail(err, r, "user", name);
		if (!has_gid) /* a number without an entry: the group of that number */
			ids.gid = ids.uid;
	}
	r = find_groups(files, named, extra, scratch, &ids, err);
	if (r == 0)
		r = add_group(&ids, ids.gid) < 0 ? -E2BIG : 0;
	if (r == 0)
		*ret = ids;
	return r;
}
