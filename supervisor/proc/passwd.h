/* supervisor/proc/passwd.h - gives names other ids in /etc/passwd and /etc/group
 * (map-user).
 *
 * passwd_text() is pure. The file is replaced as a whole: we write a new one beside it,
 * with its mode and owner, and rename it (rename(2)). At most 1 MiB. Source: passwd(5),
 * group(5).
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_PASSWD_H
#define SUPERVISOR_PROC_PASSWD_H

#include "conf/conf.h"

enum passwd_kind { PASSWD_USERS, PASSWD_GROUPS };

struct passwd_output {
	char *base;
	size_t size, used;
};

/* Writes a copy of `old` (`len` bytes). For each word NAME:UID:GID it changes the ids in
 * the line of NAME, or adds a line. Other lines are not changed. Returns the length;
 * -ENOSPC; or -EINVAL if `old` has NUL bytes. */
long passwd_text(enum passwd_kind kind, char *const *maps, const char *old, size_t len,
		 struct passwd_output *out);

/* Returns 1 if the file was rewritten and 0 if nothing had to change. -ELOOP: it is a
 * symbolic link. -EINVAL: it is not a regular file, or has NUL bytes. -EFBIG, -ENOSPC: it
 * is too large. Else the kernel's error: -EROFS, -EBUSY (a mount), -EACCES ... */
int passwd_rewrite(enum passwd_kind kind, const char *path, char *const *maps,
		   struct conf_scratch *scratch);

#endif
