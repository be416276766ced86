/* supervisor/service/shutdown.h - stops all services before a deadline.
 *
 * Layer: service; output/ calls it through output_events, sup_calls.c directly. */
#ifndef SUPERVISOR_SERVICE_SHUTDOWN_H
#define SUPERVISOR_SERVICE_SHUTDOWN_H

#include "supervisor/base/deadline.h"

struct shutdown {
	ev_timer timer;        /* the core's timer; later the wait for killed processes */
	bool requested;        /* shutdown_request() was called */
	uint8_t more_requests; /* requests after the first one */
	bool services_ended;
	bool reported_remaining; /* reported the processes that were killed at the end */
	char reason[400];        /* why the container ends */
	void (*done)(void *context);
	void *done_context;
};

void shutdown_init(struct context *ctx);
void shutdown_done(struct context *ctx);

/* Starts the shutdown. The container exits with `code`; `why` ("SIGTERM") is for messages.
 * The first reason counts. */
void shutdown_request(struct context *ctx, int code, const char *why);
/* Call for each further request. The first one shortens the waits, the second one kills. */
void shutdown_escalate(struct context *ctx);
/* Returns true after the third request, or after shutdown-timeout. */
bool shutdown_is_killing(const struct context *ctx);

/* Arms the core's timer of the shutdown (ORDER_ARM_SHUTDOWN). */
void shutdown_arm_timer(struct context *ctx, msec wait);
/* Call when all services have ended or were given up. Drains the output. */
void shutdown_services_ended(struct context *ctx);
/* Call when the output is drained. Calls `done`. */
void shutdown_output_drained(struct context *ctx);

/* Signals the remaining processes; with `everybody`, all processes of the pid namespace. */
void shutdown_signal_remaining(struct context *ctx, int signal, bool everybody);
/* Call when the remaining processes are gone. Removes the control groups. Returns true if
 * output of those processes must be drained; `done` is then called once more. */
bool shutdown_drain_remaining(struct context *ctx);

#endif
