/* supervisor/service/shutdown.h - ends all services, by a deadline and for a reason.
 *
 * Layer: service; output/ calls it through output_events, the face directly. */
#ifndef SUPERVISOR_SERVICE_SHUTDOWN_H
#define SUPERVISOR_SERVICE_SHUTDOWN_H

#include "supervisor/base/deadline.h"

struct shutdown {
	ev_timer timer;        /* the core's timer; then the wait for killed processes */
	bool requested;        /* shutdown_request() was called, at any time */
	uint8_t more_requests; /* after the first one */
	bool services_ended;
	bool reported_remaining; /* the names of the processes that were killed at the end */
	char reason[400];        /* why the container ends */
	void (*done)(void *context);
	void *done_context;
};

void shutdown_init(struct context *ctx);
void shutdown_done(struct context *ctx);

/* Begins the end of the container with exit code `code`, because of `why` ("SIGTERM"). The
 * first reason counts. */
void shutdown_request(struct context *ctx, int code, const char *why);
/* Call for each further request. The first one shortens the waits, the second one kills. */
void shutdown_escalate(struct context *ctx);
/* Returns true after the third request, or after shutdown-timeout. */
bool shutdown_is_killing(const struct context *ctx);

/* Arms the core's timer of the shutdown (ORDER_ARM_SHUTDOWN). */
void shutdown_arm_timer(struct context *ctx, msec wait);
/* Call when all services have ended, or were given up. Drains the output. */
void shutdown_services_ended(struct context *ctx);
/* Call when the output is drained. Reports the end through `done`. */
void shutdown_output_drained(struct context *ctx);

/* Signals the processes that are left; with `everybody`, all of the pid namespace. */
void shutdown_signal_remaining(struct context *ctx, int signal, bool everybody);
/* Call when those processes are gone. Removes the control groups. Returns true if the
 * processes wrote something that is drained now: then `done` is called once more. */
bool shutdown_drain_remaining(struct context *ctx);

#endif
