/* init/runtime/host_control.h - lets clients on the host reach the control socket of the
 * container's init.
 *
 * The front end listens at /run/ctinit/containers/NAME/control (root), or below
 * $XDG_RUNTIME_DIR/ctinit or /tmp/ctinit-UID (other users). It accepts root and its own user,
 * and passes the connection to the init, which trusts it.
 *
 * Private to init/runtime.
 * Errors:  a failure never stops the start.
 * Memory:  static; no allocation.
 * Source:  unix(7), flock(2). */
#ifndef INIT_RUNTIME_HOST_CONTROL_H
#define INIT_RUNTIME_HOST_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/un.h>

struct host_control {
	int fd;      /* the listening socket; -1: none */
	int lock_fd; /* the directory; its lock says that this front end lives */
	/* The path of the socket. Its directory is ours, too. */
	char path[sizeof((struct sockaddr_un *)NULL)->sun_path];
};

/* Listens for the container `name`. If another container of that name lives, uses NAME-PID
 * if the name was not `chosen` by the user, or else warns and does without the socket. A
 * directory that a killed front end has left is used again. */
void host_control_open(struct host_control *control, const char *name, bool chosen,
		       char *const *environment);
/* Accepts one client, and passes it to the init. */
void host_control_accept(const struct host_control *control, int init_fd);
/* Closes the socket, and removes it and its directory. */
void host_control_close(struct host_control *control);

#endif
