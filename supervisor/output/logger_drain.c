/* supervisor/output/logger_drain.c - what was written is to be out: before the services, and at the end.
 *
 * The logger knows how long a drain may take, so that it can report what it loses. PID 1
 * kills it a moment later: it may be stopped, or hang in a write. */
#include "supervisor/output/output.h"
#include "supervisor/service.h"

#include <poll.h>
#include <signal.h>

#define FLUSH_SECONDS 1
#define LOOK          SECONDS(1)
#define QUIET_LOOKS   5   /* the logger itself waits 1 s for a reader that takes nothing */
#define LEAST         100 /* msec: what a reader takes at once is not lost */
#define REPORT        200 /* msec for the logger's last words */

msec logger_drain_time(const struct logs *logs)
{
	msec left = logs->drain_by - REPORT - clock_now();

	return left > 0 ? left : 0;
}

void logger_flushed(struct logs *logs)
{
	if (!logs->flushing)
		return;
	logs->flushing = false;
	ev_timer_stop(logs->ctx->loop, &logs->cap);
	logs->ctx->output_events->flushed(logs->ctx);
}

void logger_drained(struct logs *logs)
{
	struct context *ctx = logs->ctx;

	logs->draining = false;
	ev_timer_stop(ctx->loop, &logs->cap);
	ctx->output_events->drained(ctx);
}

static void cap_after(struct logs *logs, double seconds)
{
	ev_now_update(logs->ctx->loop);
	ev_timer_stop(logs->ctx->loop, &logs->cap);
	ev_timer_set(&logs->cap, seconds, 0.);
	ev_timer_start(logs->ctx->loop, &logs->cap);
}

/* A look a second, and one when the time is over. */
static void look_again(struct logs *logs)
{
	msec left = logs->drain_by - clock_now();

	left = left < 0 ? 0 : left;
	cap_after(logs, (double)(left < LOOK ? left : LOOK) / 1e3);
}

static void on_cap(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct logs *logs = container_of(w, struct logs, cap);

	(void)loop;
	(void)revents;
	if (logs->flushing) {
		logger_flushed(logs);
		return;
	}
	if (watchdog_check(logs))
		logs->quiet_looks = 0;
	else
		logs->quiet_looks++;
	if (logs->quiet_looks < QUIET_LOOKS && clock_now() < logs->drain_by) {
		look_again(logs);
		return;
	}
	logs->ctx->host->report(REPORT_WARNING, "the output was not written in time");
	if (logs->child.pid > 0)
		kill(logs->child.pid, SIGKILL);
	logs->given_up = true;
	logger_drained(logs);
}

void logger_drain_init(struct logs *logs)
{
	ev_init(&logs->cap, on_cap);
}

bool output_flush(struct context *ctx)
{
	struct logs *logs = ctx->logs;

	if (logs == NULL || logs->given_up || logs->draining || logs->child.pid == 0)
		return false;
	logs->flushing = logs->flush = logs->flush_due = true;
	logger_schedule_send(logs);
	cap_after(logs, FLUSH_SECONDS);
	return true;
}

/* From now on; what it is told again is only the time. */
static void begin_drain(struct logs *logs)
{
	msec time = shutdown_limit(logs->ctx, SECONDS(3600));

	logs->drain_by = clock_now() + (time < LEAST ? LEAST : time) + REPORT;
	logs->drain = true;
	logger_schedule_send(logs);
	look_again(logs);
}

bool output_drain(struct context *ctx)
{
	struct logs *logs = ctx->logs;

	if (logs == NULL || logs->given_up ||
	    (logs->child.pid == 0 && !ev_is_active(&logs->again) &&
	     !output_has_unread(ctx)))
		return false;
	logs->flushing = logs->flush = false;
	logs->draining = true;
	if (logs->child.pid == 0 && !ev_is_active(&logs->again))
		logger_start(logs);
	if (logs->child.pid > 0) /* somebody may have stopped it */
		kill(logs->child.pid, SIGCONT);
	logs->quiet_looks = 0;
	begin_drain(logs);
	return true;
}

void output_drain_sooner(struct context *ctx)
{
	if (ctx->logs != NULL && ctx->logs->draining)
		begin_drain(ctx->logs);
}

/* Not how much: that question waits for the pipe's lock. Whoever wrote there is gone, or no
 * logger runs: that a polled pipe is slower to write to hurts nobody. */
static bool is_left(const struct log *log)
{
	for (int k = 0; log != NULL && k < 2; k++) {
		struct pollfd p = { .fd = log->read[k], .events = POLLIN };

		if (p.fd >= 0 && poll(&p, 1, 0) == 1 && (p.revents & POLLIN))
			return true;
	}
	return false;
}

bool output_has_unread(const struct context *ctx)
{
	for (uint32_t i = 0; ctx->logs != NULL && i < ctx->count; i++) {
		if (is_left(ctx->units[i]->log))
			return true;
	}
	return false;
}

bool log_stream_has_unread(const struct unit *u)
{
	const struct logs *logs = u->ctx->logs;

	return logs != NULL && !logs->given_up &&
	       (logs->child.pid == 0 || !logs->serving || logs->yielding) &&
	       is_left(u->log);
}
