/* supervisor/proc/passwd.h - names with other ids in /etc/passwd and /etc/group.
 *
 * The text is pure; the file is replaced whole (a new one beside it, then rename(2)), with
 * its mode and owner. At most 1 MiB. Source: passwd(5), group(5). */
#ifndef SUPERVISOR_PROC_PASSWD_H
#define SUPERVISOR_PROC_PASSWD_H

#include "conf/conf.h"

enum passwd_kind { PASSWD_USERS, PASSWD_GROUPS };

/* `old` (`len` bytes) with each of the words NAME:UID:GID in its place, or added; all
 * other lines byte for byte. The length, in to[]; -ENOSPC; -EINVAL: NUL bytes. */
long passwd_text(enum passwd_kind kind, const char *old, size_t len, char *const *maps,
		 char *to, size_t size);

/* 1: rewritten; 0: there is nothing to change; -ELOOP: it is a symbolic link; -EINVAL: not
 * a regular file, or NUL bytes; -EROFS, -EBUSY (a mount), -EACCES ... */
int passwd_rewrite(enum passwd_kind kind, const char *path, char *const *maps,
		   struct conf_scratch *scratch);

#endif
