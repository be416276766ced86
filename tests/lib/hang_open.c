/* tests/lib/hang_open.c - makes an open of a file block, as on a dead file system.
 *
 * usage: hang_open [[-x] FILE...]
 * An open of FILE blocks until this program exits; with -x an exec of FILE does not block.
 * Prints "up". Without FILE it only checks that the kernel permits it. Source: fanotify(7). */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/fanotify.h>
#include <unistd.h>

/* Permits an exec of a file. The kernel asks twice: FAN_OPEN_EXEC_PERM, then
 * FAN_OPEN_PERM. */
static void permit_exec(int fd)
{
	struct fanotify_event_metadata event;
	int due = 0;

	while (read(fd, &event, sizeof event) == (ssize_t)sizeof event) {
		struct fanotify_response answer = { event.fd, FAN_ALLOW };

		due += event.mask & FAN_OPEN_EXEC_PERM ? 2 : 0;
		if (due > 0 && write(fd, &answer, sizeof answer) == (ssize_t)sizeof answer)
			due--;
		close(event.fd);
	}
}

int main(int argc, char **argv)
{
	int fd = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY);
	int run = argc > 1 && strcmp(argv[1], "-x") == 0;

	for (int i = 1 + run; fd >= 0 && i < argc; i++) {
		if (fanotify_mark(fd, FAN_MARK_ADD,
				  FAN_OPEN_PERM | (run ? FAN_OPEN_EXEC_PERM : 0), AT_FDCWD,
				  argv[i]) < 0)
			fd = -1;
	}
	if (fd < 0) {
		perror("hang_open");
		return 1;
	}
	if (argc == 1)
		return 0;
	puts("up");
	fflush(stdout);
	if (run)
		permit_exec(fd);
	pause();
	return 0;
}
