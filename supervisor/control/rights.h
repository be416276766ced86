/* supervisor/control/rights.h - decides whether a client may change things.
 *
 * Private to the room.
 *
 * Source: unix(7), SO_PEERCRED and SO_PEERGROUPS; user_namespaces(7). */
#ifndef SUPERVISOR_CONTROL_RIGHTS_H
#define SUPERVISOR_CONTROL_RIGHTS_H

#include "supervisor/base/context.h"

#include <sys/types.h>

struct rights {
	bool allowed; /* of CONTROL_ALLOWED */
	uid_t uid;
	pid_t pid; /* 0: not of our pid namespace */
};

/* Looks up the users and groups of [init] control-allow. Reads /etc/passwd and /etc/group,
 * so call it before PID 1 serves. Reports those that do not exist. */
void rights_load(struct context *ctx);
/* Looks them up again after a reload, also those that the reload changed. PID 1 reads no
 * file: a helper does, and the users and groups stay as they were until it has, or if it
 * fails. */
void rights_load_again(struct context *ctx);
/* Returns 0 and the rights of the process that has connected, or a negative errno. */
int rights_of(int fd, struct rights *ret);

#endif
