/* init/runtime/host_notify.h - the front end reports its state with sd_notify(3).
 *
 * The front end sends the messages, not the init: systemd accepts them from the main process
 * only (NotifyAccess=main), and the container does not see the host's socket. */
#ifndef INIT_RUNTIME_HOST_NOTIFY_H
#define INIT_RUNTIME_HOST_NOTIFY_H

#include "init/sys/sd_notify.h"

/* Connects to the NOTIFY_SOCKET of the environment. Returns -1 if it is not set, or, after a
 * warning, if the connection fails. */
int host_notify_open(char *const *environment);

/* Waits at most a second for a full queue. Does nothing if `fd` is -1. */
void host_notify_send(int fd, enum sd_state state);

#endif
