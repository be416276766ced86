/* tests/lib/meddle.c - tries to change a path in many ways, by name and by descriptor.
 *
 *   meddle PATH...
 * Prints a line for each change that succeeded, to stdout and stderr. The exit code is 0 if
 * none did, else 1. If a path cannot be opened at all, it ends there with exit code 2. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <unistd.h>

static int changed;

static void check(const char *path, const char *how, int result)
{
	if (result != 0)
		return;
	printf("%s: %s\n", path, how);
	fprintf(stderr, "%s: %s\n", path, how);
	changed = 1;
}

static void by_path(const char *shown, const char *path)
{
	const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
	const struct timeval old[2] = { { 1, 0 }, { 1, 0 } };

	check(shown, "chmod", chmod(path, 0600));
	check(shown, "chown", chown(path, 5, 5));
	check(shown, "utimensat", utimensat(AT_FDCWD, path, times, 0));
	check(shown, "utimes", utimes(path, old));
	check(shown, "setxattr user", setxattr(path, "user.meddle", "x", 1, 0));
	check(shown, "setxattr trusted", setxattr(path, "trusted.meddle", "x", 1, 0));
	check(shown, "setxattr security", setxattr(path, "security.meddle", "x", 1, 0));
	check(shown, "truncate", truncate(path, 0));
	check(shown, "unlink", unlink(path));
	check(shown, "rename", rename(path, "/dev/meddled"));
}

static void by_descriptor(const char *shown, int fd)
{
	const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };

	check(shown, "fchmod", fchmod(fd, 0600));
	check(shown, "fchown", fchown(fd, 5, 5));
	check(shown, "futimens", futimens(fd, times));
	check(shown, "fsetxattr", fsetxattr(fd, "trusted.meddle", "x", 1, 0));
	check(shown, "ftruncate", ftruncate(fd, 0));
}

int main(int argc, char **argv)
{
	static const int flags[] = { O_RDONLY, O_WRONLY, O_PATH };

	for (int i = 1; i < argc; i++) {
		int opened = 0;

		for (unsigned k = 0; k < sizeof flags / sizeof *flags; k++) {
			int fd =
				open(argv[i], flags[k] | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
			char path[64];

			if (fd < 0)
				continue;
			opened = 1;
			by_descriptor(argv[i], fd);
			snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
			by_path(argv[i], path);
			close(fd);
		}
		by_path(argv[i], argv[i]);
		if (!opened) {
			fprintf(stderr, "%s: cannot open it: %s\n", argv[i],
				strerror(errno));
			return 2;
		}
	}
	return changed;
}
