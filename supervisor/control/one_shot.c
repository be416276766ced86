/* supervisor/control/one_shot.c - answers requests that are done at once: `signal` and
 * `shutdown`. */
#include "conf/base/exits.h"
#include "conf/base/number.h"
#include "conf/base/signal_names.h"
#include "supervisor/base/unit.h"
#include "supervisor/child/watch.h"
#include "supervisor/control/event_lines.h"
#include "supervisor/control/event_log.h"
#include "supervisor/proc/signal_process.h"
#include "supervisor/service/shutdown.h"

#include <errno.h>

/* ---- signal ---- */

/* Returns 0 or a negative errno. A process that has not executed its program yet would die
 * of a signal that its program catches. */
static int signal_unit(struct unit *u, int number)
{
	if (!unit_has_main(u) || watch_report_fd(u) >= 0)
		return -ESRCH;
	signal_process_info(u->main.child.pid, u->main.pidfd, number, NULL);
	return 0;
}

static bool signal_begin(struct served_request *request)
{
	int number = signal_parse(request->words[0]);
	uint32_t i;

	if (number < 0) {
		reply_error(&request->reply, CTINIT_EXIT_USAGE, "%.40s is no signal",
			    request->words[0]);
		return false;
	}
	request->names =
		(struct names){ request->words + 1, request->word_count - 1, true };
	if (!request_check_names(request))
		return false;
	for (; (i = request_unit(request)) != UNIT_NONE; request_next(request)) {
		struct unit *u = request->ctx->units[i];

		if (signal_unit(u, number) == 0)
			continue;
		reply_error(&request->reply, CTINIT_EXIT_FAILED, "%s: it has no process",
			    unit_name(u));
		return false;
	}
	return true;
}

static enum step ok_step(struct served_request *request)
{
	return request_last(reply_ok(&request->reply));
}

const struct request_handler handler_signal = {
	.options = "",
	.min_words = 2,
	.max_words = WORDS_ANY,
	.no_names = true,
	.begin = signal_begin,
	.step = ok_step,
};

/* ---- shutdown ---- */

static bool end_begin(struct served_request *request)
{
	struct context *ctx = request->ctx;
	int64_t code = 0;

	if (request->word_count > 0 &&
	    (!number_parse(request->words[0], &code) || code < 0 || code > 255)) {
		reply_error(&request->reply, CTINIT_EXIT_USAGE,
			    "%.40s is no exit code from 0 to 255", request->words[0]);
		return false;
	}
	request->event = event_log_end();
	if (core_shutting_down(ctx->core))
		shutdown_escalate(ctx);
	else
		shutdown_request(ctx, (int)code, "ctinit shutdown");
	return true;
}

/* The events follow until the connection ends with ctinit. */
static enum step end_step(struct served_request *request)
{
	if (request->stage == 0) {
		request->stage = reply_ok(&request->reply);
		return STEP_MORE;
	}
	return event_line(request) ? STEP_MORE : STEP_WAIT;
}

const struct request_handler handler_shutdown = {
	.options = "",
	.max_words = 1,
	.no_names = true,
	.survives_reload = true,
	.begin = end_begin,
	.step = end_step,
};
