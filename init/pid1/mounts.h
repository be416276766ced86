/* init/pid1/mounts.h - mounts /proc, /sys, /dev and /run.
 *
 * Used in a container of the front end, and in an image with ctinit as its ENTRYPOINT.
 *
 * Private to init/pid1; for the set-up only.
 * Source:  mount(2), fsopen(2), move_mount(2), proc(5); devpts in the kernel's
 *          Documentation/filesystems; the OCI runtime specification, config-linux.md, for
 *          the content of /dev. */
#ifndef INIT_PID1_MOUNTS_H
#define INIT_PID1_MOUNTS_H

#include "conf/lang/keys.h"

struct handoff;

/* If the container has its own root: mounts /proc, /sys, /dev, and /run if missing, opens
 * standard streams that are devices again in the new /dev, masks paths, detaches the old
 * root, and makes "/" read-only if the handoff says so. Exits with a message if a step
 * fails, except for /sys. On the host's files: mounts only /proc and /dev/mqueue, warns if
 * /proc fails, and ignores a failed /dev/mqueue. Both ways end in the working directory
 * "/". *ret_pts is a directory with a `ptmx` (O_PATH), which the caller closes, or -1. */
void mounts_in_container(const struct handoff *handoff, int *ret_pts);

/* Mounts /proc, /sys, /run and /dev if they are missing, and pts and shm if an existing
 * /dev lacks them. Does nothing if `wanted` is MOUNTS_NO. After a failed mount, exits with
 * a message if `wanted` is MOUNTS_YES; otherwise continues, and reports the failure only if
 * verbose. Ignores failures of pts and shm in an existing /dev. */
void mounts_in_place(enum conf_mounts wanted);

#endif
