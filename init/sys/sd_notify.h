/* init/sys/sd_notify.h - messages to the supervisor around us, sd_notify(3). */
#ifndef INIT_SYS_SD_NOTIFY_H
#define INIT_SYS_SD_NOTIFY_H

#include <stddef.h>

/* NOTIFY_SOCKET= of the environment without its name; NULL: there is none. */
const char *notify_socket(char *const *environment);

/* A connected descriptor (CLOEXEC, above 2) for "/path" or "@abstract", or a negative errno.
 * Looks the path up: not for a PID 1 that serves. */
int notify_open(const char *socket);

/* One message; never blocks. -EAGAIN: try again later. */
int notify_send(int fd, const char *text, size_t size);

#endif
