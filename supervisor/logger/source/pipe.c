/* supervisor/logger/source/pipe.c - measures a service's pipe, and enlarges it.
 *
 * Both calls wait for the pipe's lock, which a process of the service may hold for ever. So
 * they are recorded for PID 1 (activity_set()). */
#include "supervisor/logger/source/source.h"

#include <fcntl.h>
#include <sys/ioctl.h>

#define FULL_BYTES (60u << 10)

uint32_t pipe_unread_bytes(struct logger *lg, const struct source *src)
{
	int n = 0;

	if (src->kind != SOURCE_PIPE || src->fd < 0)
		return 0;
	activity_set(lg, ACTIVITY_PIPE, src->id);
	if (ioctl(src->fd, FIONREAD, &n) < 0 || n < 0)
		n = 0;
	activity_set(lg, ACTIVITY_WORKING, 0);
	return (uint32_t)n;
}

/* A full pipe blocks its writer. The kernel may refuse to enlarge it (pipe(7),
 * pipe-user-pages-soft). */
static void enlarge_pipe(struct logger *lg, struct source *src)
{
	bool enlarged;

	activity_set(lg, ACTIVITY_PIPE, src->id);
	enlarged = fcntl(src->fd, F_SETPIPE_SZ, (int)CHUNK_SIZE) >= (int)CHUNK_SIZE;
	activity_set(lg, ACTIVITY_WORKING, 0);
	src->pipe_size = enlarged ? PIPE_ENLARGED : PIPE_NOT_ENLARGED;
}

uint32_t pipe_measure(struct logger *lg, struct source *src)
{
	uint32_t unread = pipe_unread_bytes(lg, src);

	if (unread >= FULL_BYTES && src->pipe_size == PIPE_DEFAULT)
		enlarge_pipe(lg, src);
	return unread;
}
