/* init/pid1/mountpoint.h - makes mount points without following symbolic links.
 *
 * Layer:  init/pid1, set-up only.
 * Errors: a descriptor (O_PATH) or a negative errno; -ELOOP if a part of the path is a
 *         symbolic link.
 * Source: openat2(2), RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH. */
#ifndef INIT_PID1_MOUNTPOINT_H
#define INIT_PID1_MOUNTPOINT_H

#include <stdbool.h>
#include <sys/types.h>

/* Opens the directory `path` ("dev/pts") below `dir`. Makes it with `mode` if it does not
 * exist. */
int mountpoint_directory(int dir, const char *path, mode_t mode);

/* Makes an empty file of that name in `dir`, as a mount point. */
int mountpoint_file(int dir, const char *name);

/* Opens what exists there; a symbolic link itself, if the last part is one. */
int mountpoint_open(int dir, const char *path);

/* Returns true if `path` is on another mount than `dir`. */
bool mountpoint_is_mounted(int dir, const char *path);

#endif
