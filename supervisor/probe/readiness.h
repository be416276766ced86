/* supervisor/probe/readiness.h - decides when a service is ready (`ready`).
 *
 * A service is ready
 * - with `start`, when its program runs,
 * - with `alive`, after a time,
 * - with `notify`, when READY=1 arrives at its NOTIFY_SOCKET,
 * - with `fd:N`, when a newline arrives through a pipe,
 * - with `log:`, when the logger finds a line that matches.
 *
 * All other values are probes. The first probe is 50 ms after the program runs. The pauses
 * between probes double up to 1 s; the time limit of a probe is 5 s.
 *
 * Layer:   above notify/, env/ and output/.
 * Errors:  0 or a negative errno.
 * Memory:  one struct readiness for each service that sets `ready`, and one struct probe if
 *          its value may be a probe, allocated with its generation. */
#ifndef SUPERVISOR_PROBE_READINESS_H
#define SUPERVISOR_PROBE_READINESS_H

#include "supervisor/base/unit.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/spawn.h"

#define READINESS_TEXT 96

/* Returns 0 or -ENOMEM. */
int readiness_new_all(struct generation *g);

/* Call before the fork, with the expanded value of `ready`, for a unit that has a struct
 * readiness. Forgets the last start. Creates the socket and sets its name in `env`, or
 * creates the pipe and sets plan->notify_fd, which the caller closes after the fork.
 * Returns 0 or a negative errno: -ENOTSUP for log: if the service does not write to the
 * log. */
int readiness_prepare(struct unit *u, struct spawn_plan *plan, struct env *env,
		      const struct conf_value *ready);
/* Call when the program of a service with `ready` runs. With `start`, a service is ready at
 * once; a task is not. */
void readiness_begin(struct unit *u);
/* Call when the service leaves STARTING but is not ready. Stops the probe and its timer, or
 * the timer of `alive`. Its NOTIFY_SOCKET stays open. */
void readiness_stop_probing(struct unit *u);
/* Call when the main process is dead. Handles MAINPID= in the datagrams that are still in
 * the socket (at most 16), and keeps their READY=1 for readiness_main_replaced(). */
void readiness_read_last(struct unit *u);
/* Call when another process becomes the main process. READY=1 in those datagrams counts if
 * a process of the service sent it. */
void readiness_main_replaced(struct unit *u);
/* Closes the socket or the pipe, and cancels the probe. Does nothing for a unit without
 * `ready`. */
void readiness_end(struct unit *u);
/* Call when the unit is released. Stops all watchers, and closes the socket or the pipe.
 * Kills no process. */
void readiness_detach(struct unit *u);

/* Call when the logger has found a line that matches `ready = log:`. */
void readiness_log_matched(struct unit *u);

/* Formats what the service needs to become ready, such as "tcp:127.0.0.1:5432", or "".
 * Returns the reason why the last probe failed, or "". */
const char *readiness_missing(const struct unit *u, char text[READINESS_TEXT]);
/* Returns true if the descriptor of `ready = fd:N` was closed before a newline arrived. The
 * start has then failed. */
bool readiness_fd_closed(const struct unit *u);

#endif
