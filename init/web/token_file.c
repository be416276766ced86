/* init/web/token_file.c - makes a token, and keeps it in a file. */
#include "init/web/token_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOKEN_BYTES 16 /* 128 random bits */

static bool complain(const char *path, const char *what)
{
	fprintf(stderr, "ctinit-web: token file %s: %s\n", path, what);
	return false;
}

bool token_make(char ret[TOKEN_SIZE])
{
	unsigned char bytes[TOKEN_BYTES];

	if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes) {
		fprintf(stderr, "ctinit-web: no random numbers from the kernel: %s\n",
			strerror(errno));
		return false;
	}
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(ret + 2 * i, 3, "%02x", bytes[i]);
	return true;
}

static bool create(char ret[TOKEN_SIZE], const char *path)
{
	char line[TOKEN_SIZE + 1];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return complain(path, strerror(errno));
	if (!token_make(ret)) {
		close(fd);
		return false;
	}
	int len = snprintf(line, sizeof line, "%s\n", ret);
	bool written = write(fd, line, (size_t)len) == len;
	if (close(fd) < 0 || !written)
		return complain(path, "cannot be written");
	return true;
}

/* Returns why the file must not be used, or NULL. */
static const char *fault_of(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "is not a regular file";
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return "belongs to another user";
	if (st->st_mode & 077)
		return "other users may access it: chmod 0600";
	return NULL;
}

bool token_from_file(char ret[TOKEN_SIZE], const char *path)
{
	struct stat st;
	/* O_NONBLOCK: a fifo must not block us. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);

	if (fd < 0 && errno == ENOENT)
		return create(ret, path);
	if (fd < 0)
		return complain(path, strerror(errno));
	const char *fault = fstat(fd, &st) < 0 ? strerror(errno) : fault_of(&st);
	ssize_t n = fault ? 0 : read(fd, ret, TOKEN_SIZE - 1);
	close(fd);
	if (fault)
		return complain(path, fault);
	ret[n > 0 ? n : 0] = '\0';
	ret[strcspn(ret, "\r\n")] = '\0';
	if (strlen(ret) < TOKEN_MIN)
		return complain(path, "the token in it has fewer than 16 characters");
	if (strspn(ret, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.~"
			"+/=") != strlen(ret))
		return complain(path,
				"the token in it has characters other than A-Z a-z 0-9 "
				"- _ . ~ + / =");
	return true;
}
