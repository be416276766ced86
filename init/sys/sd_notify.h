/* init/sys/sd_notify.h - messages to the supervisor around ctinit.
 *
 * Both the front end on the host and PID 1 in place report the same states.
 * Errors: 0 or a negative errno. */
#ifndef INIT_SYS_SD_NOTIFY_H
#define INIT_SYS_SD_NOTIFY_H

#include <stddef.h>

/* In the order in which they are sent when several are due. */
enum sd_state { SD_STARTING, SD_RELOADING, SD_READY, SD_STOPPING, SD_STATE_COUNT };

/* Returns the value of NOTIFY_SOCKET in the environment; NULL if it is not set. */
const char *sd_notify_socket(char *const *environment);

/* Returns a connected descriptor (CLOEXEC, above 2) for "/path" or "@abstract". The
 * socket is connected once, so that a later message looks up no path. Connecting does,
 * therefore a PID 1 that serves must not call this. */
int sd_notify_open(const char *socket);

/* Sends the state and a STATUS= line. Never blocks: returns -EAGAIN if the queue is
 * full. */
int sd_notify_send(int fd, enum sd_state state, const char *status);

/* Writes the message that sd_notify_send() sends. Returns its length. */
size_t sd_notify_format(char *text, size_t size, enum sd_state state, const char *status);

#endif
