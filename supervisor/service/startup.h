/* supervisor/service/startup.h - reports once that the services are ready, and how long
 * that took.
 *
 * Layer: service; dispatch.c calls it. */
#ifndef SUPERVISOR_SERVICE_STARTUP_H
#define SUPERVISOR_SERVICE_STARTUP_H

#include "supervisor/base/context.h"

struct startup {
	msec began;      /* when the first setup or service was started */
	uint32_t cursor; /* for status_is_up() */
	bool over;       /* the report was made, or the container ends */
};

/* Call before the first start. */
void startup_begin(struct context *ctx);
/* Call after all orders are carried out. When no unit is starting any more, reports the
 * number of services and the slowest one, unless there is only one service or all of them
 * have ended. */
void startup_check(struct context *ctx);

#endif
