/* init/pid1/masked_paths.h - hides paths of /proc and /sys, or makes them read-only.
 *
 * Layer:  init/pid1, set-up only.
 * Source: the default lists that container engines share (masked and read-only paths of
 *         the OCI runtime specification's linux section, as Docker fills them). */
#ifndef INIT_PID1_MASKED_PATHS_H
#define INIT_PID1_MASKED_PATHS_H

/* `proc`, `sys` and `dev` are the directories (O_PATH); `sys` -1: not there. `dev` is the
 * container's own. Files are covered with an empty file of the container, never with a node
 * of the host. 0, or a negative errno with the path in *ret_what. A path that is missing is
 * no error. */
int masked_paths_apply(int proc, int sys, int dev, const char **ret_what);

#endif
