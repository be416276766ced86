/* supervisor/output/message_hold.c - the last lines of a service that failed come before ours.
 *
 * What it wrote last says why it failed; the logger may not have read it yet when we learn
 * of the end. So our own lines are held until the logger has written what was there, but
 * for 200 ms at most: nothing waits for it but those lines. */
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/output/output.h"
#include "supervisor/service.h"

#define HOLD_SECONDS 0.2

static void release(struct logs *logs)
{
	if (!logs->settling)
		return;
	logs->settling = logs->settle_again = false;
	ev_timer_stop(logs->ctx->loop, &logs->settle);
	logs->ctx->host->hold(false);
}

static void on_settle(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	release(container_of(w, struct logs, settle));
}

void message_hold_init(struct logs *logs)
{
	ev_init(&logs->settle, on_settle);
}

static void ask(struct logs *logs)
{
	logs->flush = logs->flush_due = true;
	logger_schedule_send(logs);
}

void output_hold_messages(struct logs *logs)
{
	struct context *ctx = logs->ctx;

	if (ctx->host->hold == NULL || logs->child.pid == 0 || logs->yielding ||
	    logs->given_up || logs->draining || !ctx->setups_over)
		return;
	if (!logs->settling) {
		logs->settling = true;
		ctx->host->hold(true);
		ev_now_update(ctx->loop);
		ev_timer_set(&logs->settle, HOLD_SECONDS, 0.);
		ev_timer_start(ctx->loop, &logs->settle);
	}
	if (logs->flush_due)
		logs->settle_again = true; /* its answer is of what was there before */
	else
		ask(logs);
}

void message_hold_answered(struct logs *logs)
{
	if (logs->settling && logs->settle_again && !logs->draining) {
		logs->settle_again = false;
		ask(logs);
	} else {
		release(logs);
	}
}

void message_hold_end(struct logs *logs)
{
	release(logs);
}
