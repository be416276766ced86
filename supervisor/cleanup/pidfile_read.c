/* supervisor/cleanup/pidfile_read.c - pid-file: the number that stands in it.
 *
 * The file is written by the service: it may be a FIFO, of any size, on a file system that
 * does not answer. So a helper reads it. */
#include "conf/base/number.h"
#include "supervisor/cleanup/pidfile_internal.h"
#include "supervisor/proc/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_TIMEOUT SECONDS(10)

/* One number, blanks around it. */
static pid_t parse(char *text)
{
	char *at = text + strspn(text, " \t\r\n");
	char *end = at + strcspn(at, " \t\r\n");
	int64_t number;

	if (end[strspn(end, " \t\r\n")] != '\0')
		return 0;
	*end = '\0';
	return number_parse(at, &number) && number > 1 && number <= INT32_MAX
		       ? (pid_t)number
		       : 0;
}

/* What the child found: the first line, others are the daemon's own (postmaster.pid). */
struct found {
	int32_t length; /* of the line, or a negative errno */
	uint32_t owner;
	char text[64];
};

/* In a child: its file system may not answer. */
static int read_aside(void *path)
{
	struct found f = { 0 };
	char all[4096], *end;
	struct stat st = { 0 };
	int fd = path_open(PATH_PID_FILE, AT_FDCWD, path, O_RDONLY, 0);

	f.length = fd < 0 || fstat(fd, &st) == 0 ? fd : -errno;
	if (f.length >= 0)
		f.length = (int32_t)file_read_fd(fd, all, sizeof all);
	f.owner = st.st_uid;
	if (f.length > 0 && (end = memchr(all, '\n', (size_t)f.length)) != NULL)
		f.length = (int32_t)(end - all);
	if (f.length >= (int32_t)sizeof f.text)
		f.length = -EFBIG;
	else if (f.length > 0)
		memcpy(f.text, all, (size_t)f.length);
	/* Less than PIPE_BUF: whole or not at all. */
	return write(SPAWN_RUN_FD, &f, sizeof f) != (ssize_t)sizeof f;
}

int pidfile_read(struct pidfile *f)
{
	struct helper_spec spec = { .run = read_aside,
				    .context = f->path,
				    .timeout = READ_TIMEOUT,
				    .privileged = true,
				    .bare = true,
				    .quiet = true };
	char why[HELPER_TEXT];
	int ends[2], r;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) {
		pidfile_refuse(f, strerror(errno));
		return -1;
	}
	spec.result_fd = ends[1];
	r = helper_start(&f->helper, &spec, &TEXT(why));
	close(ends[1]);
	if (r < 0) {
		close(ends[0]);
		pidfile_refuse(f, why);
		return r;
	}
	f->result_fd = ends[0];
	return 0;
}

pid_t pidfile_number(struct pidfile *f)
{
	struct found found;
	pid_t pid;

	f->file_is_gone = false;
	if (read(f->result_fd, &found, sizeof found) != (ssize_t)sizeof found)
		return pidfile_refuse(f, "it could not be read");
	f->file_is_gone = found.length == -ENOENT;
	if (found.length < 0)
		return pidfile_refuse(f, found.length == -EINVAL
						 ? "it is not a regular file"
					 : found.length == -EFBIG
						 ? "it holds more than a number"
					 : path_reason(found.length)
						 ? path_reason(found.length)
						 : strerror(-found.length));
	found.text[sizeof found.text - 1] = '\0';
	f->owner = found.owner;
	pid = strlen(found.text) == (size_t)found.length ? parse(found.text) : 0;
	return pid > 0 ? pid
		       : pidfile_refuse(f, "it does not hold the number of a process");
}
