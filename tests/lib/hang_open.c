/* tests/lib/hang_open.c - hang_open FILE...: whoever opens FILE waits until we are gone, as
 * on a dead file system. Says "up", then does nothing. Source: fanotify(7). */
#include <fcntl.h>
#include <stdio.h>
#include <sys/fanotify.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY);

	for (int i = 1; fd >= 0 && i < argc; i++) {
		if (fanotify_mark(fd, FAN_MARK_ADD, FAN_OPEN_PERM, AT_FDCWD, argv[i]) < 0)
			fd = -1;
	}
	if (fd < 0) {
		perror("hang_open");
		return 1;
	}
	puts("up");
	fflush(stdout);
	pause();
	return 0;
}
