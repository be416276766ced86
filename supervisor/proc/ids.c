/* supervisor/proc/ids.c - looks up users and groups in /etc/passwd and /etc/group. */
#include "supervisor/proc/ids.h"

#include "conf/base/number.h"
#include "supervisor/proc/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX  (1u << 20)
#define FIELD_MAX 7

/* Splits the next line at ':' in place. Returns the number of fields, 0 at the end. */
static size_t next_entry(char **cursor, char *fields[FIELD_MAX])
{
	while (**cursor != '\0') {
		char *line = *cursor, *end = strchr(line, '\n');
		size_t n = 0;

		*cursor = end ? end + 1 : line + strlen(line);
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

struct lookup {
	const struct ids_files *files;
	struct conf_scratch *scratch;
	struct ids ids; /* result so far */
	struct text *err;
};

enum account_file { FILE_PASSWD, FILE_GROUP };

static long read_copy(const struct ids_copy *copy, enum account_file which, char *to,
		      size_t size)
{
	const struct ids_copied *file = &copy->files[which];

	if (file->size < 0)
		return file->size;
	if ((size_t)file->size >= size)
		return -ENOSPC;
	return pread(copy->fd, to, (size_t)file->size, (off_t)file->offset) == file->size
		       ? file->size
		       : -EIO;
}

/* A missing file counts as empty. An unreadable file counts as empty if only numbers are
 * looked up: podman run --user makes both files 0600 in an image that has none. */
static int load_file(struct lookup *l, enum account_file which, bool needed, char **ret)
{
	size_t room = l->scratch->size - l->scratch->used;
	char *to = l->scratch->base + l->scratch->used;
	const char *path = which == FILE_PASSWD ? l->files->passwd : l->files->group;
	long n = l->files->copy != NULL
			 ? read_copy(l->files->copy, which, to, room)
			 : file_read(PATH_ACCOUNTS, AT_FDCWD, path, to,
				     room < FILE_MAX + 1 ? room : FILE_MAX + 1);

	if (n == -ENOENT || n == -ENOTDIR || (n == -EACCES && !needed))
		n = 0;
	else if (n < 0)
		return (int)n;
	to[n] = '\0';
	l->scratch->used += (size_t)n + 1;
	*ret = to;
	return 0;
}

static int fail_lookup(const struct lookup *l, int code, const char *what, const char *name)
{
	const char *reason = code == -ERANGE  ? "is too large for an id"
			     : code == -E2BIG ? "brings more than 64 groups"
					      : "cannot be looked up";

	if (strcmp(what, "file") == 0)
		text_set(l->err, "cannot read %s: %s", name,
			 code == -EINVAL      ? "not a regular file"
			 : code == -EFBIG     ? "larger than 1 MiB"
			 : code == -ETIMEDOUT ? "no answer within 10 s"
					      : strerror(-code));
	else if (code == -ESRCH)
		text_set(l->err, "%s %s is not known: %s has no such line", what, name,
			 strcmp(what, "group") == 0 ? "/etc/group" : "/etc/passwd");
	else
		text_set(l->err, "%s %s %s%s%s", what, name, reason,
			 code == -ERANGE || code == -E2BIG ? "" : ": ",
			 code == -ERANGE || code == -E2BIG ? "" : strerror(-code));
	return code;
}

/* Returns the last word of `map-user` for this name, or for this uid if `name` is NULL. */
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
			found = *maps; /* continue: the last match counts */
			*ret = map;
		}
	}
	return found;
}

/* ---- users ---- */

static int find_passwd_entry(char *passwd, const char *user, struct ids *ret, bool *has_gid)
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

/* A user in `map-user` gets the ids of that word. Its home and shell come from /etc/passwd,
 * if it has an entry there. */
static int find_user(struct lookup *l, char *passwd, const char *user, bool *has_gid)
{
	struct conf_map_user map;
	uint32_t uid = 0;
	bool number = all_digits(user);
	const char *word;
	char *name;

	if (number && !number_parse_id(user, &uid))
		return -ERANGE;
	word = find_map(l->files->maps, number ? NULL : user, uid, &map);
	if (word == NULL)
		return find_passwd_entry(passwd, user, &l->ids, has_gid);
	if (l->scratch->size - l->scratch->used <= map.name_len)
		return -ENOSPC;
	name = l->scratch->base + l->scratch->used;
	l->scratch->used += map.name_len + 1;
	memcpy(name, word, map.name_len);
	name[map.name_len] = '\0';
	if (find_passwd_entry(passwd, name, &l->ids, has_gid) < 0)
		l->ids = (struct ids){ .name = name, .home = "/", .shell = "/bin/sh" };
	l->ids.uid = map.uid;
	l->ids.gid = map.gid;
	*has_gid = true;
	return 0;
}

