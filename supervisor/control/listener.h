/* supervisor/control/listener.h - makes the listening socket, in the first place that is
 * possible.
 *
 * Private to the room. May wait for a file system: call it before PID 1 serves.
 *
 * Source: unix(7). */
#ifndef SUPERVISOR_CONTROL_LISTENER_H
#define SUPERVISOR_CONTROL_LISTENER_H

#include "conf/base/text.h"

#include <stdbool.h>
#include <sys/un.h>

#define LISTENER_PATH_MAX sizeof((struct sockaddr_un *)NULL)->sun_path

struct listener {
	int fd; /* -1: none */
	/* A path; an abstract name has an @ in the place of the NUL. */
	char place[LISTENER_PATH_MAX + 1];
	bool is_default;             /* clients look for it there */
	unsigned long device, inode; /* of the path */
};

/* Listens at `wanted` (a path, or @ and an abstract name), or if that is not possible in
 * the default places. `wanted` may be NULL. `environment` has XDG_RUNTIME_DIR. Returns 0,
 * or a negative errno if no place is possible. *err says why the first places are not
 * possible, or is empty. A place where another process listens is left alone; a socket
 * without a listener is removed. */
int listener_open(const char *wanted, char *const *environment, struct listener *ret,
		  struct text *err);
/* Closes the socket, and removes its path if it is still this socket. */
void listener_close(struct listener *listener);

#endif
