/* supervisor/control/reload_request.c - answers `reload` and `scale`. */
#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "conf/base/number.h"
#include "supervisor/base/unit.h"
#include "supervisor/control/client_request.h"
#include "supervisor/control/event_lines.h"
#include "supervisor/control/event_log.h"
#include "supervisor/control/reload_log.h"
#include "supervisor/control/unit_goal.h"
#include "supervisor/control/wait_line.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/reload/reload.h"

#include <errno.h>
#include <string.h>

#define INSTANCES_MAX 10000 /* of the key `instances` */

/* ---- reload NAMES ---- */

static bool reload_units(struct served_request *request)
{
	uint32_t i;
	int r;

	for (; (i = request_unit(request)) != UNIT_NONE; request_next(request)) {
		struct unit *u = request->ctx->units[i];

		r = hooks_reload(u);
		if (r == 0)
			continue;
		reply_error(&request->reply, CTINIT_EXIT_FAILED, "%s: %s", unit_name(u),
			    r == -ENOENT  ? "it has no key reload"
			    : r == -ESRCH ? "it is not ready"
			    : r == -EBUSY ? "a command of it still runs"
					  : strerror(-r));
		return false;
	}
	return true;
}

/* ---- reload of the configuration ---- */

static const char *why_not(int error)
{
	switch (error) {
	case -EBUSY: return "another reload is not over";
	case -ENODATA: return "nothing would be left to run";
	case -EINVAL: return "the configuration has errors";
	case -EOPNOTSUPP: return "there is no file to read again";
	case -ESHUTDOWN: return "the container ends";
	default: return strerror(-error);
	}
}

static bool refuse_reload(struct served_request *request, int error)
{
	reply_error(&request->reply, CTINIT_EXIT_FAILED, "%s", why_not(error));
	return false;
}

static bool begin_dry_run(struct served_request *request)
{
	int r = request->ctx->host->dry_run != NULL
			? request->ctx->host->dry_run(request->fd)
			: -EOPNOTSUPP;

	if (r < 0)
		return refuse_reload(request, r);
	request->fd = -1;
	return true;
}

/* With names, request->event is 0: it is done at once. */
static bool reload_begin_request(struct served_request *request)
{
	const struct context *ctx = request->ctx;
	int r;

	if (request->names.count > 0)
		return reload_units(request);
	if (request->options.dry_run)
		return begin_dry_run(request);
	if (ctx->host->reload == NULL)
		return refuse_reload(request, -EOPNOTSUPP);
	goal_begin(request);
	/* reload() may refuse at once, so we expect its end before. */
	request->event = reload_log_expect(false);
	r = ctx->host->reload();
	if (r < 0)
		return refuse_reload(request, r);
	if (r > 0)
		request->event = reload_log_expect(true);
	return true;
}

/* Waits for a reload that is not over. */
static enum step await_reload(struct served_request *request)
{
	struct context *ctx = request->ctx;
	uint32_t i = reload_awaited(ctx);
	struct unit *u = i == UNIT_NONE ? NULL : ctx->units[i];
	enum step step;

	if (u != NULL && wait_is_in_vain(request, u, &step))
		return step;
	if (request->timed_out)
		return request_last(reply_error(&request->reply, CTINIT_EXIT_TIMED_OUT,
						"the reload is not over"));
	return wait_line(request, u) ? STEP_MORE : STEP_WAIT;
}

/* request->pos[0]: how much of the log was sent. */
static enum step reload_step(struct served_request *request)
{
	struct reply *reply = &request->reply;
	const char *why = NULL;

	if (request->event > 0 && reload_log_line(reply, &request->pos[0]))
		return STEP_MORE;
	if (request->event == 0)
		return request_last(reply_ok(reply));
	if (!reload_log_is_over(request->event, &why))
		return await_reload(request);
	return request_last(why == NULL
				    ? reply_ok(reply)
				    : reply_error(reply, CTINIT_EXIT_FAILED, "%s", why));
}

const struct request_handler handler_reload = {
	.options = "--dry-run --timeout=",
	.max_words = WORDS_ANY,
	.services = true,
	.survives_reload = true,
	.says_why = true,
	.begin = reload_begin_request,
	.step = reload_step,
};

/* ---- scale ---- */

static bool scale_begin(struct served_request *request)
{
	const struct context *ctx = request->ctx;
	struct conf_targets targets;
	int64_t count;
	int r;

	if (!number_parse(request->words[1], &count) || count < 0 ||
	    count > INSTANCES_MAX) {
		reply_error(&request->reply, CTINIT_EXIT_USAGE,
			    "%.40s is no number of instances from 0 to %d",
			    request->words[1], INSTANCES_MAX);
		return false;
	}
	request->names = (struct names){ request->words, 1, true };
	if (!request_check_names(request))
		return false;
	if (strchr(request->words[0], '@') != NULL ||
	    strcmp(request->words[0], "all") == 0 ||
	    !conf_find_targets(ctx->conf, request->words[0], &targets)) {
		reply_error(&request->reply, CTINIT_EXIT_USAGE,
			    "scale needs the name of a service");
		return false;
	}
	if (ctx->host->scale == NULL)
		return refuse_reload(request, -EOPNOTSUPP);
	if (!goal_can_start(request) || (count > 0 && !goal_all_enabled(request)))
		return false;
	goal_begin(request);
	request->event = event_log_end();
	request->pos[0] = (uint32_t)reload_log_expect(false);
	request->pos[1] = (uint32_t)count;
	r = ctx->host->scale(request->words[0], (unsigned)count);
	return r == 0 ? true : refuse_reload(request, r);
}

/* request->pos[0]: the number of the reload, pos[1]: that of the instances. When the reload
 * is over, they may still start. */
static enum step scale_step(struct served_request *request)
{
	struct reply *reply = &request->reply;
	const char *why = NULL;

	if (event_line(request))
		return STEP_MORE;
	if (!reload_log_is_over(request->pos[0], &why))
		return await_reload(request);
	if (why != NULL)
		return request_last(reply_error(reply, CTINIT_EXIT_FAILED, "%s", why));
	if (request->pos[1] == 0)
		return request_last(reply_ok(reply));
	return goal_step(request, GOAL_UP);
}

const struct request_handler handler_scale = {
	.options = "--timeout=",
	.min_words = 2,
	.max_words = 2,
	.no_names = true,
	.survives_reload = true,
	.says_why = true,
	.begin = scale_begin,
	.step = scale_step,
};
