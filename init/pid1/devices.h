/* init/pid1/devices.h - makes a /dev: nodes, links, pts, shm, mqueue.
 *
 * Layer:  init/pid1, set-up only.
 * Errors: 0 or a negative errno; *ret_what then names what could not be made.
 * Source: the OCI runtime specification, config-linux.md, "Default Devices". */
#ifndef INIT_PID1_DEVICES_H
#define INIT_PID1_DEVICES_H

#include <stdbool.h>
#include <stdint.h>

struct device_wishes {
	const int32_t *host_fds; /* HANDOFF_DEV_COUNT O_PATH nodes to clone; NULL: mknod */
	uint64_t shm_size;       /* bytes; 0: half of the memory */
	bool group_tty;          /* group 5 exists here: terminals belong to it */
	bool mqueue;             /* an ipc namespace of our own */
};

/* A tmpfs on the directory `target` (O_PATH) with all of it. */
int devices_make(int target, const struct device_wishes *wishes, const char **ret_what);

/* Only these, on what is there. */
int devices_pts(int dev, bool group_tty);
int devices_shm(int dev, uint64_t size);

/* The slave of the container's terminal as /dev/console. */
int devices_console(int dev, int slave);

/* If `fd` is a device that devices_make() makes too, such as /dev/null, replaces it with the
 * one below `dev`: through a descriptor of the host's node its mode could be changed. */
int devices_reopen(int dev, int fd);

#endif
