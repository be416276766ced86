/* supervisor/control/health_request.c - answers `health`. */
#include "conf/base/exits.h"
#include "supervisor/base/unit.h"
#include "supervisor/control/client_request.h"
#include "supervisor/service/status.h"

#include <stddef.h>

/* How many units are looked at before other clients get their turn. */
#define UNITS_AT_ONCE 256

/* Returns why the unit makes the container not live, or NULL. */
static const char *not_live(const struct unit *u, enum svc_state state)
{
	if (state == SVC_FAILED)
		return "failed";
	return u->unhealthy && state == SVC_READY ? "unhealthy" : NULL;
}

/* Returns why the unit is not ready, or NULL. A unit that is down counts only if the
 * request names it. */
static const char *not_ready(const struct unit *u, enum svc_state state, bool named)
{
	switch (state) {
	case SVC_READY: return u->unhealthy ? "unhealthy" : NULL;
	case SVC_DONE:
	case SVC_SKIPPED: return NULL;
	case SVC_DOWN:
		return named || core_wanted(u->ctx->core, u->index) ? svc_state_word(state)
								    : NULL;
	case SVC_WAITING:
	case SVC_STARTING:
	case SVC_STOPPING:
	case SVC_KILLING:
	case SVC_BACKOFF:
	case SVC_FAILED:
	case SVC_STATE_COUNT: break;
	}
	return svc_state_word(state);
}

static enum step refuse_container(struct served_request *request)
{
	bool ends = core_shutting_down(request->ctx->core);

	return request_last(
		reply_error(&request->reply, CTINIT_EXIT_FAILED,
			    ends ? "the container ends" : "the setups are not over"));
}

static enum step health_step(struct served_request *request)
{
	const struct context *ctx = request->ctx;
	bool live = request->options.live;
	char why[STATUS_WHY];

	if (!live && (core_shutting_down(ctx->core) || !ctx->setups_over))
		return refuse_container(request);
	for (unsigned k = 0; k < UNITS_AT_ONCE; k++) {
		uint32_t i = request_unit(request);
		struct unit *u = i == UNIT_NONE ? NULL : ctx->units[i];
		enum svc_state state;
		const char *fault;

		if (u == NULL)
			return request_last(reply_ok(&request->reply));
		state = core_state(ctx->core, i);
		fault = live ? not_live(u, state)
			     : not_ready(u, state, request->names.count > 0);
		if (fault == NULL) {
			request_next(request);
			continue;
		}
		status_why(u, why);
		return request_last(reply_error(&request->reply, CTINIT_EXIT_FAILED,
						"%s: %s%s%s", unit_name(u), fault,
						why[0] ? ": " : "", why));
	}
	return STEP_MORE;
}

const struct request_handler handler_health = {
	.options = "--ready --live",
	.max_words = WORDS_ANY,
	.step = health_step,
};
