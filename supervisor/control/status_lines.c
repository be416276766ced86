/* supervisor/control/status_lines.c - answers `ping` and `status`. */
#include "conf/base/clock.h"
#include "conf/base/signal_names.h"
#include "conf/base/timestamp.h"
#include "supervisor/base/format.h"
#include "supervisor/base/unit.h"
#include "supervisor/child/watch.h"
#include "supervisor/control/client_request.h"
#include "supervisor/control/history.h"
#include "supervisor/control/usage_lines.h"
#include "supervisor/reload/reload.h"
#include "supervisor/service/service.h"
#include "supervisor/service/status.h"

#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- ping ---- */

static enum step ping_step(struct served_request *request)
{
	struct reply *reply = &request->reply;

	reply_begin(reply, NULL);
	reply_text(reply, "version", CTINIT_VERSION);
	reply_number(reply, "pid", getpid());
	return request_last(reply_end(reply));
}

const struct request_handler handler_ping = { .options = "", .step = ping_step };

/* ---- the container ---- */

static const char *container_state(const struct context *ctx)
{
	if (core_shutting_down(ctx->core))
		return core_draining(ctx->core) ? "draining" : "stopping";
	if (!ctx->setups_over)
		return "setup";
	if (!reload_is_possible(ctx))
		return "reloading";
	return history_up_at(ctx) > 0 ? "up" : "starting";
}

static void reply_container_name(struct reply *reply, const struct context *ctx)
{
	const struct conf_section *container = conf_container(ctx->conf);
	const char *name =
		container != NULL ? conf_text(container, CONF_CONTAINER_NAME) : NULL;
	struct utsname host;

	if (name == NULL || name[0] == '\0')
		name = uname(&host) == 0 ? host.nodename : "";
	reply_text(reply, "name", name);
}

static enum step reply_container(struct served_request *request)
{
	const struct context *ctx = request->ctx;
	struct reply *reply = &request->reply;
	int code, service;

	reply_begin(reply, "container");
	reply_container_name(reply, ctx);
	reply_text(reply, "version", CTINIT_VERSION);
	reply_number(reply, "pid", getpid());
	reply_text(reply, "state", container_state(ctx));
	reply_number(reply, "up_ms", history_time(ctx, clock_now()));
	reply_number(reply, "at_ms", (int64_t)(timestamp_now() / 1000));
	if (history_up_at(ctx) > 0)
		reply_number(reply, "ready_ms", history_time(ctx, history_up_at(ctx)));
	reply_number(reply, "units", ctx->count);
	reply_number(reply, "ready", (int64_t)status_count(ctx, SVC_READY));
	reply_number(reply, "done", (int64_t)status_count(ctx, SVC_DONE));
	reply_number(reply, "skipped", (int64_t)status_count(ctx, SVC_SKIPPED));
	if (core_shutdown_cause(ctx->core, &code, &service) != CAUSE_NONE) {
		reply_number(reply, "exit_code", code);
		reply_text(reply, "why", ctx->services->shutdown.reason);
	}
	reply_text(reply, "config", history_config(ctx));
	if (reply_end(reply))
		request->stage++;
	return STEP_MORE;
}

/* ---- units ---- */

/* Returns when the last start was requested, from the low bits of that time: before the
 * last start of the process, or else after it. */
static msec wanted_at(const struct unit *u)
{
	msec now = clock_now();
	uint32_t before = (uint32_t)u->main.started - u->wanted_tick;

	return u->main.started > 0 && before <= INT32_MAX
		       ? u->main.started - before
		       : now - (uint32_t)((uint32_t)now - u->wanted_tick);
}

static void reply_times(struct reply *reply, const struct unit *u)
{
	reply_number(reply, "starts", u->starts);
	reply_number(reply, "restarts", u->restarts);
	if (u->wanted_tick != 0)
		reply_number(reply, "wanted_ms", history_time(u->ctx, wanted_at(u)));
	if (u->main.started > 0)
		reply_number(reply, "spawned_ms", history_time(u->ctx, u->main.started));
	if (u->ready_after > 0)
		reply_number(reply, "ready_ms",
			     history_time(u->ctx, u->main.started + u->ready_after));
}

