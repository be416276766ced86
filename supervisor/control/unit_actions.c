/* supervisor/control/unit_actions.c - answers `start`, `stop`, `restart`,
 * `disable` and `enable`. */
#include "conf/base/clock.h"
#include "supervisor/base/unit.h"
#include "supervisor/control/event_lines.h"
#include "supervisor/control/event_log.h"
#include "supervisor/control/unit_goal.h"

/* Calls `act` for each unit that the request names, and lets the core work. The events from
 * now on are those of the request. */
static void for_each_unit(struct served_request *request,
			  void (*act)(struct core *core, uint32_t i, msec now))
{
	struct context *ctx = request->ctx;
	uint32_t i;

	request->event = event_log_end();
	for (; (i = request_unit(request)) != UNIT_NONE; request_next(request))
		act(ctx->core, i, clock_now());
	request->cursor = (struct names_cursor){ 0 };
	request->stage = 1;
	context_pump(ctx);
}

static bool start_begin(struct served_request *request)
{
	if (!goal_can_start(request) || !goal_all_enabled(request))
		return false;
	goal_begin(request);
	for_each_unit(request, core_want);
	return true;
}

static bool stop_begin(struct served_request *request)
{
	if (!goal_can_start(request))
		return false;
	goal_begin(request);
	for_each_unit(request, core_stop);
	return true;
}

/* All stops are requested before the first start, because a start also starts what the
 * service needs. The core starts a service when it has stopped. */
static bool restart_begin(struct served_request *request)
{
	struct context *ctx = request->ctx;
	uint32_t i;

	if (!goal_can_start(request) || !goal_all_enabled(request))
		return false;
	goal_begin(request);
	for (; (i = request_unit(request)) != UNIT_NONE; request_next(request))
		core_stop(ctx->core, i, clock_now());
	request->cursor = (struct names_cursor){ 0 };
	for_each_unit(request, core_want);
	return true;
}

static enum step up_step(struct served_request *request)
{
	return event_line(request) ? STEP_MORE : goal_step(request, GOAL_UP);
}

static enum step down_step(struct served_request *request)
{
	return event_line(request) ? STEP_MORE : goal_step(request, GOAL_DOWN);
}

static bool disable_begin(struct served_request *request)
{
	if (!goal_can_start(request))
		return false;
	for_each_unit(request, core_disable);
	return true;
}

static void enable_unit(struct core *core, uint32_t i, msec now)
{
	(void)now;
	core_enable(core, i);
}

static bool enable_begin(struct served_request *request)
{
	if (!goal_can_start(request))
		return false;
	for_each_unit(request, enable_unit);
	return true;
}

static enum step enable_step(struct served_request *request)
{
	return request_last(reply_ok(&request->reply));
}

#define UNIT_ACTION                                                                        \
	.options = "--timeout=", .min_words = 1, .max_words = WORDS_ANY, .services = true, \
	.survives_reload = true, .says_why = true

const struct request_handler handler_start = {
	UNIT_ACTION,
	.begin = start_begin,
	.step = up_step,
};
const struct request_handler handler_stop = {
	UNIT_ACTION,
	.begin = stop_begin,
	.step = down_step,
};
const struct request_handler handler_restart = {
	UNIT_ACTION,
	.begin = restart_begin,
	.step = up_step,
};
const struct request_handler handler_disable = {
	UNIT_ACTION,
	.begin = disable_begin,
	.step = down_step,
};
const struct request_handler handler_enable = {
	.options = "",
	.min_words = 1,
	.max_words = WORDS_ANY,
	.services = true,
	.begin = enable_begin,
	.step = enable_step,
};
