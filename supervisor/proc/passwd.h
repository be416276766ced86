/* supervisor/proc/passwd.h - changes the ids in /etc/passwd and /etc/group (map-user).
 *
 * passwd_text() is pure. passwd_rewrite() writes a new file beside the old one, with the
 * same mode and owner, and renames it. The file may have at most 1 MiB.
 *
 * Layer:   supervisor/proc. The rooms above it may include it.
 * Source:  passwd(5), group(5), rename(2). */
#ifndef SUPERVISOR_PROC_PASSWD_H
#define SUPERVISOR_PROC_PASSWD_H

#include "conf/conf.h"

enum passwd_kind { PASSWD_USERS, PASSWD_GROUPS };

struct passwd_output {
	char *base;
	size_t size, used;
};

/* Copies `old`, which has `len` bytes, to out->base. For each word NAME:UID:GID in `maps`
 * (NULL-terminated), changes the ids in the lines of NAME, or adds a line. Of several words
 * for a name the last one counts. Returns the length, -ENOSPC if the text does not fit into
 * out->size, or -EINVAL if `old` has NUL bytes. */
long passwd_text(enum passwd_kind kind, char *const *maps, const char *old, size_t len,
		 struct passwd_output *out);

/* Returns 1 if the file was rewritten, 0 if nothing had to change, -ELOOP if it is a
 * symbolic link, -EINVAL if it is not a regular file or has NUL bytes, -EFBIG if it has
 * more than 1 MiB or does not fit into the scratch memory, -ENOSPC if the new text does
 * not, or the kernel's error: -ENOENT, -EROFS, -EBUSY (a mount), -EACCES ... After an error
 * the file is unchanged. The use of the scratch memory stays as it was. */
int passwd_rewrite(enum passwd_kind kind, const char *path, char *const *maps,
		   struct conf_scratch *scratch);

#endif
