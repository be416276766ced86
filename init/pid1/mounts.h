/* init/pid1/mounts.h - mounts /proc, /sys, /dev and /run.
 *
 * It does so in a container that the front end made, and in an image with ctinit as its
 * ENTRYPOINT.
 *
 * Private to the room; for the set-up only.
 * Source:  mount(2), fsopen(2), move_mount(2), proc(5); devpts in the kernel's
 *          Documentation/filesystems; the OCI runtime specification, config-linux.md, for
 *          the content of /dev. */
#ifndef INIT_PID1_MOUNTS_H
#define INIT_PID1_MOUNTS_H

#include "conf/lang/keys.h"

struct handoff;

/* Mounts /proc, /sys, /dev and /run in a container that the front end made, masks paths,
 * detaches the old root, and makes "/" read-only if the handoff says so. On the files of
 * the host, mounts only /proc and /dev/mqueue. Exits with a message if a step fails.
 * *ret_pts is a directory with a `ptmx` (O_PATH), or -1. */
void mounts_in_container(const struct handoff *handoff, int *ret_pts);

/* Mounts those of /proc, /sys, /dev, /dev/pts, /dev/shm and /run that are missing. If a
 * mount fails, exits with a message if `wanted` is MOUNTS_YES. Otherwise continues, and
 * reports the failure in a verbose run only. */
void mounts_in_place(enum conf_mounts wanted);

#endif
