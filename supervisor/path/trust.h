/* supervisor/path/trust.h - checks which users can have made or changed a file.
 *
 * Private to the room. If ctinit is not root, everything is trusted. Raw system calls only;
 * they return a negative errno. */
#ifndef SUPERVISOR_PATH_TRUST_H
#define SUPERVISOR_PATH_TRUST_H

#include <stdbool.h>

struct stat;

/* Calls fstatat(2) with these arguments. Returns 0 or a negative errno. */
int trust_look(int dir, const char *name, int flags, struct stat *ret);
/* Returns 0 if ctinit may follow the link, -ELOOP if it must not, -EINVAL if `name` is not
 * a link, or another negative errno. */
int trust_link(int dir, const char *name);
/* Returns true if only root can add or replace anything in the directory, or if ctinit is
 * not root. */
bool trust_directory(int dir);
/* Returns true if the directory is on a proc file system, whose links the kernel makes. */
bool trust_is_proc(int dir);

#endif
