/* init/pid1/mounts.h - mounts /proc, /sys, /dev and /run.
 *
 * It does so in a container that the front end made, and in an image with ctinit as its
 * ENTRYPOINT.
 *
 * Private to init/pid1; for the set-up only.
 * Source:  mount(2), fsopen(2), move_mount(2), proc(5); devpts in the kernel's
 *          Documentation/filesystems; the OCI runtime specification, config-linux.md, for
 *          the content of /dev. */
#ifndef INIT_PID1_MOUNTS_H
#define INIT_PID1_MOUNTS_H

#include "conf/lang/keys.h"

struct handoff;

/* In a container with a root of its own, mounts /proc, /sys, /dev, and /run if it is
 * missing, masks paths, detaches the old root, and makes "/" read-only if the handoff says
 * so. Exits with a message if a step fails, but continues if /sys cannot be mounted. On
 * the files of the host, mounts only /proc and /dev/mqueue, and continues if that fails.
 * *ret_pts is a directory with a `ptmx` (O_PATH), or -1. */
void mounts_in_container(const struct handoff *handoff, int *ret_pts);

/* Mounts those of /proc, /sys, /run and /dev that are missing, and in an existing /dev
 * those of pts and shm. Does nothing if `wanted` is MOUNTS_NO. If a mount fails, exits
 * with a message if `wanted` is MOUNTS_YES; otherwise continues, and reports the failure
 * in a verbose run only. A failure of pts or shm in an existing /dev is ignored. */
void mounts_in_place(enum conf_mounts wanted);

#endif
