/* init/runtime/host_notify.c - reports the state of the container with sd_notify(3). */
#include "init/runtime/host_notify.h"

#include "init/runtime/die.h"
#include "init/sys/sd_notify.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#define QUEUE_WAIT_MSEC 1000

void host_notify_open(struct host_notify *notify, char *const *environment)
{
	const char *socket = sd_notify_socket(environment);
	int fd = socket ? sd_notify_open(socket) : -1;

	if (socket && fd < 0)
		warn("cannot connect to NOTIFY_SOCKET=%s: %s; nothing is reported there",
		     socket, strerror(-fd));
	*notify = (struct host_notify){ .fd = fd < 0 ? -1 : fd };
}

static void send_state(const struct host_notify *notify, enum sd_state state)
{
	static const char *const texts[SD_STATE_COUNT] = {
		[SD_STARTING] = "starting the container",
		[SD_RELOADING] = "reading the file again",
		[SD_READY] = "the container's services are up",
		[SD_STOPPING] = "stopping the services",
	};
	struct pollfd p = { .fd = notify->fd, .events = POLLOUT };

	if (p.fd >= 0 && sd_notify_send(p.fd, state, texts[state]) == -EAGAIN &&
	    poll(&p, 1, QUEUE_WAIT_MSEC) > 0)
		(void)sd_notify_send(p.fd, state, texts[state]);
}

void host_notify_starting(struct host_notify *notify)
{
	send_state(notify, SD_STARTING);
}

void host_notify_reloading(struct host_notify *notify)
{
	notify->reloading = true;
	send_state(notify, SD_RELOADING);
}

/* A refused reload changes nothing: the services are still up. */
void host_notify_reload_refused(struct host_notify *notify)
{
	notify->reloading = false;
	if (notify->up)
		send_state(notify, SD_READY);
}

void host_notify_up(struct host_notify *notify)
{
	if (notify->up && !notify->reloading)
		return;
	notify->up = true;
	notify->reloading = false;
	send_state(notify, SD_READY);
}

void host_notify_stopping(struct host_notify *notify)
{
	if (notify->stopping)
		return;
	notify->stopping = true;
	send_state(notify, SD_STOPPING);
}
