/* supervisor/proc/ids.h - users and groups from /etc/passwd and /etc/group, strictly.
 *
 * Own reader: a static libc must not call getpwnam(3), it would load NSS modules. All
 * digits is a number, never a name (CVE-2024-40635). Files: regular, at most 1 MiB. */
#ifndef SUPERVISOR_PROC_IDS_H
#define SUPERVISOR_PROC_IDS_H

#include "conf/conf.h"

#define IDS_GROUPS_MAX 64

struct ids {
	uint32_t uid, gid, groups[IDS_GROUPS_MAX];
	size_t group_count;
	const char *name, *home, *shell; /* NULL: no entry. In the scratch */
};

struct ids_files {
	const char *passwd, *group;
	char *const *maps; /* NAME:UID:GID words: those names are these ids; NULL: none */
};

/* `user`: NAME, UID, NAME:GROUP or :GROUP (then uid is `own_uid`). `extra`: names or
 * numbers, NULL-terminated or NULL. 0; -ENOENT, -EINVAL, -E2BIG ... with why[]. */
int ids_find(const struct ids_files *files, const char *user, char *const *extra,
	     uint32_t own_uid, uint32_t own_gid, struct conf_scratch *scratch,
	     struct ids *ret, char *why, size_t why_size);

#endif
