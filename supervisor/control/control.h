/* supervisor/control/control.h - answers clients at the control socket.
 *
 * ctinit-control(7) has the protocol, conf/base/control_list.h its words. A client never
 * makes PID 1 block, allocate or exit: its request and its reply have a page each, and a
 * client that is slow, silent or without rights is dropped for another one.
 *
 * Layer:  above reload/ and service/, below the face sup.h.
 * Memory: static. */
#ifndef SUPERVISOR_CONTROL_CONTROL_H
#define SUPERVISOR_CONTROL_CONTROL_H

#include "supervisor/base/context.h"

/* Opens the socket that [init] control names, or in another place, and sets
 * ctx->control_place. Reports a failure; the start continues without the socket. Call it
 * before the first start: it may wait for a file system. */
void control_open(struct context *ctx);
/* Takes over `fd`, a connected stream socket of a client that the front end has accepted
 * and checked: it may do everything. */
void control_add_trusted_client(struct context *ctx, int fd);
/* For output_events: the logger can take the clients that wait for it. */
void control_log_readers(struct context *ctx);
/* A line that the reader of the configuration has printed, for clients that wait for the
 * reload. */
void control_reload_message(const char *level, const char *text);
/* Runs in a child, which exits next: sup_dry_run() has the contract. */
void control_dry_run(struct context *ctx, struct conf *conf, char *errors, int fd);
/* Drops all clients, and removes the socket. */
void control_close(struct context *ctx);

#endif
