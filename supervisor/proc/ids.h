/* supervisor/proc/ids.h - looks users and groups up in /etc/passwd and /etc/group.
 *
 * We read the files ourselves, because getpwnam(3) of a static libc would load NSS modules.
 * A word of digits is an id, never a name (CVE-2024-40635). The files must be regular and
 * have at most 1 MiB; a missing one counts as empty.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_IDS_H
#define SUPERVISOR_PROC_IDS_H

#include "conf/base/text.h"
#include "conf/conf.h"

#define IDS_GROUPS_MAX 64

struct ids {
	uint32_t uid, gid, groups[IDS_GROUPS_MAX];
	size_t group_count;
	/* In the scratch or constant. Without an entry `name` and `shell` are NULL and
	 * `home` is "/"; for :GROUP all are NULL. */
	const char *name, *home, *shell;
};

#define IDS_PASSWD "/etc/passwd"
#define IDS_GROUP  "/etc/group"

/* Where the text of each of the two files is in a memory file. */
struct ids_copied {
	uint64_t offset;
	int32_t size; /* in bytes; or the negative errno with which the read failed */
};
struct ids_copy {
	int fd;
	const struct ids_copied *files; /* two elements, for IDS_PASSWD and IDS_GROUP */
};

struct ids_files {
	const char *passwd, *group;
	const struct ids_copy *copy; /* not NULL: this copy is read instead of the files */
	char *const *maps; /* words NAME:UID:GID that override the files; NULL: none */
};

struct ids_request {
	const char *user;    /* NAME, UID, NAME:GROUP or :GROUP */
	char *const *groups; /* further names or numbers, NULL-terminated; NULL: none */
	uint32_t own_uid, own_gid; /* the ids if `user` is :GROUP */
};

/* Looks up a user and its groups. Returns 0, -ESRCH (there is no such user or group),
 * -ERANGE (a number is too large), -E2BIG (more than IDS_GROUPS_MAX groups) or another
 * negative errno, with a message in *err. */
int ids_find(const struct ids_files *files, const struct ids_request *request,
	     struct conf_scratch *scratch, struct ids *ret, struct text *err);

#endif
