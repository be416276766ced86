/* init/runtime/sync.h - the child's end of the go-message. */
#ifndef INIT_RUNTIME_SYNC_H
#define INIT_RUNTIME_SYNC_H

#include <stdbool.h>
#include <stddef.h>

#define GO_FDS_MAX 253 /* SCM_MAX_FD, unix(7) */

/* Waits for it; `count` descriptors must have come along. 0; -EPIPE: the parent is gone.
 * *ret_one_id: the parent could map one id only, whatever was planned. */
int go_receive(int control_fd, int *fds, size_t count, bool *ret_one_id);

#endif
