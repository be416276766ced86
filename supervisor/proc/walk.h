/* supervisor/proc/walk.h - paths of which parts belong to somebody who may be hostile.
 *
 * Each component is opened by itself and never through a symbolic link, but for links
 * that only root (or ctinit's own user) could have made: /var/run -> /run. The result
 * stays the thing that was looked at, whatever is renamed meanwhile. Needs no openat2(2).
 * In a forked child only: uses errno and the stack freely. */
#ifndef SUPERVISOR_PROC_WALK_H
#define SUPERVISOR_PROC_WALK_H

#include <stdbool.h>
#include <stddef.h>

#define WALK_NAME_MAX 256 /* NAME_MAX and the NUL */
#define WALK_LINKS    8

/* The next component of *path, and *path behind it and its slashes. False: there is none.
 * *ret_len over WALK_NAME_MAX - 1 is possible. */
bool walk_next(const char **path, const char **ret_name, size_t *ret_len);
/* The directory `name` in `dir` as an O_PATH descriptor; -ELOOP: a link that is not to be
 * trusted; -ENOTDIR, -ENOENT ... */
int walk_step(int dir, const char *name);
/* "/" in the same way. */
int walk_root(void);

#endif
