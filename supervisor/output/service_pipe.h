/* supervisor/output/service_pipe.h - stdout or stderr = pipe:SERVICE: from writers to a reader's stdin.
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

/* Room for the readers of `conf`, for service_pipes_migrate(). 0 or -ENOMEM. */
struct service_pipe;
int service_pipes_alloc(const struct conf *conf, struct service_pipe **ret_room);
/* The readers of ctx->conf, in that room; those that were readers before keep their pipes. */
void service_pipes_migrate(struct context *ctx, struct service_pipe *room);
void service_pipes_free(struct context *ctx);
/* What a start of `u` needs: the end for its stdout or stderr (`key`), or for its stdin.
 * Stays ctinit's. A negative errno. */
int service_pipe_write_end(struct unit *u, enum conf_key key);
int service_pipe_read_end(struct unit *u);
/* ORDER_REPORT. */
void service_pipes_state_changed(struct unit *u, enum svc_state from, enum svc_state to);

#endif
