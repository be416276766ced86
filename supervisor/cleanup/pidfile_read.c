/* supervisor/cleanup/pidfile_read.c - reads the pid in a pid-file.
 *
 * The service writes the file. It may be a FIFO, have any size, or be on a hung file
 * system. So a helper reads it. */
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

/* Returns the number, which may have blanks around it, or 0. */
static pid_t parse_pid(char *text)
{
	char *first = text + strspn(text, " \t\r\n");
	char *end = first + strcspn(first, " \t\r\n");
	int64_t number;

	if (end[strspn(end, " \t\r\n")] != '\0')
		return 0;
	*end = '\0';
	return number_parse(first, &number) && number > 1 && number <= INT32_MAX
		       ? (pid_t)number
		       : 0;
}

/* The first line of the file. A daemon may use further lines itself (postmaster.pid). */
struct pidfile_line {
	int32_t length; /* length of the line, or a negative errno */
	uint32_t owner;
	char text[64];
};

static int read_first_line(void *path)
{
	struct pidfile_line line = { 0 };
	char all[4096], *end;
	struct stat st = { 0 };
	int fd = path_open(PATH_PID_FILE, AT_FDCWD, path, O_RDONLY, 0);

	line.length = fd < 0 || fstat(fd, &st) == 0 ? fd : -errno;
	if (line.length >= 0)
		line.length = (int32_t)file_read_fd(fd, all, sizeof all);
	line.owner = st.st_uid;
	if (line.length > 0 && (end = memchr(all, '\n', (size_t)line.length)) != NULL)
		line.length = (int32_t)(end - all);
	if (line.length >= (int32_t)sizeof line.text)
		line.length = -EFBIG;
	else if (line.length > 0)
		memcpy(line.text, all, (size_t)line.length);
	/* less than PIPE_BUF: written completely or not at all */
	return write(SPAWN_RUN_FD, &line, sizeof line) != (ssize_t)sizeof line;
}

int pidfile_read(struct pidfile *pidfile)
{
	struct helper_spec spec = { .run = read_first_line,
				    .context = pidfile->path,
				    .timeout = READ_TIMEOUT,
				    .privileged = true,
				    .bare = true,
				    .quiet = true };
	char why[HELPER_TEXT];
	int ends[2], r;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) {
		pidfile_refuse(pidfile, strerror(errno));
		return -1;
	}
	spec.result_fd = ends[1];
	r = helper_start(&pidfile->helper, &spec, &TEXT(why));
	close(ends[1]);
	if (r < 0) {
		close(ends[0]);
		pidfile_refuse(pidfile, why);
		return r;
	}
	pidfile->result_fd = ends[0];
	return 0;
}

static const char *reason_of(int err)
{
	if (err == -EINVAL)
		return "it is not a regular file";
	if (err == -EFBIG)
		return "it holds more than a number";
	return path_reason(err) ? path_reason(err) : strerror(-err);
}

pid_t pidfile_number(struct pidfile *pidfile)
{
	struct pidfile_line line;
	pid_t pid;

	pidfile->file_is_gone = false;
	if (read(pidfile->result_fd, &line, sizeof line) != (ssize_t)sizeof line)
		return pidfile_refuse(pidfile, "it could not be read");
	pidfile->file_is_gone = line.length == -ENOENT;
	if (line.length < 0)
		return pidfile_refuse(pidfile, reason_of(line.length));
	line.text[sizeof line.text - 1] = '\0';
	pidfile->owner = line.owner;
	pid = strlen(line.text) == (size_t)line.length ? parse_pid(line.text) : 0;
	return pid > 0 ? pid
		       : pidfile_refuse(pidfile,
					"it does not hold the number of a process");
}
