/* supervisor/control/child_reply.c - sends the reply of a child that answers a client in the
 * place of PID 1. */
#include "supervisor/control/child_reply.h"

#include "conf/base/clock.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#define WRITE_TIME SECONDS(10)

void child_reply_init(struct child_reply *client, int fd)
{
	static char page[CONTROL_LINE_MAX];

	*client = (struct child_reply){ .fd = fd,
					.by = clock_now() + WRITE_TIME,
					.reply = { .page = page } };
}

void child_reply_send(struct child_reply *client)
{
	struct reply *reply = &client->reply;
	uint32_t sent = 0;

	while (sent < reply->used && clock_now() < client->by) {
		struct pollfd p = { .fd = client->fd, .events = POLLOUT };
		ssize_t n = send(client->fd, reply->page + sent, reply->used - sent,
				 MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno != EAGAIN && errno != EINTR)
			break;
		if (n > 0)
			sent += (uint32_t)n;
		else
			poll(&p, 1, (int)(client->by - clock_now()));
	}
	reply->used = 0;
	reply->full = false;
}
