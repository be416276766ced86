/* init/runtime/host_notify.h - the front end reports its state with sd_notify(3).
 *
 * The front end sends the messages, not the init: systemd accepts them from the main
 * process only (NotifyAccess=main), and the container does not see the host's socket.
 * The init is not trusted, so that a state is sent once, however often it reports it. */
#ifndef INIT_RUNTIME_HOST_NOTIFY_H
#define INIT_RUNTIME_HOST_NOTIFY_H

#include <stdbool.h>

struct host_notify {
	int fd;                       /* connected to NOTIFY_SOCKET; -1: none */
	bool up, reloading, stopping; /* what was reported */
};

/* Connects to the NOTIFY_SOCKET of the environment, if it is set. Warns if that fails. */
void host_notify_open(struct host_notify *notify, char *const *environment);

/* Each waits at most a second for a full queue, and does nothing without a socket. */
void host_notify_starting(struct host_notify *notify);
void host_notify_reloading(struct host_notify *notify);
void host_notify_reload_refused(struct host_notify *notify);

/* The init reports that its services are up, or that a reload is over. */
void host_notify_up(struct host_notify *notify);
void host_notify_stopping(struct host_notify *notify);

#endif
