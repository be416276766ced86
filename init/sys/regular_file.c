/* init/sys/regular_file.c - reads a small regular file into memory. */
#include "init/sys/regular_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_BYTES 1000u /* fits into malloc(3)'s small blocks */

/* Reads to the end of the file. `size` from fstat(2) is only a hint: it is 0 in /proc, and
 * changes while a file grows. */
static int read_all(int fd, size_t size, size_t max_bytes, char **ret, size_t *ret_len)
{
	size_t len = 0, capacity = size < max_bytes ? size : max_bytes;
	char *text = NULL;
	ssize_t n = 1;
	int r = 0;

	capacity += FIRST_BYTES;
	while (r == 0 && n > 0) {
		if (!text || capacity - len < FIRST_BYTES / 2) {
			capacity *= text ? 2 : 1;
			char *more = realloc(text, capacity);

			if (!more)
				r = -ENOMEM;
			text = more ? more : text;
		}
		n = r == 0 ? read(fd, text + len, capacity - len - 1) : 0;
		if (n < 0)
			r = -errno;
		len += n > 0 ? (size_t)n : 0;
		if (len > max_bytes)
			r = -EFBIG;
	}
	if (r < 0) {
		free(text);
		return r;
	}
	text[len] = '\0';
	*ret = text;
	*ret_len = len;
	return 0;
}

int read_regular_file(const char *path, size_t max_bytes, char **ret, size_t *ret_len)
{
	struct stat st;
	int fd, r;

	/* Call stat(2) first, because opening some devices has side effects. */
	if (stat(path, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -errno;
	r = fstat(fd, &st) < 0 ? -errno : S_ISREG(st.st_mode) ? 0 : -EINVAL;
	if (r == 0)
		r = read_all(fd, (size_t)st.st_size, max_bytes, ret, ret_len);
	close(fd);
	return r;
}
