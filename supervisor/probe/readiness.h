/* supervisor/probe/readiness.h - when is a service ready? The key `ready`.
 *
 * ready = start: when the program runs. alive: after a time. notify: READY=1 comes through
 * the service's NOTIFY_SOCKET. fd:N: a newline comes through a pipe. log: the logger finds a
 * line that matches. All other values are probes: after 50 ms, then in pauses that double
 * up to 1 s, each probe at most 5 s long.
 *
 * Layer:   above notify/, env/ and output/.
 * Errors:  0 or a negative errno.
 * Memory:  one struct readiness for each service that sets `ready`, allocated with its
 *          generation. */
#ifndef SUPERVISOR_PROBE_READINESS_H
#define SUPERVISOR_PROBE_READINESS_H

#include "supervisor/base/unit.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/spawn.h"

#define READINESS_TEXT 96

int readiness_new_all(struct generation *g);

/* Before the fork: makes the socket or the pipe that the service writes to. */
int readiness_prepare(struct unit *u, struct spawn_plan *plan, struct env *env,
		      const struct conf_value *ready);
/* The program runs. */
void readiness_begin(struct unit *u);
/* The service was asked to stop before it was ready. Its NOTIFY_SOCKET stays open. */
void readiness_stop_probing(struct unit *u);
/* The main process is dead: obeys MAINPID= in the datagrams that are still in the socket. */
void readiness_read_last(struct unit *u);
/* Another process takes the place of the main process: READY=1 in those datagrams counts. */
void readiness_main_replaced(struct unit *u);
void readiness_end(struct unit *u);
/* Stops all watchers when the supervisor is freed. */
void readiness_detach(struct unit *u);

/* The logger has found a line that matches ready = log:. */
void readiness_log_matched(struct unit *u);

/* Writes which fact is missing until the service is ready: "tcp:127.0.0.1:5432", or "" for
 * nothing. Returns the reason why the last probe failed, or "". */
const char *readiness_missing(const struct unit *u, char text[READINESS_TEXT]);
/* Returns true if all processes closed the descriptor of ready = fd:N without a newline: the
 * start has failed. */
bool readiness_fd_closed(const struct unit *u);

#endif
