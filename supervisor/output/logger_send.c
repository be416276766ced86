/* supervisor/output/logger_send.c - telling the logger what it needs to know, as fast as it listens. */
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/output/output.h"
#include "supervisor/proc/ids.h"
#include "supervisor/service.h"

#include <errno.h>

void log_stream_enqueue(struct log *log)
{
	struct logs *logs = log->unit->ctx->logs;

	if (log->queued)
		return;
	log->queued = true;
	log->next = NULL;
	*logs->last = log;
	logs->last = &log->next;
}

void logger_schedule_send(struct logs *logs)
{
	ev_feed_event(logs->ctx->loop, &logs->again, EV_CUSTOM);
}

static uint32_t own_style(const struct logs *logs)
{
	const struct own_style *own = logs->ctx->host->own;

	return own != NULL ? packet_style_encode(own) : 0;
}

static int send_hello(struct logs *logs)
{
	struct packet_hello m = { .kind = PACKET_HELLO,
				  .sources = logs->room,
				  .has_syslog = logs->syslog_fd >= 0,
				  .no_colour = !own_colours_allowed(
					  logs->ctx->host->environment),
				  .has_dog = logs->dog.fd >= 0,
				  .files = (uint8_t)logs->files,
				  .style = own_style(logs),
				  .ring_end = logs->ring_end };
	int fds[3] = { logs->store_fd };
	size_t count = 1;

	if (logs->syslog_fd >= 0)
		fds[count++] = logs->syslog_fd;
	if (logs->dog.fd >= 0)
		fds[count++] = logs->dog.fd;

	return packet_send(logs->socket, &m, sizeof m, fds, count);
}

/* `id`: which service; of DRAIN, how many msec it may take. */
static int send_short(struct logs *logs, enum packet_kind kind, uint32_t id)
{
	struct packet_short m = { .kind = kind, .id = id };

	return packet_send(logs->socket, &m, sizeof m, NULL, 0);
}

/* They were right at the start; a file has changed since. Nobody read what a service
 * writes that the logger does not know: it would stand still. */
static bool goes_on_safely(struct log *log, const char *why)
{
	if (!log->told_safe)
		log->unit->ctx->host
			->report(REPORT_WARNING, "%s: %s; %s", unit_name(log->unit), why,
				 log->known
					 ? "its output goes where it went"
					 : "what it writes goes by the defaults until it "
					   "starts again");
	log->told_safe = true;
	return !log->known;
}

static int send_settings(struct log *log, struct env *env, struct text *err)
{
	static union packet m;
	size_t len, count = 0;
	int fds[2], r = -ENODATA;

	tails_reap(log);
	if (env != NULL)
		r = stream_packet_settings(log, env, &m, &len, err);
	if (r == 0)
		log->told_safe = false;
	else if (!goes_on_safely(log, err->buffer))
		return 0;
	else if (stream_packet_settings(log, NULL, &m, &len, err) < 0)
		return 0;
	for (int i = 0; i < 2; i++) {
		m.stream.has[i] = log->read[i] >= 0;
		if (log->read[i] >= 0)
			fds[count++] = log->read[i];
	}
	r = packet_send(log->unit->ctx->logs->socket, &m, len, fds, count);
	log->known |= r == 0;
	return r;
}

static int send_end(struct log *log)
{
	static union packet m;
	size_t len = sizeof m.run;
	int r;

	if (!log->tell_end)
		return 0;

	m.run = (struct packet_process){ .kind = PACKET_PROCESS,
					 .id = log->source,
					 .epoch = log->ended_epoch,
					 .pid = log->ended_pid,
					 .ended = true };
	packet_append(&m, &len, "");
	r = packet_send(log->unit->ctx->logs->socket, &m, len, NULL, 0);
	log->tell_end = r < 0;
	return r;
}

static int send_run(struct log *log, struct env *env, struct text *err)
{
	union {
		union packet any;
		char bytes[sizeof(struct packet_process) + READY_REGEX_MAX + 1];
	} * m;
	static union packet room;
	size_t len;
	int r;

	m = (void *)&room;
	if (stream_packet_process(log, env, &m->any, &len, err) < 0 &&
	    stream_packet_process(log, NULL, &m->any, &len, err) < 0)
		return 0;
	r = packet_send(log->unit->ctx->logs->socket, m, len, NULL, 0);
	if (r == 0 && log->awaits)
		log->unit->ctx->logs->matches_due++;
	return r;
}

/* Values with ${} need the service's environment: it is made again, as at a start. */
static bool make_environment(struct log *log, struct env *env, struct text *err)
{
	struct ids ids;
	bool change;

	log->unit->ctx->scratch.used = 0;
	return !log_stream_is_dynamic(log->unit->section) ||
	       (environment_fill(log->unit, env, err) == 0 &&
		environment_user(log->unit, env, &ids, &change, err) == 0);
}

