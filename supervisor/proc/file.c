/* supervisor/proc/file.c - a whole small file into given memory, without surprises. */
#include "supervisor/proc/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

long file_read(const char *path, char *at, size_t size)
{
	/* O_NONBLOCK: opening a FIFO or a device must not hang PID 1 (open(2)). */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;
	size_t used = 0;
	ssize_t n = 0;
	int err = 0;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		err = errno;
	else if (!S_ISREG(st.st_mode))
		err = EINVAL;
	while (err == 0 && used < size && (n = read(fd, at + used, size - used)) > 0)
		used += (size_t)n;
	if (err == 0 && n < 0)
		err = errno;
	if (err == 0 && used == size)
		err = EFBIG;
	close(fd);
	if (err != 0)
		return -err;
	at[used] = '\0';
	return (long)used;
}
