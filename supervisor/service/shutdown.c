/* supervisor/service/shutdown.c - the time of the end: one deadline for all that waits in it.
 *
 * ctx->end_by is that deadline: shutdown-timeout after the end began. A further request only
 * brings it nearer. Each wait of the end asks shutdown_limit(): post-stop, the output, what is
 * left in the namespace. The core has the same time for its own waits, and kills what is left
 * at its end; what follows the services then has GRACE. */
#include "supervisor/cleanup/ownership.h"
#include "supervisor/output/output.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/service/service.h"

#include <signal.h>
#include <stdio.h>

/* How long what follows the services may take: at least, after the second request, after the
 * third; and where nobody asked for the end and no time is written. */
#define GRACE   500
#define HURRIED SHUTDOWN_ESCALATED
#define AT_ONCE 250
#define UNASKED SECONDS(30)

#define STUCK SECONDS(1) /* a process that KILL has not ended by then is given up */

static void end_by(struct context *ctx, msec left)
{
	msec by = clock_now() + left;

	if (ctx->shutdown_by == 0 || by < ctx->shutdown_by)
		ctx->shutdown_by = by;
}

static void arm(struct context *ctx, msec wait)
{
	ev_now_update(ctx->loop);
	ev_timer_stop(ctx->loop, &SUP(ctx)->end_timer);
	ev_timer_set(&SUP(ctx)->end_timer, (double)wait / 1e3, 0.);
	ev_timer_start(ctx->loop, &SUP(ctx)->end_timer);
}

void shutdown_arm_timer(struct context *ctx, msec wait)
{
	if (ctx->shutdown_by == 0)
		end_by(ctx, core_shutdown_timeout(ctx->core));
	arm(ctx, wait);
}

bool shutdown_is_killing(const struct context *ctx)
{
	return core_escalation(ctx->core) >= 2;
}

void shutdown_output_drained(struct context *ctx)
{
	ctx->finished = true;
	output_unlink_dev_log(ctx);
	if (SUP(ctx)->done != NULL)
		SUP(ctx)->done(SUP(ctx)->done_context);
}

/* When what follows the services is over. A slow reader of their output has more time where
 * the end was not asked for: no engine waits for it. */
static void set_last(struct context *ctx)
{
	bool written = conf_number(conf_init(ctx->conf), CONF_INIT_SHUTDOWN_TIMEOUT) >= 0;
	bool asked = SUP(ctx)->asked || ctx->command_asked;
	msec now = clock_now(), least = now + (!asked && !written ? UNASKED : GRACE);

	if (ctx->shutdown_by < least)
		ctx->shutdown_by = least;
	if (core_escalation(ctx->core) == 1)
		end_by(ctx, HURRIED);
	else if (SUP(ctx)->requests >= 2)
		end_by(ctx, AT_ONCE);
}

void shutdown_services_ended(struct context *ctx)
{
	if (SUP(ctx)->over)
		return;
	SUP(ctx)->over = true;
	set_last(ctx);
	report_exit_reason(ctx);
	ev_timer_stop(ctx->loop, &SUP(ctx)->end_timer);
	ev_timer_stop(ctx->loop, &SUP(ctx)->pause);
	ev_timer_stop(ctx->loop, &SUP(ctx)->waits);
	if (!output_drain(ctx))
		shutdown_output_drained(ctx);
}

/* Processes that KILL does not end: they hang in the kernel, or their control group is
 * frozen. PID 1 does not wait for them; its own end takes them along when they can end. */
static void give_up(struct context *ctx)
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

static void on_end_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct context *ctx = &container_of(w, struct sup, end_timer)->ctx;

	(void)loop;
	(void)revents;
	if (shutdown_is_killing(ctx)) {
		give_up(ctx);
		return;
	}
	if (core_shutdown_deadline(ctx->core, clock_now())) {
		ctx->host->report(REPORT_WARNING,
				  "shutdown-timeout is over, killing what is left");
		arm(ctx, STUCK);
	}
	context_pump(ctx);
}

void shutdown_init(struct context *ctx)
{
	ev_init(&SUP(ctx)->end_timer, on_end_timer);
}

/* ---- asked ---- */

void shutdown_request(struct context *ctx, int code, const char *why)
{
	bool ended = core_shutting_down(ctx->core);
	char time[32];

	if (!ended)
		snprintf(SUP(ctx)->why, sizeof SUP(ctx)->why, "%s", why);
	SUP(ctx)->asked = true;
	core_shutdown(ctx->core, code, clock_now());
	context_pump(ctx);
	if (ended) { /* by itself: from now on an engine waits */
		end_by(ctx, core_shutdown_timeout(ctx->core));
		output_drain_sooner(ctx);
	}
	if (core_draining(ctx->core) && !core_finished(ctx->core))
		ctx->host->report(REPORT_EVENT,
				  "%s: draining for %s before the services are stopped",
				  why,
				  format_duration(conf_number(conf_init(ctx->conf),
							      CONF_INIT_DRAIN),
						  time));
}

void shutdown_escalate(struct context *ctx)
{
	SUP(ctx)->requests++;
	core_escalate(ctx->core, clock_now());
	context_pump(ctx);
	if (SUP(ctx)->over)
		end_by(ctx, SUP(ctx)->requests >= 2 ? AT_ONCE : HURRIED);
	else if (shutdown_is_killing(ctx))
		arm(ctx, STUCK);
	output_drain_sooner(ctx);
}

/* ---- what is left ---- */

void shutdown_signal_remaining(struct context *ctx, int number, bool everybody)
{
	cleanup_signal_remaining(ctx, number, !everybody, !SUP(ctx)->told_rest);
	SUP(ctx)->told_rest |= number == SIGKILL; /* later rounds find the same processes */
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
