/* init/pid1/devices.h - makes a /dev: device nodes, links, pts, shm and mqueue.
 *
 * Private to init/pid1; for the set-up only.
 * Errors: 0 or a negative errno. devices_make() then stores the name of the failed part in
 *         *ret_what, or "" for /dev itself.
 * Source: the OCI runtime specification, config-linux.md, "Default Devices". */
#ifndef INIT_PID1_DEVICES_H
#define INIT_PID1_DEVICES_H

#include <stdbool.h>
#include <stdint.h>

struct device_wishes {
	/* HANDOFF_DEV_COUNT host nodes to clone: O_PATH, or HANDOFF_DEV_*. We use mknod(2)
	 * for a node that is missing or cannot be cloned, and for all nodes if this is
	 * NULL. */
	const int32_t *host_fds;
	int host_dev;      /* the host's /dev (O_PATH), for HANDOFF_DEV_BY_NAME */
	uint64_t shm_size; /* size of /dev/shm in bytes; 0 for half of the memory */
	bool group_tty;    /* group 5 (tty) exists here, and terminals belong to it */
	bool mqueue;       /* mount /dev/mqueue; set if we have our own ipc namespace */
};

/* Mounts a tmpfs on the directory `target` (O_PATH) and fills it with a complete /dev.
 * Returns its descriptor (O_PATH), which the caller closes, or a negative errno. With
 * wishes->host_fds the working directory becomes the new /dev. */
int devices_make(int target, const struct device_wishes *wishes, const char **ret_what);

/* Mount only pts or shm in the existing directory `dev`. `size` is in bytes; 0 for half of
 * the memory. */
int devices_pts(int dev, bool group_tty);
int devices_shm(int dev, uint64_t size);

/* Mounts `slave`, the slave of the container's pty, on the new file `console` in `dev`. */
int devices_console(int dev, int slave);

/* Replaces `fd` with the node in `dev` if it is a device that devices_make() makes, such as
 * /dev/null, except for /dev/tty. Through a descriptor of the host's node a container could
 * change that node's mode. Returns 0 also for another kind of file, which stays as it
 * is. */
int devices_reopen(int dev, int fd);

#endif
