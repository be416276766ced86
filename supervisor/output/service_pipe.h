/* supervisor/pipes.h - stdout or stderr = pipe:SERVICE: from writers to a reader's stdin.
 *
 * Layer:   supervisor, private to the room.
 * Memory:  a few bytes a reader, at sup_new() and at a reload.
 *
 * ctinit holds both ends, so what was written is there for the next start of the reader,
 * and nothing breaks for the writers. It never reads or writes. The write end is closed when
 * no writer runs or will, which is the reader's end of input; it opens again with the next
 * start of one. The read end is closed when the reader is done, failed or skipped: then
 * writers learn that nobody reads. */
#ifndef SUPERVISOR_PIPES_H
#define SUPERVISOR_PIPES_H

#include "supervisor/service.h"

/* Room for the readers of `conf`, for pipes_renew(). 0 or -ENOMEM. */
struct conduit;
int pipes_room(const struct conf *conf, struct conduit **ret_room);
/* The readers of ctx->conf, in that room; those that were readers before keep their pipes. */
void pipes_renew(struct context *ctx, struct conduit *room);
void pipes_free(struct context *ctx);
/* What a start of `u` needs: the end for its stdout or stderr (`key`), or for its stdin.
 * Stays ctinit's. A negative errno. */
int pipes_for_writer(struct unit *u, enum conf_key key);
int pipes_for_reader(struct unit *u);
/* ORDER_REPORT. */
void pipes_changed(struct unit *u, enum svc_state from, enum svc_state to);

#endif
