/* supervisor/proc/interrupted.c - retries system calls that a signal interrupted.
 *
 * PID 1 and the logger block all signals and have no handlers, so EINTR is rare. It comes
 * from a FUSE file system, from some calls after a stop and SIGCONT (signal(7)), and from a
 * tracer. The linker redirects the calls below to this file (WRAPPED in the Makefile, ld(1)
 * --wrap), also those of libev and libinih. A caller sees EINTR only after TRIES_MAX tries.
 *
 * Some calls are not here. close(2) has closed the descriptor even if it fails.
 * epoll_wait(2) is called in loops. After connect(2) the kernel continues in the
 * background. The stdio streams below use these calls, because libc's streams treat EINTR
 * as the end of the file. */
#include "conf/base/clock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* A limit, because a tracer that always returns EINTR must not block PID 1. */
#define TRIES_MAX 1000

#define RETRY_CALL(type, call)                                    \
	type r;                                                   \
	int tries = 0;                                            \
	do                                                        \
		r = call;                                         \
	while (r == -1 && errno == EINTR && ++tries < TRIES_MAX); \
	return r

#define WRAP(type, name, parameters, arguments)            \
	type __real_##name parameters;                     \
	type __wrap_##name parameters;                     \
	type __wrap_##name parameters                      \
	{                                                  \
		RETRY_CALL(type, __real_##name arguments); \
	}

WRAP(ssize_t, read, (int fd, void *to, size_t size), (fd, to, size))
WRAP(ssize_t, pread, (int fd, void *to, size_t size, off_t offset), (fd, to, size, offset))
WRAP(ssize_t, write, (int fd, const void *from, size_t size), (fd, from, size))
WRAP(ssize_t, pwrite, (int fd, const void *from, size_t size, off_t offset),
     (fd, from, size, offset))
WRAP(ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
WRAP(ssize_t, pwritev2,
     (int fd, const struct iovec *parts, int count, off_t offset, int flags),
     (fd, parts, count, offset, flags))
WRAP(ssize_t, sendfile, (int to, int from, off_t *offset, size_t size),
     (to, from, offset, size))
WRAP(ssize_t, recv, (int fd, void *to, size_t size, int flags), (fd, to, size, flags))
WRAP(ssize_t, recvmsg, (int fd, struct msghdr *m, int flags), (fd, m, flags))
WRAP(ssize_t, send, (int fd, const void *from, size_t size, int flags),
     (fd, from, size, flags))
WRAP(ssize_t, sendmsg, (int fd, const struct msghdr *m, int flags), (fd, m, flags))
WRAP(int, dup2, (int from, int to), (from, to))
WRAP(int, ftruncate, (int fd, off_t size), (fd, size))
WRAP(int, fallocate, (int fd, int mode, off_t offset, off_t size), (fd, mode, offset, size))
WRAP(int, statfs, (const char *path, struct statfs *to), (path, to))
WRAP(int, fstatfs, (int fd, struct statfs *to), (fd, to))
WRAP(int, stat, (const char *path, struct stat *to), (path, to))
WRAP(int, lstat, (const char *path, struct stat *to), (path, to))
WRAP(int, fstat, (int fd, struct stat *to), (fd, to))
WRAP(ssize_t, readlink, (const char *path, char *to, size_t size), (path, to, size))
WRAP(ssize_t, readlinkat, (int dir, const char *path, char *to, size_t size),
     (dir, path, to, size))
WRAP(int, memfd_create, (const char *name, unsigned flags), (name, flags))
WRAP(ssize_t, getrandom, (void *to, size_t size, unsigned flags), (to, size, flags))
WRAP(int, waitid, (idtype_t type, id_t id, siginfo_t *info, int options),
     (type, id, info, options))
WRAP(pid_t, waitpid, (pid_t pid, int *status, int options), (pid, status, options))

/* Callers pass a mode only with these flags. */
static int mode_of(int flags, va_list *arguments)
{
	bool creates = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE;

	return creates ? va_arg(*arguments, int) : 0;
}

int __real_openat(int dir, const char *path, int flags, ...);
int __wrap_openat(int dir, const char *path, int flags, ...);
int __wrap_openat(int dir, const char *path, int flags, ...)
{
	va_list arguments;

	va_start(arguments, flags);
	int mode = mode_of(flags, &arguments);
	va_end(arguments);
	RETRY_CALL(int, __real_openat(dir, path, flags, mode));
}

/* open() of musl makes two calls for O_CLOEXEC. */
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	va_list arguments;

	va_start(arguments, flags);
	int mode = mode_of(flags, &arguments);
	va_end(arguments);
	return __wrap_openat(AT_FDCWD, path, flags, mode);
}

/* The third argument is one word of any type, as in the kernel and in fcntl(3). */
int __real_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...)
{
	va_list arguments;

	va_start(arguments, command);
	void *word = va_arg(arguments, void *);
	va_end(arguments);
	RETRY_CALL(int, __real_fcntl(fd, command, word));
}

