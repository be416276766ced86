/* init/runtime/host_notify.h - what the front end tells the supervisor around it, sd_notify(3).
 *
 * It sends itself, not the init: systemd hears only of the main process (NotifyAccess=main),
 * and the container does not see the host's socket. */
#ifndef INIT_RUNTIME_HOST_NOTIFY_H
#define INIT_RUNTIME_HOST_NOTIFY_H

enum report { REPORT_STARTING, REPORT_UP, REPORT_RELOADING, REPORT_STOPPING };

/* Connect to NOTIFY_SOCKET of the environment; -1: there is none, or (said) it is not there. */
int report_open(char *const *environment);
/* Waits a second at most. fd -1: does nothing. */
void report_send(int fd, enum report report);

#endif
