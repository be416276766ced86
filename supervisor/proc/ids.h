/* supervisor/proc/ids.h - looks up users and groups in /etc/passwd and /etc/group.
 *
 * We parse the files ourselves, because getpwnam(3) of a static libc would load NSS
 * modules. A number is an id, never a name (CVE-2024-40635). The files must be regular
 * files of at most 1 MiB; a missing file counts as empty.
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
	/* Constant, or in the scratch memory. Without an entry in /etc/passwd, `name` and
	 * `shell` are NULL and `home` is "/". For :GROUP all three are NULL. */
	const char *name, *home, *shell;
};

#define IDS_PASSWD "/etc/passwd"
#define IDS_GROUP  "/etc/group"

/* The position of one file's text in the memory file of struct ids_copy. */
struct ids_copied {
	uint64_t offset;
	int32_t size; /* length in bytes, or the negative errno of the read */
};
struct ids_copy {
	int fd;
	const struct ids_copied *files; /* two elements: /etc/passwd and /etc/group */
};

struct ids_files {
	const char *passwd, *group;
	const struct ids_copy *copy; /* copy to read instead; NULL: read the files */
	char *const *maps; /* NAME:UID:GID words that override the files; NULL: none */
};

struct ids_request {
	const char *user;          /* NAME, UID, NAME:GROUP or :GROUP */
	char *const *groups;       /* further groups, NULL-terminated; NULL: none */
	uint32_t own_uid, own_gid; /* the current ids, which stay for :GROUP */
};

/* Looks up a user and its groups; ret->groups contains ret->gid. If only numbers are looked
 * up, files that we may not read count as empty. Returns 0, -ESRCH if there is no such user
 * or group, -ERANGE if a number is too large, -E2BIG if there are more than IDS_GROUPS_MAX
 * groups, -EINVAL if the request has an empty group or too long a name, or another negative
 * errno. After an error *err has a message and *ret is unchanged. */
int ids_find(const struct ids_files *files, const struct ids_request *request,
	     struct conf_scratch *scratch, struct ids *ret, struct text *err);

#endif
