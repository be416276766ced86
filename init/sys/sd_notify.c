/* init/sys/sd_notify.c - sends sd_notify(3) messages to the supervisor of ctinit. */
#include "init/sys/sd_notify.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

const char *sd_notify_socket(char *const *environment)
{
	static const char name[] = "NOTIFY_SOCKET=";

	for (; *environment; environment++) {
		if (strncmp(*environment, name, sizeof name - 1) == 0)
			return *environment + sizeof name - 1;
	}
	return NULL;
}

int sd_notify_open(const char *socket_name)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t length = strlen(socket_name);

	if (length < 2 || (socket_name[0] != '/' && socket_name[0] != '@'))
		return -EAFNOSUPPORT;
	if (length > sizeof to.sun_path - (socket_name[0] == '/'))
		return -ENAMETOOLONG;
	memcpy(to.sun_path, socket_name, length);
	/* An abstract name is not NUL-terminated, unix(7). */
	if (socket_name[0] == '@')
		to.sun_path[0] = '\0';
	else
		length++;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&to,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) < 0) {
		int err = errno;

		close(fd);
		return -err;
	}
	return fd;
}

static uint64_t monotonic_usec(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

size_t sd_notify_format(char *text, size_t size, enum sd_state state, const char *status)
{
	static const char *const states[SD_STATE_COUNT] = {
		[SD_STARTING] = "",
		[SD_RELOADING] = "RELOADING=1\n",
		[SD_READY] = "READY=1\n",
		[SD_STOPPING] = "STOPPING=1\n",
	};
	char usec[40] = "";

	/* systemd's Type=notify-reload needs the time of the reload. */
	if (state == SD_RELOADING)
		snprintf(usec, sizeof usec, "MONOTONIC_USEC=%" PRIu64 "\n",
			 monotonic_usec());
	int n = snprintf(text, size, "%s%sSTATUS=%s", states[state], usec, status);
	return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}

int sd_notify_send(int fd, enum sd_state state, const char *status)
{
	char text[160];
	size_t size = sd_notify_format(text, sizeof text, state, status);

	if (send(fd, text, size, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return 0;
	return errno == EAGAIN || errno == ENOBUFS || errno == EINTR ? -EAGAIN : -errno;
}
