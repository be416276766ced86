/* supervisor/service/shutdown.c - stops all services before a deadline.
 *
 * ctx->shutdown_by is the deadline: shutdown-timeout after the shutdown began. Further
 * requests shorten it. Every wait of the shutdown (for `post-stop`, the output, other
 * processes in the namespace) calls shutdown_limit(). The core has the same time for its
 * own waits, and kills all services at the end. The output then has GRACE to drain, or
 * longer if there was no request. */
#include "supervisor/service/shutdown.h"

#include "conf/base/clock.h"
#include "supervisor/base/format.h"
#include "supervisor/base/timer.h"
#include "supervisor/child/event_command.h"
#include "supervisor/output/output.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/service/exit_reason.h"
#include "supervisor/service/messages.h"
#include "supervisor/service/service.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* How long the output may take after the services have ended, in msec. */
#define GRACE   500         /* least time for the output */
#define AT_ONCE 250         /* time after the third request */
#define UNASKED SECONDS(30) /* time without a request, if shutdown-timeout is not set */

#define RUNNING_NAMES_MAX 4

#define EVENTS_UNASKED SECONDS(2) /* time for on-event after an end without a request */

#define STUCK SECONDS(1) /* PID 1 no longer waits for a process this long after SIGKILL */

static struct shutdown *shutdown_of(const struct context *ctx)
{
	return &ctx->services->shutdown;
}

static void begin_shutdown(struct context *ctx)
{
	struct shutdown *shutdown = shutdown_of(ctx);
	char reason[sizeof shutdown->reason];
	int code, service;

	core_shutdown_cause(ctx->core, &code, &service);
	shutdown->began = clock_now();
	memcpy(reason, shutdown->reason, sizeof reason);
	format_exit_reason(ctx, reason, sizeof reason);
	event_push(ctx, &(struct event_facts){
				.kind = EVENT_STOPPING, .reason = reason, .code = code });
}

static void limit_shutdown(struct context *ctx, msec left)
{
	msec by = clock_now() + left;

	if (shutdown_of(ctx)->began == 0)
		begin_shutdown(ctx);
	if (ctx->shutdown_by == 0 || by < ctx->shutdown_by)
		ctx->shutdown_by = by;
}

void shutdown_arm_timer(struct context *ctx, msec wait)
{
	if (ctx->shutdown_by == 0)
		limit_shutdown(ctx, core_shutdown_timeout(ctx->core));
	timer_arm(ctx->loop, &shutdown_of(ctx)->timer, (double)wait / 1e3);
}

bool shutdown_is_killing(const struct context *ctx)
{
	return core_escalation(ctx->core) >= 2;
}

/* ---- end of the services ---- */

static void finish_shutdown(struct context *ctx)
{
	struct shutdown *shutdown = shutdown_of(ctx);

	event_command_stop(ctx);
	ctx->finished = true;
	output_unlink_dev_log(ctx);
	if (shutdown->done != NULL)
		shutdown->done(shutdown->done_context);
}

/* If nobody waits for the end, the command of on-event may still get the last events. */
void shutdown_output_drained(struct context *ctx)
{
	bool asked = shutdown_of(ctx)->requested || ctx->command_asked;

	if (asked || !event_command_wait(ctx, EVENTS_UNASKED, finish_shutdown))
		finish_shutdown(ctx);
}

/* Sets the deadline for draining the output. A slow reader gets more time if there was no
 * request, because no engine waits then. */
static void set_last_deadline(struct context *ctx)
{
	bool has_timeout =
		conf_number(conf_init(ctx->conf), CONF_INIT_SHUTDOWN_TIMEOUT) >= 0;
	bool asked = shutdown_of(ctx)->requested || ctx->command_asked;
	msec min = clock_now() + (!asked && !has_timeout ? UNASKED : GRACE);

	if (ctx->shutdown_by < min)
		ctx->shutdown_by = min;
	if (core_escalation(ctx->core) == 1)
		limit_shutdown(ctx, SHUTDOWN_ESCALATED);
	else if (shutdown_of(ctx)->more_requests >= 2)
		limit_shutdown(ctx, AT_ONCE);
}

void shutdown_services_ended(struct context *ctx)
{
	struct shutdown *shutdown = shutdown_of(ctx);

	if (shutdown->services_ended)
		return;
	shutdown->services_ended = true;
	set_last_deadline(ctx);
	format_exit_reason(ctx, shutdown->reason, sizeof shutdown->reason);
	ev_timer_stop(ctx->loop, &shutdown->timer);
	ev_timer_stop(ctx->loop, &ctx->services->dispatch.throttle);
	waiting_done(ctx);
	if (!output_drain(ctx))
		shutdown_output_drained(ctx);
}

/* SIGKILL does not end a process that hangs in the kernel, or whose control group is
 * frozen. PID 1 does not wait for it: the kernel kills it with the pid namespace. */
