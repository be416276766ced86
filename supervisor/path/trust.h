/* supervisor/path/trust.h - which users can have put a file, a link or a directory there.
 *
 * Private to the room. Where ctinit is not root, all is trusted.
 * Raw system calls only. A negative errno where a number is returned. */
#ifndef SUPERVISOR_PATH_TRUST_H
#define SUPERVISOR_PATH_TRUST_H

#include <stdbool.h>

struct stat;

/* fstatat(2). */
int trust_look(int dir, const char *name, int flags, struct stat *ret);
/* May root follow the link? -ELOOP: no. -EINVAL: it is no link. */
int trust_link(int dir, const char *name);
/* Can only root and ctinit's user add or replace anything in the directory? */
bool trust_directory(int dir);
/* Is it a directory of /proc? */
bool trust_is_proc(int dir);

#endif
