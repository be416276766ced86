/* supervisor/control/client_io.h - keeps the connected clients: reads a request of each, and
 * sends the reply as fast as the socket takes it.
 *
 * Private to the room. */
#ifndef SUPERVISOR_CONTROL_CLIENT_IO_H
#define SUPERVISOR_CONTROL_CLIENT_IO_H

#include "supervisor/control/rights.h"

/* Call once, before the first client. */
void clients_begin(struct context *ctx);
/* Takes `fd`, a connected stream socket that does not block. If all slots are taken, drops
 * another client, or else this one. Returns false if it is better to accept no more clients
 * for some time. */
bool clients_add(struct context *ctx, int fd, const struct rights *rights);
/* Lets clients that wait look again, because a unit has changed its state. */
void clients_wake(void);

#endif