/* Retries with the remaining time. */
int __real_poll(struct pollfd *fds, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
	msec end = timeout > 0 ? clock_now() + timeout : 0;
	int r;

	while ((r = __real_poll(fds, count, timeout)) < 0 && errno == EINTR) {
		if (timeout > 0)
			timeout = (int)(end > clock_now() ? end - clock_now() : 0);
	}
	return r;
}

/* glibc calls these with _FORTIFY_SOURCE. */
#ifdef __GLIBC__
int __real___openat_2(int dir, const char *path, int flags);
int __wrap___openat_2(int dir, const char *path, int flags);
int __wrap___openat_2(int dir, const char *path, int flags)
{
	RETRY_CALL(int, __real___openat_2(dir, path, flags));
}

ssize_t __real___recv_chk(int fd, void *to, size_t size, size_t room, int flags);
ssize_t __wrap___recv_chk(int fd, void *to, size_t size, size_t room, int flags);
ssize_t __wrap___recv_chk(int fd, void *to, size_t size, size_t room, int flags)
{
	RETRY_CALL(ssize_t, __real___recv_chk(fd, to, size, room, flags));
}
#endif

/* ---- streams and directories ---- */

static int cookie_fd(const void *cookie)
{
	return (int)(intptr_t)cookie;
}

static ssize_t read_stream(void *cookie, char *to, size_t size)
{
	return __wrap_read(cookie_fd(cookie), to, size);
}

static ssize_t write_stream(void *cookie, const char *from, size_t size)
{
	ssize_t n = __wrap_write(cookie_fd(cookie), from, size);

	return n < 0 ? 0 : n; /* fopencookie(3) forbids negative results */
}

static int close_stream(void *cookie)
{
	return close(cookie_fd(cookie));
}

/* These streams cannot seek. */
FILE *__wrap_fdopen(int fd, const char *mode);
FILE *__wrap_fdopen(int fd, const char *mode)
{
	const cookie_io_functions_t calls = { .read = read_stream,
					      .write = write_stream,
					      .close = close_stream };

	return fopencookie((void *)(intptr_t)fd, mode, calls); /* NOLINT */
}

/* Wraps only reading, because ctinit opens streams only with "re". */
FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode)
{
	if (mode[0] != 'r')
		return __real_fopen(path, mode);

	int fd = __wrap_open(path, O_RDONLY | O_CLOEXEC);
	FILE *file = fd < 0 ? NULL : __wrap_fdopen(fd, mode);

	if (fd >= 0 && file == NULL) {
		int err = errno;

		close(fd);
		errno = err;
	}
	return file;
}

/* Retries while the result is NULL and errno is EINTR. Clears errno before each try,
 * because readdir(3) does not set it at the end of a directory. */
#define WRAP_POINTER(type, name, parameters, arguments)                           \
	type __real_##name parameters;                                            \
	type __wrap_##name parameters;                                            \
	type __wrap_##name parameters                                             \
	{                                                                         \
		type found;                                                       \
		int before = errno, tries = 0;                                    \
		do {                                                              \
			errno = 0;                                                \
			found = __real_##name arguments;                          \
		} while (found == NULL && errno == EINTR && ++tries < TRIES_MAX); \
		if (errno == 0)                                                   \
			errno = before;                                           \
		return found;                                                     \
	}

WRAP_POINTER(DIR *, opendir, (const char *path), (path))
WRAP_POINTER(struct dirent *, readdir, (DIR * dir), (dir))
WRAP_POINTER(char *, realpath, (const char *path, char *to), (path, to))
