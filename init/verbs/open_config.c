/* init/verbs/open_config.c - opens a configuration file if its type is allowed. */
#include "init/verbs/open_config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long to wait for the first byte of a FIFO, which may have no writer. */
#define FIRST_BYTE_MS 5000

static int check_kind_of_fd(int fd, bool pipes)
{
	struct stat st;
	struct pollfd first = { .fd = fd, .events = POLLIN };

	if (fstat(fd, &st) < 0)
		return -errno;
	if (S_ISREG(st.st_mode))
		return 0;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!pipes || (!S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode)))
		return -EOPNOTSUPP;
	if (poll(&first, 1, FIRST_BYTE_MS) <= 0)
		return -ENODATA;
	/* Reading may block now. O_NONBLOCK was only for open(2) and poll(2). */
	fcntl(fd, F_SETFL, 0);
	return 0;
}

/* Checks the file type before opening, because opening some devices has side effects. */
static int check_kind_of_path(const char *path, bool pipes)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) ||
			       (pipes && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
		       ? 0
		       : -EOPNOTSUPP;
}

/* Opens a file of an allowed type. A regular file stays non-blocking, because some files in
 * /proc block at their end. On error returns NULL and sets errno. */
static FILE *open_checked(const char *path, bool pipes)
{
	FILE *file = NULL;
	int err = check_kind_of_path(path, pipes), fd = -1;

	if (err == 0) {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
		err = fd < 0 ? -errno : check_kind_of_fd(fd, pipes);
	}
	if (err == 0 && !(file = fdopen(fd, "r")))
		err = -errno;
	if (file)
		return file;
	if (fd >= 0)
		close(fd);
	errno = -err;
	return NULL;
}

FILE *config_open(const char *path, bool included)
{
	return open_checked(path, !included);
}

bool config_is_command(const char *path)
{
	char front[4] = "";
	FILE *file = open_checked(path, false);

	if (!file)
		return errno == ENOENT && path[0] != '\0' && !strpbrk(path, "/.");
	bool is = fread(front, 1, sizeof front, file) == sizeof front &&
		  (memcmp(front, "\177ELF", 4) == 0 || memcmp(front, "#!", 2) == 0);
	fclose(file);
	return is;
}