/* What the process before has left goes by its settings: its end comes before new ones, but
 * only a logger that has settings can hear of it. */
static int tell_one(struct log *log)
{
	struct env room = { 0 }, *env = &room;
	char why[512] = "";
	int r = 0;

	if (log->known && (r = send_end(log)) < 0)
		return r;
	if (!make_environment(log, env, &TEXT(why)))
		env = NULL;
	if (log->tell_settings && (r = send_settings(log, env, &TEXT(why))) < 0)
		return r;
	log->tell_settings = false;
	if ((r = send_end(log)) < 0)
		return r;
	if (log->tell_run && (r = send_run(log, env, &TEXT(why))) < 0)
		return r;
	log->tell_run = false;
	return log_stream_send_close(log);
}

static int tell_services(struct logs *logs)
{
	while (logs->first != NULL) {
		struct log *log = logs->first;
		int r = tell_one(log);

		scratch_trim(logs->ctx);
		if (r < 0)
			return r;
		logs->first = log->next;
		if (logs->first == NULL)
			logs->last = &logs->first;
		log->queued = false;
	}
	return 0;
}

static int tell_style(struct logs *logs)
{
	int r = logs->style ? send_short(logs, PACKET_STYLE, own_style(logs)) : 0;

	if (r == 0)
		logs->style = false;
	return r;
}

static int tell_flag(struct logs *logs, bool *flag, enum packet_kind kind)
{
	uint32_t id = kind == PACKET_DRAIN ? (uint32_t)logger_drain_time(logs) : 0;
	int r = *flag ? send_short(logs, kind, id) : 0;

	if (r == 0)
		*flag = false;
	return r;
}

/* Before the services: a place that is another's by now is told after that. */
static int tell_removes(struct logs *logs)
{
	while (logs->removes_told < logs->remove_count) {
		int r = send_short(logs, PACKET_REMOVE, logs->removes[logs->removes_told]);

		if (r < 0)
			return r;
		logs->removes_told++;
	}
	logs->removes_told = logs->remove_count = 0;
	return 0;
}

static int tell_all(struct logs *logs)
{
	int r = logs->hello ? send_hello(logs) : 0;

	if (r < 0)
		return r;
	logs->hello = false;
	if (logs->yield)
		return tell_flag(logs, &logs->yield, PACKET_HANDOVER);
	if (logs->yielding) /* it reads no more: the next one is told */
		return 0;
	if ((r = tell_style(logs)) < 0)
		return r;
	if (logs->syslog && (r = dev_log_send(logs)) < 0)
		return r;
	logs->syslog = false;
	if ((r = tell_removes(logs)) < 0 || (r = tell_services(logs)) < 0 ||
	    (r = tell_flag(logs, &logs->go, PACKET_START)) < 0 ||
	    (r = tell_flag(logs, &logs->reopen, PACKET_REOPEN)) < 0 ||
	    (r = tell_flag(logs, &logs->flush, PACKET_FLUSH)) < 0)
		return r;
	return tell_flag(logs, &logs->drain, PACKET_DRAIN);
}

static void set_events(struct logs *logs, int events)
{
	if (logs->socket < 0 || (logs->io.events & (EV_READ | EV_WRITE)) == events)
		return;
	io_stop(logs->ctx->loop, &logs->io);
	io_set(&logs->io, logs->socket, events);
	io_start(logs->ctx->loop, &logs->io);
}

void logger_send_pending(struct logs *logs)
{
	int r = logs->socket >= 0 ? tell_all(logs) : 0;

	if (logs->socket >= 0)
		watchdog_start(logs);
	/* Any other error is the logger's end: its death is told. */
	set_events(logs, r == -EAGAIN || r == -ENOBUFS ? EV_READ | EV_WRITE : EV_READ);
	if (r == -ENOBUFS && logs->socket >= 0)
		io_later(logs->ctx->loop, &logs->io);
}

/* What is queued for it is not told; what it wrote is still written. */
static void unqueue(struct logs *logs, struct log *log)
{
	struct log **at = &logs->first;

	while (*at != NULL && *at != log)
		at = &(*at)->next;
	if (*at == NULL)
		return;
	*at = log->next;
	log->queued = false;
	if (logs->last == &log->next)
		logs->last = at;
}

void log_stream_remove(struct log *log)
{
	struct logs *logs = log->unit->ctx->logs;

	unqueue(logs, log);
	if (logs->socket < 0 || logs->hello || log->sources == 0)
		return;
	if (logs->remove_count < logs->room)
		logs->removes[logs->remove_count++] = log->source;
	else /* it has not listened for very long: another begins with who is there */
		logs->yield = logs->yielding = true;
	logger_schedule_send(logs);
}
