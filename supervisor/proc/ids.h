/* supervisor/proc/ids.h - users and groups from /etc/passwd and /etc/group, strictly.
 *
 * Own reader: a static libc must not call getpwnam(3), it would load NSS modules. All
 * digits is a number, never a name (CVE-2024-40635). Files: regular, at most 1 MiB. */
#ifndef SUPERVISOR_PROC_IDS_H
#define SUPERVISOR_PROC_IDS_H

#include "conf/base/text.h"
#include "conf/conf.h"

#define IDS_GROUPS_MAX 64

struct ids {
	uint32_t uid, gid, groups[IDS_GROUPS_MAX];
	size_t group_count;
	const char *name, *home, *shell; /* NULL: no entry. In the scratch */
};

#define IDS_PASSWD "/etc/passwd"
#define IDS_GROUP  "/etc/group"

/* The text of both files in a memory file. */
struct ids_copied {
	uint64_t at;
	int32_t size; /* or a negative errno: why there is none */
};
struct ids_copy {
	int fd;
	const struct ids_copied *files; /* IDS_PASSWD's, IDS_GROUP's */
};

struct ids_files {
	const char *passwd, *group;
	const struct ids_copy *copy; /* not NULL: it is read in the place of the files */
	char *const *maps; /* NAME:UID:GID words: those names are these ids; NULL: none */
};

/* `user`: NAME, UID, NAME:GROUP or :GROUP (then uid is `own_uid`). `extra`: names or
 * numbers, NULL-terminated or NULL. 0; -ESRCH: there is no such user or
 * group; -EINVAL, -E2BIG ... with *err. */
int ids_find(const struct ids_files *files, const char *user, char *const *extra,
	     uint32_t own_uid, uint32_t own_gid, struct conf_scratch *scratch,
	     struct ids *ret, struct text *err);

#endif
