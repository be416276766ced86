/* supervisor/control/child_reply.h - sends the reply of a child that answers a client in the
 * place of PID 1.
 *
 * The child may block and allocate, and exits next. Private to the room. */
#ifndef SUPERVISOR_CONTROL_CHILD_REPLY_H
#define SUPERVISOR_CONTROL_CHILD_REPLY_H

#include "conf/base/base.h"
#include "supervisor/control/reply.h"

struct child_reply {
	int fd;
	msec by; /* when the client must have read all of it */
	struct reply reply;
};

/* Begins a reply to the client `fd`. */
void child_reply_init(struct child_reply *client, int fd);
/* Sends the lines that were written, and waits while the client does not read. */
void child_reply_send(struct child_reply *client);

#endif
