/* supervisor/output/service_pipe.h - connects the output of services to the stdin of
 * another one (pipe:SERVICE).
 *
 * ctinit holds both ends, so unread data is still there at the next start of the reader,
 * and the writers see no error while it restarts. ctinit never reads or writes. It closes
 * the write end when no writer runs or will run, which is the end of input for the reader,
 * and opens it again for the next start of a writer. It closes both ends when the
 * reader is done, failed or skipped; then writers get EPIPE.
 *
 * Layer:   supervisor/output; it reads the states of services from core/.
 * Errors:  a negative errno.
 * Memory:  a few bytes for each reader, allocated by service_pipes_alloc(). */
#ifndef SUPERVISOR_OUTPUT_SERVICE_PIPE_H
#define SUPERVISOR_OUTPUT_SERVICE_PIPE_H

#include "conf/conf.h"
#include "supervisor/core/machine.h"

struct context;
struct service_pipes;
struct unit;

/* Allocates what service_pipes_migrate() needs for the readers of `conf`. Returns 0 or
 * -ENOMEM. */
int service_pipes_alloc(const struct conf *conf, struct service_pipes **ret_pipes);

/* Makes `pipes` the pipes of the configuration in effect, and frees the previous ones. A
 * service that was a reader before keeps its pipe. */
void service_pipes_migrate(struct context *ctx, struct service_pipes *pipes);

/* Closes all pipes and frees the memory. */
void service_pipes_free(struct context *ctx);

/* Return the descriptor that a start of `u` needs for its stdout or stderr (`key`), or for
 * its stdin, or a negative errno. ctinit keeps the descriptor open. */
int service_pipe_write_end(struct unit *u, enum conf_key key);
int service_pipe_read_end(struct unit *u);

/* Call it when the core has moved a service from one state to another. */
void service_pipes_state_changed(struct unit *u, enum svc_state from, enum svc_state to);

#endif
