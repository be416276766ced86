/* supervisor/service/shutdown.h - stops all services before a deadline.
 *
 * Layer: service; output/ calls it through output_events, sup_calls.c directly. */
#ifndef SUPERVISOR_SERVICE_SHUTDOWN_H
#define SUPERVISOR_SERVICE_SHUTDOWN_H

#include "supervisor/base/deadline.h"

struct shutdown {
	ev_timer timer;        /* the core's timer; later the wait for killed processes */
	msec began;            /* when the shutdown began; 0: not yet */
	bool requested;        /* shutdown_request() was called */
	uint8_t more_requests; /* requests after the first one */
	bool services_ended;
	bool reported_remaining; /* processes that were killed at the end are reported */
	char reason[400];        /* why the container ends */
	void (*done)(void *context);
	void *done_context;
};

void shutdown_init(struct context *ctx);
void shutdown_done(struct context *ctx);

/* Starts the shutdown. The container exits with `code`; `why` ("SIGTERM") is for messages.
 * During a shutdown the first code and reason stay, and the time that is left becomes at
 * most shutdown-timeout. */
void shutdown_request(struct context *ctx, int code, const char *why);
/* Call for each further request. The first such call limits each wait to 1 s, the second
 * kills all processes. After the services have ended, shortens the time for the output. */
void shutdown_escalate(struct context *ctx);
/* Returns true after the third request, or after shutdown-timeout. */
bool shutdown_is_killing(const struct context *ctx);

/* Arms the timer of ORDER_ARM_SHUTDOWN. The first call sets the deadline of the
 * shutdown. */
void shutdown_arm_timer(struct context *ctx, msec wait);
/* Call when all services have ended, or do not end after SIGKILL. Drains the output; then
 * shutdown_output_drained() is called. */
void shutdown_services_ended(struct context *ctx);
/* Call when the output is drained, or nothing more can be written. Sets ctx->finished,
 * removes /dev/log, and calls `done`. */
void shutdown_output_drained(struct context *ctx);

/* Signals all remaining processes in this call: with `everybody`, all processes of the pid
 * namespace; otherwise those below PID 1. Reports the first SIGKILL with the names of the
 * processes. */
void shutdown_signal_remaining(struct context *ctx, int signal, bool everybody);
/* Call when the remaining processes have exited. Removes the control groups. Returns true
 * if output of those processes must be drained; `done` is then called once more. */
bool shutdown_drain_remaining(struct context *ctx);

#endif
