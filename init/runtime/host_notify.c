/* init/runtime/host_notify.c - what the front end tells the supervisor around it, sd_notify(3). */
#include "init/runtime/host_notify.h"

#include "init/runtime/die.h"
#include "init/sys/sd_notify.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define WAIT_MSEC 1000

int report_open(char *const *environment)
{
	const char *socket = notify_socket(environment);
	int fd = socket ? notify_open(socket) : -1;

	if (socket && fd < 0)
		warn("cannot connect to NOTIFY_SOCKET=%s: %s; nothing is reported there",
		     socket, strerror(-fd));
	return fd < 0 ? -1 : fd;
}

void report_send(int fd, enum report report)
{
	static const char *const texts[] = {
		[REPORT_STARTING] = "STATUS=starting the container",
		[REPORT_UP] = "READY=1\nSTATUS=the container's services are up",
		[REPORT_RELOADING] = "RELOADING=1\nSTATUS=reading the file again",
		[REPORT_STOPPING] = "STOPPING=1\nSTATUS=stopping the services",
	};
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	struct timespec t;
	char text[160];
	int n = snprintf(text, sizeof text, "%s", texts[report]);

	if (fd < 0)
		return;
	clock_gettime(CLOCK_MONOTONIC, &t);
	if (report == REPORT_RELOADING) /* Type=notify-reload of systemd wants the time */
		n += snprintf(text + n, sizeof text - (size_t)n,
			      "\nMONOTONIC_USEC=%" PRIu64,
			      (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000);
	if (notify_send(fd, text, (size_t)n) == -EAGAIN && poll(&p, 1, WAIT_MSEC) > 0)
		(void)notify_send(fd, text, (size_t)n);
}
