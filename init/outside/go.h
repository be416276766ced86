/* init/outside/go.h - the child's end of the go-message. */
#ifndef INIT_OUTSIDE_GO_H
#define INIT_OUTSIDE_GO_H

#include <stddef.h>

#define GO_FDS_MAX 253 /* SCM_MAX_FD, unix(7) */

/* Wait for it; `count` descriptors must have come along. 0; -EPIPE: the parent is gone. */
int go_receive(int control_fd, int *fds, size_t count);

#endif
