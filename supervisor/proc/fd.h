/* supervisor/proc/fd.h - closes descriptors that may be closed already. */
#ifndef SUPERVISOR_PROC_FD_H
#define SUPERVISOR_PROC_FD_H

#include <unistd.h>

/* Closes the descriptor, unless it is negative. */
static inline void fd_close(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* The same, and sets it to -1. */
static inline void fd_clear(int *fd)
{
	fd_close(*fd);
	*fd = -1;
}

#endif
