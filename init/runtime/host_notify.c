/* init/runtime/host_notify.c - the front end reports its state with sd_notify(3). */
#include "init/runtime/host_notify.h"

#include "init/runtime/die.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#define WAIT_MSEC 1000

int host_notify_open(char *const *environment)
{
	const char *socket = sd_notify_socket(environment);
	int fd = socket ? sd_notify_open(socket) : -1;

	if (socket && fd < 0)
		warn("cannot connect to NOTIFY_SOCKET=%s: %s; nothing is reported there",
		     socket, strerror(-fd));
	return fd < 0 ? -1 : fd;
}

void host_notify_send(int fd, enum sd_state state)
{
	static const char *const texts[SD_STATE_COUNT] = {
		[SD_STARTING] = "starting the container",
		[SD_RELOADING] = "reading the file again",
		[SD_READY] = "the container's services are up",
		[SD_STOPPING] = "stopping the services",
	};
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	if (fd >= 0 && sd_notify_send(fd, state, texts[state]) == -EAGAIN &&
	    poll(&p, 1, WAIT_MSEC) > 0)
		(void)sd_notify_send(fd, state, texts[state]);
}
