/* init/sys/mount_name.h - mounts on names in the working directory, with a call or two.
 *
 * A name may be a symbolic link. So the working directory must be in a file system that we
 * have just mounted, where nobody can have put one: not in the files of a container, which
 * others may change meanwhile. For these there is init/sys/mount_fd.h.
 *
 * Layer:  init/sys, for init/pid1.
 * Errors: 0 or a negative errno.
 * Source: mount(2), mount_setattr(2). */
#ifndef INIT_SYS_MOUNT_NAME_H
#define INIT_SYS_MOUNT_NAME_H

#include "init/sys/mount_fd.h"

/* Mounts a new instance of a file system on `name`. Only the mount is read-only, not the
 * file system, which other mounts may share. */
int mount_new_on(const char *name, const struct file_system *fs);

/* Mounts what is at `from` on `name` too. The mount has the attributes of the mount of
 * `from`. */
int mount_bind_on(const char *name, const char *from);

/* Adds attributes (MOUNT_ATTR_*) to the mount on `name`. */
int mount_restrict(const char *name, uint64_t attributes);

#endif
