/* supervisor/proc/fd.h - closes a descriptor that may be -1.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_FD_H
#define SUPERVISOR_PROC_FD_H

#include <unistd.h>

/* Closes the descriptor. Does nothing if it is negative. */
static inline void fd_close(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* Closes *fd like fd_close(), and sets it to -1. */
static inline void fd_clear(int *fd)
{
	fd_close(*fd);
	*fd = -1;
}

#endif
