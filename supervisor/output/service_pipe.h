/* supervisor/output/service_pipe.h - connects services by pipes (pipe:SERVICE).
 *
 * ctinit holds both ends, so unread data survives a restart of the reader, and the writers
 * get no error meanwhile. ctinit never reads or writes. It closes the write end when no
 * writer runs or will run, so that the reader gets the end of its input, and opens it again
 * for the next start of a writer. It closes both ends when the reader is done, failed or
 * skipped; writers then get EPIPE.
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

/* Allocates memory for one pipe for each reader of `conf`. Returns 0 or -ENOMEM. The caller
 * hands *ret_pipes to service_pipes_migrate(), or calls free(3). */
int service_pipes_alloc(const struct conf *conf, struct service_pipes **ret_pipes);

/* Makes `pipes` the pipes of the units in the context, which then own it, and closes and
 * frees the previous ones. A service that was a reader before keeps its pipe. */
void service_pipes_migrate(struct context *ctx, struct service_pipes *pipes);

/* Closes all pipes and frees the memory. */
void service_pipes_free(struct context *ctx);

/* Return the descriptor for a start of `u`, for the stream `key` (CONF_SERVICE_STDOUT or
 * CONF_SERVICE_STDERR) or for stdin. Open what is closed. Return -EINVAL if no service
 * reads the stream, or `u` reads no pipe; -EBUSY if a process holds the lock of the pipe
 * (try again later); or another negative errno. ctinit closes the
 * descriptor. */
int service_pipe_write_end(struct unit *u, enum conf_key key);
int service_pipe_read_end(struct unit *u);

/* Call it after each change of a service's state. Closes the ends that no service needs any
 * more. */
void service_pipes_state_changed(struct unit *u, enum svc_state from, enum svc_state to);

#endif