static void reply_reason(struct reply *reply, struct unit *u)
{
	enum svc_state state = core_state(u->ctx->core, u->index);
	char why[STATUS_WHY];

	if (state == SVC_READY &&
	    (u->unhealthy || conf_is_set(u->section, CONF_SERVICE_HEALTH)))
		reply_bool(reply, "healthy", !u->unhealthy);
	reply_bool(reply, "enabled", !core_disabled(u->ctx->core, u->index));
	if (core_stopped_by_hand(u->ctx->core, u->index))
		reply_bool(reply, "by_hand", true);
	if (status_why(u, why)[0] != '\0')
		reply_text(reply, "why", why);
	if (state == SVC_BACKOFF)
		reply_number(reply, "restart_in_ms", watch_time_left(u));
}

static void reply_last_end(struct reply *reply, const struct unit *u)
{
	char text[64];
	int status = u->main.wstatus;

	if (!u->has_ended)
		return;
	reply_text(reply, "exit", format_wait_status(status, text));
	if (WIFEXITED(status))
		reply_number(reply, "code", WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		reply_text(reply, "signal", signal_name(WTERMSIG(status), text));
}

static void reply_neighbours(struct reply *reply, const struct unit *u)
{
	const struct context *ctx = u->ctx;
	uint32_t setups = (uint32_t)conf_setup_count(ctx->conf);
	size_t count;
	char *const *groups;
	const uint32_t *needs;

	if (conf_is_setup(u->section))
		return;
	groups = conf_words(u->section, CONF_SERVICE_GROUP, &count);
	if (count > 0) {
		reply_array(reply, "groups");
		for (size_t i = 0; i < count; i++)
			reply_item(reply, groups[i]);
		reply_array_end(reply);
	}
	needs = conf_edges(ctx->conf, u->index - setups, CONF_SERVICE_NEEDS, &count);
	if (count > 0) {
		reply_array(reply, "needs");
		for (size_t i = 0; i < count; i++)
			reply_item(reply,
				   conf_name(ctx->units[setups + needs[i]]->section));
		reply_array_end(reply);
	}
}

static void reply_unit(struct reply *reply, struct unit *u)
{
	struct core *core = u->ctx->core;

	reply_begin(reply, "unit");
	reply_text(reply, "name", conf_name(u->section));
	reply_text(reply, "kind",
		   conf_is_setup(u->section) ? "setup"
		   : u->policy->task         ? "task"
					     : "daemon");
	reply_text(reply, "state", svc_state_word(core_state(core, u->index)));
	/* 0: it never had another state */
	reply_number(reply, "age_ms",
		     core_since(core, u->index) > 0
			     ? clock_now() - core_since(core, u->index)
			     : history_time(u->ctx, clock_now()));
	if (u->main.child.pid > 0)
		reply_number(reply, "pid", u->main.child.pid);
	reply_times(reply, u);
	reply_reason(reply, u);
	reply_last_end(reply, u);
	reply_neighbours(reply, u);
}

static enum step status_step(struct served_request *request)
{
	struct reply *reply = &request->reply;
	uint32_t i;

	if (request->stage == 0)
		return reply_container(request);
	i = request_unit(request);
	if (i == UNIT_NONE)
		return request_last(reply_ok(reply));
	reply_unit(reply, request->ctx->units[i]);
	if (reply_end(reply))
		request_next(request);
	return STEP_MORE;
}

static bool status_begin(struct served_request *request)
{
	return !request->options.usage || usage_begin(request, status_step);
}

const struct request_handler handler_status = {
	.options = "--usage",
	.max_words = WORDS_ANY,
	.begin = status_begin,
	.step = status_step,
};
