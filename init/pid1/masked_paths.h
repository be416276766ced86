/* init/pid1/masked_paths.h - hides paths of /proc and /sys, or makes them read-only.
 *
 * Private to init/pid1; for the set-up only.
 * Source: the masked and read-only paths of the OCI runtime specification (linux section),
 *         with the lists that Docker and other engines use. */
#ifndef INIT_PID1_MASKED_PATHS_H
#define INIT_PID1_MASKED_PATHS_H

/* Hides the masked paths and makes the read-only paths read-only. `proc`, `sys` and `dev`
 * are the roots of the new mounts (O_PATH); `sys` may be -1. Changes the working directory.
 * Covers a file with an empty file of the container, never with a node of the host. Skips
 * paths that do not exist. Returns 0, or a negative errno with the path in *ret_what. */
int masked_paths_apply(int proc, int sys, int dev, const char **ret_what);

#endif
