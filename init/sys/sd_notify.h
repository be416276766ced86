/* init/sys/sd_notify.h - sends sd_notify(3) messages to the supervisor of ctinit.
 *
 * Both the front end on the host and PID 1 in place report the same states.
 * Layer:  init/sys, for init/runtime and init/pid1.
 * Errors: 0 or a negative errno. */
#ifndef INIT_SYS_SD_NOTIFY_H
#define INIT_SYS_SD_NOTIFY_H

#include <stddef.h>
#include <stdint.h>

/* In the order in which they are sent if several are due. */
enum sd_state { SD_STARTING, SD_RELOADING, SD_READY, SD_STOPPING, SD_STATE_COUNT };

/* Returns the value of NOTIFY_SOCKET in the environment, or NULL. */
const char *sd_notify_socket(char *const *environment);

/* Opens a socket and connects it to "/path" or "@abstract". Returns its descriptor
 * (CLOEXEC), or a negative errno. Looking up the path may block, so PID 1 must not call
 * this while it serves. Sending does not look up the path again. */
int sd_notify_open(const char *socket);

/* Sends the state and a STATUS= line. Never blocks. Returns -EAGAIN if the queue is
 * full. */
int sd_notify_send(int fd, enum sd_state state, const char *status);

/* Sends WATCHDOG=1. Never blocks. */
int sd_notify_watchdog(int fd);

/* Returns the value of WATCHDOG_USEC if it is meant for the process `pid`: WATCHDOG_PID is
 * not set, or is `pid` (sd_watchdog_enabled(3)). Returns 0 if there is no watchdog. */
uint64_t sd_watchdog_usec(char *const *environment, long pid);

/* Writes the message of sd_notify_send() into `text`. Returns its length. */
size_t sd_notify_format(char *text, size_t size, enum sd_state state, const char *status);

#endif
