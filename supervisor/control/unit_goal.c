/* supervisor/control/unit_goal.c - decides whether the units of a request are where it
 * wants them. */
#include "supervisor/control/unit_goal.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "supervisor/base/format.h"
#include "supervisor/base/unit.h"
#include "supervisor/control/wait_line.h"
#include "supervisor/service/status.h"

#include <stddef.h>
#include <string.h>

/* How many units are looked at before other clients get their turn. */
#define UNITS_AT_ONCE 256

enum reached { REACHED, NOT_YET, NEVER };

static bool has_ended(enum svc_state state)
{
	return state == SVC_DOWN || state == SVC_DONE || state == SVC_FAILED ||
	       state == SVC_SKIPPED;
}

/* A unit that is to run again leaves DOWN, DONE, FAILED and SKIPPED by itself only after
 * its request to start. */
static enum reached check_up(const struct core *core, uint32_t i, enum svc_state state)
{
	if (state == SVC_DONE || (state == SVC_READY && !core_must_stop(core, i)))
		return REACHED;
	if (core_shutting_down(core))
		return NEVER;
	return has_ended(state) && !core_wanted(core, i) ? NEVER : NOT_YET;
}

static enum reached check_states(const struct unit *u, enum svc_state state,
				 uint32_t states)
{
	const struct core *core = u->ctx->core;
	uint32_t i = u->index;

	if (states & 1u << state ||
	    (states & 1u << WAIT_UNHEALTHY && state == SVC_READY && u->unhealthy) ||
	    (states & 1u << WAIT_DISABLED && state == SVC_DOWN && core_disabled(core, i)))
		return REACHED;
	if (core_shutting_down(core) && (has_ended(state) || !(states & 1u << SVC_DOWN)))
		return NEVER;
	/* An automatic start may still come for a unit that is down, but not for one that
	 * has failed. */
	return state == SVC_FAILED && !core_wanted(core, i) ? NEVER : NOT_YET;
}

static bool is_named(const struct served_request *request, const struct unit *u)
{
	for (size_t i = 0; i < request->names.count; i++) {
		if (strcmp(request->names.words[i], conf_name(u->section)) == 0)
			return true;
	}
	return false;
}

/* A service without instances is part of a group, but nothing of it can be started. */
static bool does_not_count(const struct served_request *request, uint32_t i)
{
	const struct unit *u = request->ctx->units[i];

	return conf_has_no_instances(u->section) && !is_named(request, u);
}

static enum reached check_unit(const struct served_request *request, enum unit_goal goal,
			       uint32_t i)
{
	const struct core *core = request->ctx->core;
	enum svc_state state = core_state(core, i);

	if (does_not_count(request, i))
		return REACHED;
	switch (goal) {
	case GOAL_STATES:
		return check_states(request->ctx->units[i], state, request->options.states);
	case GOAL_UP: return check_up(core, i, state);
	case GOAL_DOWN: break;
	}
	return has_ended(state) && !core_wanted(core, i) ? REACHED : NOT_YET;
}

/* Writes the last line for a unit that is not where it should be. */
static enum step unit_error(struct served_request *request, uint32_t i, int code)
{
	struct unit *u = request->ctx->units[i];
	char why[STATUS_WHY], time[32];
	bool late = code == CTINIT_EXIT_TIMED_OUT;

	status_why(u, why);
	format_duration(request->options.timeout, time);
	return request_last(reply_error(&request->reply, code, "%s: %s%s%s%s%s",
					unit_name(u),
					svc_state_word(core_state(request->ctx->core, i)),
					late ? " after " : "", late ? time : "",
					why[0] ? ": " : "", why));
}

/* Returns true, after the last line, if a start cannot come because of a need. A client that
 * only waits may also wait until somebody starts that need, unless it has failed. */
static bool is_in_vain(struct served_request *request, enum unit_goal goal, uint32_t i,
		       enum step *ret)
{
	struct core *core = request->ctx->core;
	uint32_t need;

	if (goal == GOAL_DOWN || core_state(core, i) != SVC_WAITING ||
	    (goal == GOAL_STATES &&
	     !(core_is_blocked(core, i, &need) && core_state(core, need) == SVC_FAILED)))
		return false;
	return wait_is_in_vain(request, request->ctx->units[i], ret);
}

/* request->stage is 1 while no unit before the cursor was missing when it was looked at: a
 * pass over all units from the first one must find all of them. */
enum step goal_step(struct served_request *request, enum unit_goal goal)
{
	for (unsigned k = 0; k < UNITS_AT_ONCE; k++) {
		uint32_t i = request_unit(request);
		enum reached reached;
		enum step step;

		if (i == UNIT_NONE && request->stage == 1)
			return request_last(reply_ok(&request->reply));
		if (i == UNIT_NONE) {
			request->cursor = (struct names_cursor){ 0 };
			request->stage = 1;
			continue;
		}
		reached = check_unit(request, goal, i);
		if (reached == NOT_YET && is_in_vain(request, goal, i, &step))
			return step;
		if (reached == NEVER)
			return unit_error(request, i, CTINIT_EXIT_FAILED);
		if (reached == NOT_YET && request->timed_out)
			return unit_error(request, i, CTINIT_EXIT_TIMED_OUT);
		if (reached == NOT_YET) {
			request->stage = 0;
			return wait_line(request, request->ctx->units[i]) ? STEP_MORE
									  : STEP_WAIT;
		}
		request_next(request);
	}
	return STEP_MORE;
}

void goal_begin(struct served_request *request)
{
	if (request->options.timeout >= 0)
		request->deadline = clock_now() + request->options.timeout;
	if (request->options.timeout == 0)
		request->timed_out = true;
}

/* ---- before a start ---- */

bool goal_can_start(struct served_request *request)
{
	const struct context *ctx = request->ctx;
	bool ends = core_shutting_down(ctx->core);

	if (!ends && ctx->setups_over)
		return true;
	reply_error(&request->reply, CTINIT_EXIT_FAILED, "%s",
		    ends ? "the container ends" : "the setups are not over");
	return false;
}

bool goal_all_enabled(struct served_request *request)
{
	const struct context *ctx = request->ctx;
	uint32_t i;

	for (; (i = request_unit(request)) != UNIT_NONE; request_next(request)) {
		if (!core_disabled(ctx->core, i))
			continue;
		reply_error(&request->reply, CTINIT_EXIT_FAILED,
			    "%s: it is disabled; enable it first: ctinit enable %s",
			    unit_name(ctx->units[i]), unit_name(ctx->units[i]));
		return false;
	}
	request->cursor = (struct names_cursor){ 0 };
	return true;
}

/* ---- wait ---- */

static bool wait_for_begin(struct served_request *request)
{
	goal_begin(request);
	return true;
}

static enum step wait_step(struct served_request *request)
{
	return goal_step(request, GOAL_STATES);
}

const struct request_handler handler_wait = {
	.options = "--timeout= --for=",
	.min_words = 1,
	.max_words = WORDS_ANY,
	.survives_reload = true,
	.says_why = true,
	.begin = wait_for_begin,
	.step = wait_step,
};
