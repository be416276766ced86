/* supervisor/service/shutdown.h - the end of all services: requests, deadline and reason. */
#ifndef SUPERVISOR_SERVICE_SHUTDOWN_H
#define SUPERVISOR_SERVICE_SHUTDOWN_H

#include "supervisor/base/deadline.h"

struct shutdown {
	ev_timer timer;
	bool requested;        /* by a signal, at any time */
	uint8_t more_requests; /* after the first one */
	bool services_ended;
	bool reported_remaining; /* the names of the processes that were killed at the end */
	char reason[400];        /* why the container ends */
	void (*done)(void *context);
	void *done_context;
};

void shutdown_init(struct context *ctx);
void shutdown_done(struct context *ctx);

/* The container ends with `code`, because of `why` ("SIGTERM"). The first reason counts. */
void shutdown_request(struct context *ctx, int code, const char *why);
/* Another request: shortens the waits, the third one kills. */
void shutdown_escalate(struct context *ctx);
/* Returns true after the third request, or after shutdown-timeout. */
bool shutdown_is_killing(const struct context *ctx);

/* The core's timer of the shutdown. */
void shutdown_arm_timer(struct context *ctx, msec wait);
/* All services have ended: drains the output. */
void shutdown_services_ended(struct context *ctx);
void shutdown_output_drained(struct context *ctx);

/* Signals the processes that are left. `everybody`: all of the pid namespace. */
void shutdown_signal_remaining(struct context *ctx, int signal, bool everybody);
/* Returns true if those processes wrote something that has to be drained first. */
bool shutdown_drain_remaining(struct context *ctx);

#endif
