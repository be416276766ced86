/* init/sys/sd_notify.c - sends sd_notify(3) messages to the supervisor of ctinit. */
#include "init/sys/sd_notify.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* `name` ends in "=". */
static const char *find_variable(char *const *environment, const char *name)
{
	size_t len = strlen(name);

	for (; *environment; environment++) {
		if (strncmp(*environment, name, len) == 0)
			return *environment + len;
	}
	return NULL;
}

const char *sd_notify_socket(char *const *environment)
{
	return find_variable(environment, "NOTIFY_SOCKET=");
}

/* Returns 0 for text that is no number. */
static uint64_t parse_number(const char *text)
{
	char *end = NULL;
	unsigned long long value;

	if (text == NULL || *text < '0' || *text > '9')
		return 0;
	errno = 0;
	value = strtoull(text, &end, 10);
	return errno == 0 && *end == '\0' ? value : 0;
}

uint64_t sd_watchdog_usec(char *const *environment, long pid)
{
	const char *for_pid = find_variable(environment, "WATCHDOG_PID=");

	if (for_pid != NULL && parse_number(for_pid) != (uint64_t)pid)
		return 0;
	return parse_number(find_variable(environment, "WATCHDOG_USEC="));
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

static int send_text(int fd, const char *text, size_t size)
{
	if (send(fd, text, size, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return 0;
	return errno == EAGAIN || errno == ENOBUFS || errno == EINTR ? -EAGAIN : -errno;
}

int sd_notify_send(int fd, enum sd_state state, const char *status)
{
	char text[160];

	return send_text(fd, text, sd_notify_format(text, sizeof text, state, status));
}

int sd_notify_watchdog(int fd)
{
	static const char text[] = "WATCHDOG=1";

	return send_text(fd, text, strlen(text));
}
