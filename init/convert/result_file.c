/* init/convert/result_file.c - writes a result to standard output or to a new file. */
#include "init/convert/result_file.h"

#include "init/convert/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return false;
		text += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

/* A new file gets its name at the end: link(2) fails if the name exists, rename(2) replaces
 * that file. */
static bool give_name(const char *temporary, const char *path, bool force)
{
	return force ? rename(temporary, path) == 0 : link(temporary, path) == 0;
}

bool output_write(const char *path, bool force, const char *text, size_t len,
		  const char **ret_why)
{
	const char *temporary = path ? pool_format("%s.%d.new", path, (int)getpid()) : NULL;
	int fd = path ? open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)
		      : STDOUT_FILENO;
	bool ok = fd >= 0 && write_all(fd, text, len) &&
		  (!path || give_name(temporary, path, force));

	if (!ok)
		*ret_why = errno == EEXIST ? "it exists already; --force replaces it"
					   : pool_format("%s", strerror(errno));
	if (path && fd >= 0) {
		close(fd);
		if (!force || !ok)
			unlink(temporary);
	}
	return ok;
}
