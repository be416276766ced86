/* supervisor/service/dispatch.h - takes the orders of the core and carries them out. */
#ifndef SUPERVISOR_SERVICE_DISPATCH_H
#define SUPERVISOR_SERVICE_DISPATCH_H

#include "supervisor/base/unit.h"
#include "supervisor/core/core.h"

struct dispatch {
	bool pumping;
	uint32_t spawn_limit; /* spawns in flight from which on starts are throttled */
	ev_timer throttle;
	ev_timer sigcont; /* of stop.c */
	/* Set by reload/: a unit has changed its state; all orders have been carried out. */
	void (*state_changed)(struct unit *u, enum svc_state to);
	void (*pumped)(struct context *ctx);
};

/* Sets context->pump. */
void dispatch_init(struct context *ctx);
void dispatch_done(struct context *ctx);

#endif
