/* init/pid1/mountpoint.h - makes mount points without following symbolic links.
 *
 * Private to init/pid1; for the set-up only.
 * Errors: functions return a descriptor, which the caller closes, or a negative errno. It
 *         is -ELOOP if part of the path is a symbolic link.
 * Source: openat2(2), RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH. */
#ifndef INIT_PID1_MOUNTPOINT_H
#define INIT_PID1_MOUNTPOINT_H

#include <sys/types.h>

/* Opens the directory `path`, such as "dev/pts", below the directory `dir`; both are O_PATH
 * descriptors. Creates its last component with `mode` if it does not exist. */
int mountpoint_directory(int dir, const char *path, mode_t mode);

/* Creates the empty file `name` in `dir` as a mount point. Returns 0, or a negative errno:
 * -EEXIST if the name exists, even as a symbolic link. */
int mountpoint_file(int dir, const char *name);

/* Opens an existing file or directory below the directory `dir`; both are O_PATH
 * descriptors. */
int mountpoint_open(int dir, const char *path);

#endif
