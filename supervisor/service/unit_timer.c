/* supervisor/service/unit_timer.c - handles the timer of a unit. */
#include "conf/base/clock.h"
#include "supervisor/service/life.h"
#include "supervisor/service/retry.h"
#include "supervisor/service/service.h"

void service_timer_expired(struct unit *u)
{
	if (retry_start_is_due(u)) {
		service_start(u);
		context_pump(u->ctx);
		return;
	}
	if (u->cleanup_phase != CLEANUP_NONE && !cleanup_is_within_stop(u)) {
		cleanup_timer_expired(u);
		return;
	}
	core_timeout(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}
