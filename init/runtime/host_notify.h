/* init/runtime/host_notify.h - reports the state of the container with sd_notify(3).
 *
 * The front end sends the messages: systemd accepts them only from the main process
 * (NotifyAccess=main), and the container cannot see the host's socket. The init is not
 * trusted: its reports are passed on only once, and again after a reload that the front end
 * has started.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_HOST_NOTIFY_H
#define INIT_RUNTIME_HOST_NOTIFY_H

#include <stdbool.h>

struct host_notify {
	int fd;                       /* connected to NOTIFY_SOCKET; -1 if none */
	bool up, reloading, stopping; /* states that were reported */
};

/* Connects to the NOTIFY_SOCKET of the environment, if set. Warns on failure. */
void host_notify_open(struct host_notify *notify, char *const *environment);

/* Report a state to the supervisor. If the queue is full, wait at most a second; if it is
 * still full, drop the message. Do nothing without a socket. A refused reload is reported
 * as ready, if the services were up before. */
void host_notify_starting(struct host_notify *notify);
void host_notify_reloading(struct host_notify *notify);
void host_notify_reload_refused(struct host_notify *notify);
/* Called when the init reports that its services are up or a reload is over. */
void host_notify_up(struct host_notify *notify);
/* Called when the init reports that it is stopping its services. */
void host_notify_stopping(struct host_notify *notify);

#endif