static void give_up_processes(struct context *ctx)
{
	for (uint32_t i = 0; i < ctx->count; i++) {
		const struct unit *u = ctx->units[i];

		if (svc_has_process(core_state(ctx->core, i)))
			ctx->host->report(REPORT_WARNING,
					  "%s: pid %d has not ended 1 s after SIGKILL; "
					  "ctinit does not wait for it any longer",
					  unit_name(u), (int)u->main.child.pid);
	}
	shutdown_services_ended(ctx);
}

static void on_shutdown_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct context *ctx = w->data;

	(void)revents;
	if (shutdown_is_killing(ctx)) {
		give_up_processes(ctx);
		return;
	}
	if (core_shutdown_deadline(ctx->core, clock_now())) {
		ctx->host->report(REPORT_WARNING,
				  "shutdown-timeout is over, killing what is left");
		timer_arm(loop, w, (double)STUCK / 1e3);
	}
	context_pump(ctx);
}

void shutdown_init(struct context *ctx)
{
	ev_init(&shutdown_of(ctx)->timer, on_shutdown_timer);
	shutdown_of(ctx)->timer.data = ctx;
}

void shutdown_done(struct context *ctx)
{
	ev_timer_stop(ctx->loop, &shutdown_of(ctx)->timer);
}

/* ---- requests ---- */

static void report_drain(struct context *ctx, const char *why)
{
	msec drain = conf_number(conf_init(ctx->conf), CONF_INIT_DRAIN);
	char time[32];

	ctx->host->report(REPORT_EVENT,
			  "%s: draining for %s before the services are stopped", why,
			  format_duration(drain, time));
}

void shutdown_request(struct context *ctx, int code, const char *why)
{
	struct shutdown *shutdown = shutdown_of(ctx);
	bool began = core_shutting_down(ctx->core);

	if (!began)
		snprintf(shutdown->reason, sizeof shutdown->reason, "%s", why);
	shutdown->requested = true;
	core_shutdown(ctx->core, code, clock_now());
	context_pump(ctx);
	if (began) { /* the shutdown began without a request, but now an engine waits */
		limit_shutdown(ctx, core_shutdown_timeout(ctx->core));
		output_drain_sooner(ctx);
	}
	if (core_draining(ctx->core) && !core_finished(ctx->core))
		report_drain(ctx, why);
}

/* Formats the names of the units that still have a process. Returns false if there is
 * none. */
static bool format_running(const struct context *ctx, char text[CAUSE_TEXT])
{
	uint32_t count = 0;
	size_t used = 0;

	for (uint32_t i = 0; i < ctx->count; i++) {
		if (svc_has_process(core_state(ctx->core, i)) &&
		    count++ < RUNNING_NAMES_MAX)
			used += (size_t)snprintf(text + used, CAUSE_TEXT - used, "%s%s",
						 used > 0 ? ", " : "",
						 unit_name(ctx->units[i]));
	}
	if (count > RUNNING_NAMES_MAX)
		snprintf(text + used, CAUSE_TEXT - used, " and %u more",
			 count - RUNNING_NAMES_MAX);
	return count > 0;
}

static void report_escalation(const struct context *ctx)
{
	char names[CAUSE_TEXT];

	if (ctx->host->command || !format_running(ctx, names))
		return;
	if (shutdown_of(ctx)->more_requests == 1)
		ctx->host->report(REPORT_EVENT,
				  "asked again to end: no wait takes more than 1 s now; a "
				  "third request kills; still running: %s",
				  names);
	else if (shutdown_of(ctx)->more_requests == 2)
		ctx->host->report(REPORT_WARNING, "asked a third time to end: killing %s",
				  names);
}

void shutdown_escalate(struct context *ctx)
{
	struct shutdown *shutdown = shutdown_of(ctx);

	shutdown->more_requests++;
	report_escalation(ctx);
	core_escalate(ctx->core, clock_now());
	context_pump(ctx);
	if (shutdown->services_ended)
		limit_shutdown(ctx,
			       shutdown->more_requests >= 2 ? AT_ONCE : SHUTDOWN_ESCALATED);
	else if (shutdown_is_killing(ctx))
		timer_arm(ctx->loop, &shutdown->timer, (double)STUCK / 1e3);
	output_drain_sooner(ctx);
}

/* ---- other processes in the namespace ---- */

void shutdown_signal_remaining(struct context *ctx, int number, bool everybody)
{
	struct shutdown *shutdown = shutdown_of(ctx);

	cleanup_signal_remaining(ctx, number, !everybody, !shutdown->reported_remaining);
	/* later rounds find the same processes */
	shutdown->reported_remaining |= number == SIGKILL;
	if (everybody)
		kill(-1, number);
}

bool shutdown_drain_remaining(struct context *ctx)
{
	if (ctx->cgroup_fd >= 0)
		cgroup_remove_all(ctx->cgroup_fd);
	if (!output_has_unread(ctx) || !output_drain(ctx))
		return false;
	ctx->finished = false;
	return true;
}
