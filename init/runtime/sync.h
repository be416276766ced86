/* init/runtime/sync.h - sends and receives the message that lets the child continue.
 *
 * The parent sends it after it has written the id maps of the child. The message carries
 * the mounts with an id map, which only the parent can make.
 * Errors: 0 or a negative errno. Source: unix(7), SCM_RIGHTS.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_SYNC_H
#define INIT_RUNTIME_SYNC_H

#include <stdbool.h>
#include <stddef.h>

#define SYNC_FDS_MAX 253 /* SCM_MAX_FD, unix(7) */

/* Sends the message with `count` descriptors, at most SYNC_FDS_MAX. `one_id` means that
 * only one id is mapped: the child cannot know it, because newuidmap and newgidmap may have
 * refused the planned map. */
int sync_send(int monitor_fd, const int *fds, size_t count, bool one_id);

/* Waits for the message, which must carry exactly `count` descriptors. Stores them in fds[]
 * with CLOEXEC. Returns -EPIPE if the parent has died, -EBADMSG if the number of
 * descriptors is wrong. */
int sync_receive(int monitor_fd, int *fds, size_t count, bool *ret_one_id);

#endif
