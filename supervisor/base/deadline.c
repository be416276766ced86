/* supervisor/base/deadline.c - cuts the waits of a shutdown to its common deadline. */
#include "supervisor/base/deadline.h"

#include "conf/base/clock.h"

msec shutdown_limit(const struct context *ctx, msec wait)
{
	msec left = ctx->shutdown_by - clock_now();

	if (!core_shutting_down(ctx->core))
		return wait;
	if (core_escalation(ctx->core) > 0 && left > SHUTDOWN_ESCALATED)
		left = SHUTDOWN_ESCALATED;
	if (left < 0)
		left = 0;
	return wait < left ? wait : left;
}
