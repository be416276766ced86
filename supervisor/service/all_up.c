/* supervisor/service/all_up.c - is all up that was asked for? */
#include "supervisor/service/service.h"

/* What failed counts as settled: the failure ends the container, or is to be ignored. */
static bool is_settled(const struct context *ctx, uint32_t i)
{
	switch (core_state(ctx->core, i)) {
	case SVC_READY:
	case SVC_DONE:
	case SVC_FAILED:
	case SVC_SKIPPED: return true;
	case SVC_DOWN: return !core_wanted(ctx->core, i);
	case SVC_WAITING:
	case SVC_STARTING:
	case SVC_BACKOFF:
	case SVC_STOPPING:
	case SVC_KILLING:
	case SVC_STATE_COUNT: break;
	}
	return false;
}

/* An end before all was up is a start that came to nothing, unless all did its work. */
static bool ended_well(const struct context *ctx)
{
	int code, service;
	enum core_cause cause = core_shutdown_cause(ctx->core, &code, &service);

	return (cause == CAUSE_MAIN || cause == CAUSE_NOTHING_LEFT) && code == 0;
}

bool status_is_up(const struct context *ctx, uint32_t *cursor)
{
	if (core_shutting_down(ctx->core))
		return ended_well(ctx);
	if (!ctx->setups_over)
		return false;
	while (*cursor < ctx->count && is_settled(ctx, *cursor))
		++*cursor;
	return *cursor >= ctx->count;
}

size_t status_count_ready(const struct context *ctx)
{
	size_t count = 0;

	for (uint32_t i = 0; i < ctx->count; i++)
		count += core_state(ctx->core, i) == SVC_READY;
	return count;
}