static int load_user(struct lookup *l, const char *user)
{
	bool has_gid = false;
	char *passwd;
	int r = load_file(l, FILE_PASSWD, !all_digits(user), &passwd);

	if (r < 0)
		return fail_lookup(l, r, "file", l->files->passwd);
	r = find_user(l, passwd, user, &has_gid);
	if (r < 0)
		return fail_lookup(l, r, "user", user);
	if (!has_gid) /* a number without an entry in passwd: the group has the same number */
		l->ids.gid = l->ids.uid;
	return 0;
}

/* ---- groups ---- */

/* A requested group. One scan of /etc/group finds all requested groups and the groups of
 * the user. A second scan is not possible, because the first splits the lines in place. */
struct wanted_group {
	const char *text, *name; /* `name` is NULL if the gid is known */
	uint32_t gid;
};

static bool is_member(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *member = list; member != NULL && *member != '\0';) {
		size_t n = strcspn(member, ",");
		if (n == len && memcmp(member, name, len) == 0)
			return true;
		member += n + (member[n] == ',');
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

static int scan_groups(char *group, struct ids *ids, struct wanted_group *wanted,
		       size_t wanted_count)
{
	char *fields[FIELD_MAX];
	uint32_t gid;
	size_t n;

	while ((n = next_entry(&group, fields)) > 0) {
		if (!number_parse_id(fields[2], &gid))
			continue;
		for (size_t i = 0; i < wanted_count; i++) {
			if (wanted[i].name == NULL ||
			    strcmp(wanted[i].name, fields[0]) != 0)
				continue;
			wanted[i].name = NULL;
			wanted[i].gid = gid;
		}
		if (n >= 4 && ids->name != NULL && is_member(fields[3], ids->name) &&
		    add_group(ids, gid) < 0)
			return -E2BIG;
	}
	return 0;
}

struct wanted_list {
	struct wanted_group groups[1 + IDS_GROUPS_MAX];
	size_t count;
	bool needs_file; /* a group or the user is a name: /etc/group must be readable */
};

static int want_group(struct lookup *l, struct wanted_list *list, const char *text)
{
	struct wanted_group *wanted = &list->groups[list->count];
	struct conf_map_user map;

	if (list->count == ARRAY_LEN(list->groups))
		return fail_lookup(l, -E2BIG, "group", text);
	list->count++;
	*wanted = (struct wanted_group){ .text = text };
	if (find_map(l->files->maps, text, 0, &map) != NULL)
		wanted->gid = map.gid;
	else if (!all_digits(text))
		wanted->name = text;
	else if (!number_parse_id(text, &wanted->gid))
		return fail_lookup(l, -ERANGE, "group", text);
	list->needs_file |= wanted->name != NULL;
	return 0;
}

/* `primary` is the group in "user:group", or NULL. */
static int load_groups(struct lookup *l, const char *primary, char *const *extra)
{
	struct wanted_list list = { .needs_file = l->ids.name != NULL };
	char *group;
	int r = primary != NULL ? want_group(l, &list, primary) : 0;

	for (; r == 0 && extra != NULL && *extra != NULL; extra++)
		r = want_group(l, &list, *extra);
	if (r < 0)
		return r;
	if ((r = load_file(l, FILE_GROUP, list.needs_file, &group)) < 0)
		return fail_lookup(l, r, "file", l->files->group);
	if ((r = scan_groups(group, &l->ids, list.groups, list.count)) < 0)
		return fail_lookup(l, r, "user", l->ids.name);
	for (size_t i = 0; i < list.count; i++) {
		const struct wanted_group *wanted = &list.groups[i];

		if (wanted->name != NULL)
			return fail_lookup(l, -ESRCH, "group", wanted->text);
		if (i == 0 && primary != NULL)
			l->ids.gid = wanted->gid;
		else if (add_group(&l->ids, wanted->gid) < 0)
			return fail_lookup(l, -E2BIG, "group", wanted->text);
	}
	return 0;
}

int ids_find(const struct ids_files *files, const struct ids_request *request,
	     struct conf_scratch *scratch, struct ids *ret, struct text *err)
{
	struct lookup l = { .files = files,
			    .scratch = scratch,
			    .ids = { .uid = request->own_uid, .gid = request->own_gid },
			    .err = err };
	const char *user = request->user, *colon = strchr(user, ':');
	const char *primary = colon != NULL ? colon + 1 : NULL;
	size_t len = colon != NULL ? (size_t)(colon - user) : strlen(user);
	char name[256];
	int r;

	if (len >= sizeof name || (primary != NULL && *primary == '\0'))
		return fail_lookup(&l, -EINVAL, "user", user);
	memcpy(name, user, len);
	name[len] = '\0';
	if (len > 0 && (r = load_user(&l, name)) < 0)
		return r;
	r = load_groups(&l, primary, request->groups);
	if (r == 0 && add_group(&l.ids, l.ids.gid) < 0)
		r = fail_lookup(&l, -E2BIG, "user", user);
	if (r == 0)
		*ret = l.ids;
	return r;
}
