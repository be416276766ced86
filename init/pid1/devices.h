/* init/pid1/devices.h - makes a /dev: device nodes, links, pts, shm and mqueue.
 *
 * Private to init/pid1; for the set-up only.
 * Errors: 0 or a negative errno. *ret_what then names the part that failed.
 * Source: the OCI runtime specification, config-linux.md, "Default Devices". */
#ifndef INIT_PID1_DEVICES_H
#define INIT_PID1_DEVICES_H

#include <stdbool.h>
#include <stdint.h>

struct device_wishes {
	/* HANDOFF_DEV_COUNT nodes of the host (O_PATH) to clone. mknod(2) makes a node
	 * that is -1 or cannot be cloned, and all of them if this is NULL. */
	const int32_t *host_fds;
	uint64_t shm_size; /* size of /dev/shm in bytes; 0 for half of the memory */
	bool group_tty;    /* group 5 exists in this user namespace, and terminals get it */
	bool mqueue; /* mount /dev/mqueue, because we have an ipc namespace of our own */
};

/* Mounts a tmpfs on the directory `target` (O_PATH) and makes the whole /dev in it. */
int devices_make(int target, const struct device_wishes *wishes, const char **ret_what);

/* Mount only pts or shm in the existing directory `dev`. */
int devices_pts(int dev, bool group_tty);
int devices_shm(int dev, uint64_t size);

/* Makes `slave`, the slave of the container's pty, available as `console` in `dev`. */
int devices_console(int dev, int slave);

/* If `fd` is a device that devices_make() makes too, such as /dev/null, but not a
 * terminal, replaces it by the node in `dev`. With a descriptor of the host's node, a
 * container could change the mode of that node. */
int devices_reopen(int dev, int fd);

#endif
