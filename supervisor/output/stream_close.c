/* supervisor/output/stream_close.c - the pipes of a service that has ended for good are closed.
 *
 * Its place in the store stays, and with it its ring. Nothing is lost, whenever the logger is
 * killed: the write ends are closed when the logger has said that the pipes are empty, and the
 * read ends when it has said that nobody has a write end any more (log/spent.c). A start before
 * the first answer goes on with the pipes that there are, a later one makes new ones. Closing a
 * pipe may wait for its lock, so a child does it (pipe_close_in_child()), for several
 * services at a time. A service with kill = main may leave processes that continue to
 * write, and followed files are read on: these keep their pipes. */
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/output/output.h"
#include "supervisor/proc/pipe_holders.h"
#include "supervisor/service.h"

#include <string.h>

#define SHUT_SECONDS 0.05 /* the longest that a pipe waits to be closed with others */

static void take(int ends[2], int *fds, size_t *count)
{
	for (int i = 0; i < 2; i++) {
		if (ends[i] >= 0)
			fds[(*count)++] = ends[i];
		ends[i] = -1;
	}
}

bool streams_close_now(struct logs *logs)
{
	int fds[2 * LOG_SHUT_MOST];
	size_t count = 0;
	bool any = logs->shut_count > 0;

	ev_timer_stop(logs->ctx->loop, &logs->shut_timer);
	for (uint32_t i = 0; i < logs->shut_count; i++) {
		struct log *log = logs->shut[i];

		take(log->spent == LOG_ENDED ? log->read : log->write, fds, &count);
	}
	pipe_close_in_child(fds, count);
	for (uint32_t i = 0; i < logs->shut_count; i++) {
		struct log *log = logs->shut[i];

		if (log->spent == LOG_EMPTY) {
			log->spent = LOG_CLOSED;
			continue;
		}
		log->spent = LOG_IN_USE;
		logs->spent_count--;
		log_stream_remove(log);
	}
	logs->shut_count = 0;
	return any;
}

static void on_shut(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	streams_close_now(container_of(w, struct logs, shut_timer));
}

static void shut_soon(struct logs *logs, struct log *log)
{
	logs->shut[logs->shut_count++] = log;
	if (logs->shut_count == LOG_SHUT_MOST) {
		streams_close_now(logs);
	} else if (!ev_is_active(&logs->shut_timer)) {
		ev_now_update(logs->ctx->loop);
		ev_timer_set(&logs->shut_timer, SHUT_SECONDS, 0.);
		ev_timer_start(logs->ctx->loop, &logs->shut_timer);
	}
}

static void shut_no_more(struct logs *logs, const struct log *log)
{
	uint32_t left = 0;

	for (uint32_t i = 0; i < logs->shut_count; i++)
		if (logs->shut[i] != log)
			logs->shut[left++] = logs->shut[i];
	logs->shut_count = left;
}

void stream_close_init(struct logs *logs)
{
	ev_init(&logs->shut_timer, on_shut);
}

void stream_close_cancel(struct logs *logs)
{
	ev_timer_stop(logs->ctx->loop, &logs->shut_timer);
	logs->shut_count = 0;
}

bool output_will_close_pipes(const struct context *ctx)
{
	return ctx->logs != NULL && ctx->logs->spent_count > 0;
}

void log_stream_close(struct unit *u)
{
	struct log *log = u->log;

	if (log == NULL || (log->read[0] < 0 && log->read[1] < 0) ||
	    log->spent != LOG_IN_USE || u->policy->kill == KILL_MAIN ||
	    log_stream_tail_count(log) > 0 || log->leave_count > 0 ||
	    u->ctx->logs->draining)
		return;
	log->spent = LOG_ASKED;
	u->ctx->logs->spent_count++;
	log->tell_spent = true;
	log_stream_enqueue(log);
	logger_schedule_send(u->ctx->logs);
}

/* What a process that ctinit does not know of writes to the old pipes afterwards is lost. */
void log_stream_keep_open(struct log *log)
{
	enum log_stream_close was = log->spent;
	int fds[2];
	size_t count = 0;

	if (was == LOG_IN_USE)
		return;
	shut_no_more(log->unit->ctx->logs, log);
	log->spent = LOG_IN_USE;
	log->unit->ctx->logs->spent_count--;
	log->tell_spent = false;
	if (was < LOG_CLOSED)
		return;
	take(log->read, fds, &count);
	pipe_close_in_child(fds, count);
	log_stream_remove(log);
}

int log_stream_send_close(struct log *log)
{
	struct logs *logs = log->unit->ctx->logs;
	struct packet_short m = { .kind = PACKET_RELEASE,
				  .id = log->source,
				  .epoch = log->epoch };
	int r;

	if (!log->tell_spent)
		return 0;
	r = packet_send(logs->socket, &m, sizeof m, NULL, 0);
	if (r < 0)
		return r;
	log->tell_spent = false;
	logs->spent_due += 2;
	return 0;
}

void streams_ask_closable(struct logs *logs)
{
	for (uint32_t i = 0; i < logs->ctx->count; i++) {
		struct log *log = logs->ctx->units[i]->log;

		if (log == NULL || log->spent == LOG_IN_USE || log->spent == LOG_ENDED)
			continue;
		log->tell_spent = true;
		log_stream_enqueue(log);
	}
	logger_schedule_send(logs);
}

/* An answer about a start that is not the last one any more is of no use. */
void streams_close_reply(struct logs *logs, const struct packet_short *m)
{
	logs->spent_due--;
	for (uint32_t i = 0; i < logs->ctx->count; i++) {
		struct log *log = logs->ctx->units[i]->log;

		if (log == NULL || log->sources == 0 || log->source != m->id)
			continue;
		if (log->epoch != m->epoch)
			return;
		if (m->kind == REPLY_PIPES_EMPTY && log->spent == LOG_ASKED)
			log->spent = LOG_EMPTY;
		else if (m->kind == REPLY_PIPES_CLOSED && log->spent == LOG_CLOSED)
			log->spent = LOG_ENDED;
		else
			return;
		shut_soon(logs, log);
		return;
	}
}
