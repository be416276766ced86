/* init/pid1/mountpoint.h - makes mount points without following symbolic links.
 *
 * Layer:  init/pid1, set-up only.
 * Errors: a descriptor (O_PATH) or 0, or a negative errno; -ELOOP: a symbolic link stands
 *         in the way.
 * Source: openat2(2), RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH. */
#ifndef INIT_PID1_MOUNTPOINT_H
#define INIT_PID1_MOUNTPOINT_H

#include <stdbool.h>
#include <sys/types.h>

/* The directory `path` ("dev/pts") below `dir`, made with `mode` when missing. */
int mountpoint_directory(int dir, const char *path, mode_t mode);

/* An empty file of that name in `dir`, to mount on. */
int mountpoint_file(int dir, const char *name);

/* What is there already, anything; symbolic links are refused. */
int mountpoint_open(int dir, const char *path);

/* Is something else mounted there than on `dir` itself? */
bool mountpoint_is_mounted(int dir, const char *path);

#endif
