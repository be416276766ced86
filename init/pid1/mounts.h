/* init/pid1/mounts.h - mounts /proc, /sys, /dev and /run.
 *
 * Layer:   init/pid1, set-up only. The one place that mounts them, in a container of
 *          our own and as an image's ENTRYPOINT.
 * Source:  mount(2), fsopen(2), move_mount(2), proc(5), devpts(5) of the kernel's
 *          Documentation/filesystems; the OCI runtime specification, config-linux.md, for
 *          what /dev holds. */
#ifndef INIT_PID1_MOUNTS_H
#define INIT_PID1_MOUNTS_H

#include "conf/lang/keys.h"

struct handoff;

/* In a container of our own: all of them, masked; then the old root is let go and "/" made
 * read-only when asked. Ends the process with one line when it cannot.
 * *ret_pts: a directory whose `ptmx` gives the container's terminals, or -1. */
void mounts_in_container(const struct handoff *handoff, int *ret_pts);

/* In place: what is missing of /proc /sys /dev /dev/pts /dev/shm /run. A refusal is the
 * end with `yes`; else told in a verbose run only. */
void mounts_in_place(enum conf_mounts wanted);

#endif
