/* init/pid1/mounts.h - mounts /proc, /sys, /dev and /run.
 *
 * Layer:   init/pid1, set-up only. It serves a container that the front end made as well as
 *          ctinit as the ENTRYPOINT of an image.
 * Source:  mount(2), fsopen(2), move_mount(2), proc(5), devpts(5) of the kernel's
 *          Documentation/filesystems; the OCI runtime specification, config-linux.md, for
 *          what /dev holds. */
#ifndef INIT_PID1_MOUNTS_H
#define INIT_PID1_MOUNTS_H

#include "conf/lang/keys.h"

struct handoff;

/* In a container that the front end made: mounts all of them, masks paths, detaches the old
 * root, and makes "/" read-only if that is set. Exits with a message if a step fails.
 * *ret_pts: a directory with the container's `ptmx`, or -1. */
void mounts_in_container(const struct handoff *handoff, int *ret_pts);

/* In place: mounts those of /proc /sys /dev /dev/pts /dev/shm /run that are missing. If
 * a mount fails, exits with `wanted` = yes; otherwise the failure is reported in a
 * verbose run only. */
void mounts_in_place(enum conf_mounts wanted);

#endif
