/* supervisor/service/dispatch.h - takes the orders of the core and carries them out.
 *
 * Layer: service; reload/ sets the two callbacks. */
#ifndef SUPERVISOR_SERVICE_DISPATCH_H
#define SUPERVISOR_SERVICE_DISPATCH_H

#include "supervisor/base/unit.h"
#include "supervisor/core/core.h"

struct dispatch {
	bool pumping;         /* orders are being carried out */
	uint32_t spawn_limit; /* spawns in flight at which further spawns are delayed */
	ev_timer throttle;    /* timer that raises spawn_limit */
	ev_timer sigcont;     /* timer that sends SIGCONT (stop.c) */
	/* Set by reload/. Called after a unit has changed its state. */
	void (*state_changed)(struct unit *u, enum svc_state to);
	/* Set by reload/. Called after all orders are carried out. */
	void (*pumped)(struct context *ctx);
};

/* Sets context->pump. */
void dispatch_init(struct context *ctx);
/* Starts the first setup, or the services if there is no setup. Until then context->pump
 * starts nothing. */
void dispatch_start(struct context *ctx);
/* Stops the timers. */
void dispatch_done(struct context *ctx);

#endif
