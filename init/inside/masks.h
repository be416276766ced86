/* init/inside/masks.h - what a container must not see or change of /proc and /sys.
 *
 * Layer:  init/inside, set-up only.
 * Source: the default lists that container engines share (masked and read-only paths of
 *         the OCI runtime specification's linux section, as Docker fills them). */
#ifndef INIT_INSIDE_MASKS_H
#define INIT_INSIDE_MASKS_H

/* `proc` and `sys` are the directories (O_PATH); -1: not there. `null`: a real /dev/null.
 * 0, or a negative errno with the path in *ret_what. A path that is missing is fine. */
int masks_apply(int proc, int sys, int null, const char **ret_what);

#endif
