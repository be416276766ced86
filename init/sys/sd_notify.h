/* init/sys/sd_notify.h - sends sd_notify(3) messages to the supervisor of ctinit.
 *
 * Both the front end on the host and PID 1 in place report the same states.
 * Layer:  init/sys, for init/runtime and init/pid1.
 * Errors: 0 or a negative errno. */
#ifndef INIT_SYS_SD_NOTIFY_H
#define INIT_SYS_SD_NOTIFY_H

#include <stddef.h>

/* The states, in the order in which they are sent if several are due. */
enum sd_state { SD_STARTING, SD_RELOADING, SD_READY, SD_STOPPING, SD_STATE_COUNT };

/* Returns the value of NOTIFY_SOCKET in the environment, or NULL if it is not set. */
const char *sd_notify_socket(char *const *environment);

/* Opens a socket and connects it to "/path" or "@abstract". Returns its descriptor
 * (CLOEXEC), or a negative errno. Connecting looks up the path and may block, so PID 1
 * must not call this once it serves. Later messages look up no path. */
int sd_notify_open(const char *socket);

/* Sends the state and a STATUS= line. Never blocks. Returns -EAGAIN if the queue is
 * full. */
int sd_notify_send(int fd, enum sd_state state, const char *status);

/* Writes the message that sd_notify_send() sends into `text`. Returns its length. */
size_t sd_notify_format(char *text, size_t size, enum sd_state state, const char *status);

#endif
