/* supervisor/path/path.h - opens paths that other users may control in part.
 *
 * As root, we follow a symbolic link only if no other user can have made or changed it: the
 * link and its directory belong to root, and the directory is sticky (/tmp, the volumes of
 * Kubernetes) or not writable for others. The links that the kernel makes in /proc
 * (/proc/self/fd/1) count as root's.
 *
 * We enter directories one by one, each by a descriptor, so a rename during the walk cannot
 * lead elsewhere. The last component must be of a kind that uses.def lists. In a directory
 * that others may change it must have only one hard link, unless fs.protected_hardlinks is
 * on or it is a directory.
 *
 * A ctinit that is not root has no more rights than its services. So it follows every link
 * and checks only the kind.
 *
 * Layer:   supervisor/path, below the logger and supervisor/proc.
 * Errors:  -ELOOP: a symbolic link that is not followed. -EMLINK: a hard link that is not
 *          accepted. -EINVAL, -ENOTDIR: the wrong kind. -EAGAIN: a link was replaced during
 *          the walk. -ENAMETOOLONG: the path is too long, perhaps through its links. Any
 *          other negative errno comes from the kernel. path_reason() explains -ELOOP,
 *          -EMLINK and -EINVAL.
 * Memory:  none; about 9 KiB of stack. Makes only raw system calls and does not change
 *          errno, because it may run in a child that shares PID 1's memory, and in the
 *          confined logger.
 * Source:  path_resolution(7), symlink(7), proc(5) on fs.protected_hardlinks. */
#ifndef SUPERVISOR_PATH_PATH_H
#define SUPERVISOR_PATH_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PATH_COMPONENT 256 /* NAME_MAX and the NUL */

enum path_use {
#define PATH_USE(id, key, process, ids, own, others) PATH_##id,
#include "supervisor/path/uses.def"
#undef PATH_USE
	PATH_USES
};

/* Returns the key of a use: "log-file". */
const char *path_key(enum path_use use);

/* Opens `path`; a relative one begins at the directory `dir`. `flags` are those of
 * openat(2). O_CLOEXEC and O_NOCTTY are added, and without O_PATH also O_NONBLOCK; O_RDWR
 * replaces the access mode for a FIFO and a use with W. Returns a descriptor or a negative
 * errno. */
int path_open(enum path_use use, int dir, const char *path, int flags, unsigned mode);

struct path_ids {
	uint32_t uid, gid;
	const uint32_t *groups;
	size_t group_count;
};
struct path_how {
	int flags;
	unsigned mode;
	const struct path_ids *ids; /* ids for a second try; NULL: no second try */
};
/* Opens like path_open(). If that refuses the path (-ELOOP, -EMLINK), tries again with the
 * ids of the service, which may follow its own links. Uses with L (uses.def) are not tried
 * again. Call it only in a child that becomes the service or exits: the supplementary
 * groups stay changed. */
int path_open_as(const struct path_how *how, enum path_use use, int dir, const char *path);

/* Opens the parent directory of `path`, and copies the last component to `name`; it need
 * not exist, and is "." if the path has none. If the last component is a link, it is
 * followed by the same rule; for a use with L, `name` is the link itself. Returns an O_PATH
 * descriptor or a negative errno. */
int path_parent(enum path_use use, int dir, const char *path, char name[PATH_COMPONENT]);

/* Open the directory `name` in `dir`, or "/", for a caller that walks a path itself. Links
 * are followed by the same rule. Return an O_PATH descriptor or a negative errno. */
int path_step(int dir, const char *name);
int path_root(void);
/* Finds the next component of *path, and moves *path behind it and its slashes. Returns
 * false if there is none. *ret_len may exceed NAME_MAX. */
bool path_next(const char **path, const char **ret_name, size_t *ret_len);

/* Returns true if the kernel forbids hard links to files of other users. If not, a file
 * with two links in a user's directory may be any file (proc(5), fs.protected_hardlinks).
 * Reads the setting at the first call; false if it cannot be read. */
bool path_hard_links_protected(void);

/* Returns a static text for an error of path_open(), or NULL if strerror(3) explains it. */
const char *path_reason(int err);

#endif
