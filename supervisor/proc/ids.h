/* supervisor/proc/ids.h - users and groups from /etc/passwd and /etc/group.
 *
 * We read the files ourselves, because getpwnam(3) of a static libc would load NSS modules.
 * A word of digits is a number, never a name (CVE-2024-40635). Files must be regular and have
 * at most 1 MiB. */
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
	uint64_t offset;
	int32_t size; /* or a negative errno: why the file could not be copied */
};
struct ids_copy {
	int fd;
	const struct ids_copied *files; /* of IDS_PASSWD, of IDS_GROUP */
};

struct ids_files {
	const char *passwd, *group;
	const struct ids_copy *copy; /* not NULL: read instead of the files */
	char *const *maps; /* words NAME:UID:GID, which win over the files; NULL: none */
};

struct ids_request {
	const char *user;    /* NAME, UID, NAME:GROUP or :GROUP */
	char *const *groups; /* further names or numbers, NULL-terminated; NULL: none */
	uint32_t own_uid, own_gid; /* for :GROUP */
};

/* Looks up a user and its groups. Returns 0, -ESRCH (there is no such user or group), -EINVAL,
 * -E2BIG or another negative errno, with a message in *err. */
int ids_find(const struct ids_files *files, const struct ids_request *request,
	     struct conf_scratch *scratch, struct ids *ret, struct text *err);

#endif
