/* init/runtime/sync.h - the message with which the parent lets the child continue.
 *
 * The parent sends it when the id maps of the child are written. With a map, the mounts
 * that only the parent can make travel along.
 * Errors: 0 or a negative errno. Source: unix(7), SCM_RIGHTS. */
#ifndef INIT_RUNTIME_SYNC_H
#define INIT_RUNTIME_SYNC_H

#include <stdbool.h>
#include <stddef.h>

#define SYNC_FDS_MAX 253 /* SCM_MAX_FD, unix(7) */

/* `one_id`: the parent could map one id only, although more were planned. */
int sync_send(int monitor_fd, const int *fds, size_t count, bool one_id);

/* Waits for the message, with which exactly `count` descriptors must come. Returns
 * -EPIPE if the parent is dead. */
int sync_receive(int monitor_fd, int *fds, size_t count, bool *ret_one_id);

#endif
