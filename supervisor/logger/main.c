/* supervisor/logger/main.c - the logger's loop: packets of PID 1, output of services.
 *
 * A loop of its own on epoll: level-triggered, so that nothing is lost when a turn ends
 * early. Who may not go on now is taken out of it. */
#include "supervisor/logger/main.h"

#include "conf/base/clock.h"
#include "conf/base/timestamp.h"
#include "supervisor/logger/base/logger.h"
#include "supervisor/logger/format/syslog.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define EVENTS      64
#define DRAIN_MSEC  1000 /* nobody took a byte for so long: the rest is lost */
#define SYSLOG_TURN 64

#define DOG_SECONDS  3
#define DOG_FED_MSEC 1000

uint64_t clock_msec(void)
{
	return (uint64_t)clock_now();
}

/* At rest we do not: then it goes off once, and PID 1 sees why. */
void watchdog_feed(struct logger *l)
{
	const struct itimerspec then = { .it_value.tv_sec = DOG_SECONDS };
	uint64_t now = clock_msec();

	if (l->dog_fd < 0 || now - l->fed < DOG_FED_MSEC)
		return;
	l->fed = now;
	timerfd_settime(l->dog_fd, 0, &then, NULL);
}

void wake_at(struct logger *l, uint64_t at)
{
	if (l->wake == 0 || at < l->wake)
		l->wake = at;
}

size_t logger_format_warning(struct logger *l, const struct out *out, const char *text,
			     char *line)
{
	const struct own_line_info facts = { .level = OWN_WARNING,
					     .colour = out->terminal && l->colour,
					     .stream =
						     out->which == 0 ? "stdout" : "stderr",
					     .pid = l->pid,
					     .now = timestamp_now() };

	return own_line(line, OWN_LINE_MAX, &l->own, &facts, text, strlen(text));
}

void logger_warn(struct logger *l, const char *format, ...)
{
	char text[OWN_TEXT_MAX], line[OWN_LINE_MAX];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (n >= 0 && l->store != NULL)
		console_append_line(&l->out[1], line,
				    logger_format_warning(l, &l->out[1], text, line));
}

/* ---- who waits for a reader ---- */

static void watch_out(struct logger *l, int i)
{
	struct epoll_event e = { .events = EPOLLOUT, .data.u64 = TASK(TASK_OUT, i) };
	bool want = !console_is_empty(&l->out[i]);

	if (l->out[i].outlet == OUTLET_FILE || l->out[i].fd < 0 ||
	    want == l->out_watched[i])
		return;
	if (epoll_ctl(l->epoll, want ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, l->out[i].fd, &e) < 0)
		wake_at(l, clock_msec() + 20); /* the same descriptor twice */
	else
		l->out_watched[i] = want;
}

/* Whoever waited goes on, in turn, until one fills it again. */
static void resume(struct logger *l)
{
	uint32_t count = l->store->sources, first = l->turn;

	l->waits[0] = l->waits[1] = false;
	for (uint32_t k = 0; k < count; k++) {
		uint32_t i = (first + k) % count;
		struct source *src = l->sources[i];

		if (src == NULL || !src->waiting)
			continue;
		if (source_is_blocked(l, src)) {
			l->waits[src->out] = true;
			continue;
		}
		src->waiting = false;
		l->turn = i + 1;
		wakeup_subscribe(l, src, true);
		source_step(l, src);
		if (src->kind == SOURCE_FOLLOW)
			l->more = true;
	}
}

static void tell_drops(struct logger *l)
{
	for (uint32_t i = 0; i < l->stream_room; i++)
		if (l->streams[i] != NULL && l->streams[i]->untold)
			drops_report(l, l->streams[i]);
}

static void flush(struct logger *l)
{
	bool gone = false;

	/* Another's line may have emptied it too. */
	for (int i = 0; i < 2; i++)
		if (!console_is_empty(&l->out[i]) || l->waits[i])
			gone |= console_flush(&l->out[i]);
	if (!gone)
		return;
	resume(l);
	tell_drops(l);
}

/* ---- syslog ---- */

static void take_syslog(struct logger *l)
{
	static char datagram[SYSLOG_BYTES_MAX], line[SYSLOG_LINE_MAX];

	for (int i = 0; i < SYSLOG_TURN; i++) {
		ssize_t n = read(l->syslog_fd, datagram, sizeof datagram);

		if (n < 0)
			return;
		if (n > 0 && l->syslog != NULL)
			source_feed_line(l, l->syslog, line,
					 syslog_line(datagram, (size_t)n, line));
	}
}

/* ---- the end ---- */

/* PID 1 says how long the end may take. */
static bool is_late(const struct logger *l)
{
	return l->drain_by != 0 && clock_msec() >= l->drain_by;
}

/* Nothing is left that could go out: everybody's pipe as far as it was filled when the
 * end was asked for, and the last lines without newline. */
static bool is_drained(struct logger *l)
{
	bool busy = false;

	for (uint32_t i = 0; i < l->store->sources; i++) {
		struct source *src = l->sources[i];

		if (src == NULL)
			continue;
		while (!src->waiting && (src->budget > 0 || src->ending)) {
			if (is_late(l))
				return false;
			if (!source_step(l, src))
				break;
		}
		busy |= src->waiting;
		if (!src->waiting)
			source_flush_partial(l, src);
	}
	return !busy && console_flush(&l->out[0]) && console_flush(&l->out[1]);
}

/* Of what was read: in the buffer, and what a source keeps for it. What pipes still hold
 * was not even looked at. */
static unsigned long unwritten(struct logger *l, bool *ret_more)
{
	const struct console_state *o = &state_current(l->store)->out[0];
	unsigned long lines = lines_count(l->store->slot + o->direct, o->direct_len) +
			      lines_count(l->store->out[0] + o->begin, o->end - o->begin);

	*ret_more = false;
	for (uint32_t i = 0; i < l->store->sources; i++) {
		struct source *src = l->sources[i];

		if (src == NULL || src->out != 0 || !src->stream->set.console)
			continue;
		lines += lines_count(state_carry(l->store, i), l->store->source[i].held);
		*ret_more |= source_mark_eof(src) && src->left > 0;
	}
	return lines;
}

/* stderr may have a reader where stdout has none. */
static void too_late(struct logger *l)
{
	bool more;
	unsigned long lines = unwritten(l, &more);

	if (lines > 0 || more)
		logger_warn(l, "%s: its last %lu lines%s are lost",
			    is_late(l) ? "the container's stdout was not read in time"
				       : "nobody read the container's stdout",
			    lines, more ? ", and what pipes still held," : "");
	l->late = true;
	tell_drops(l);
	loss_report(l, true);
	console_flush(&l->out[1]);
}

/* PID 1 has less time than it said. */
static void take_time(struct logger *l, const struct pollfd *p)
{
	if (p->revents & POLLIN)
		commands_receive(l);
}

static void drain(struct logger *l)
{
	uint64_t end = clock_msec() + DRAIN_MSEC, written = 0;
	int socket = l->socket;

	l->draining = true;
	if (l->syslog_fd >= 0)
		take_syslog(l);
	for (uint32_t i = 0; i < l->store->sources; i++) {
		if (l->sources[i] == NULL)
			continue;
		l->sources[i]->budget = DRAIN_BYTES_MAX;
		l->sources[i]->ending = source_mark_eof(l->sources[i]);
	}
	while (!is_drained(l)) {
		struct pollfd p[3] = { { .fd = -1, .events = POLLOUT },
				       { .fd = -1, .events = POLLOUT },
				       { .fd = socket, .events = POLLIN } };
		uint64_t now = clock_msec();

		if (written != l->out[0].written + l->out[1].written)
			end = now + DRAIN_MSEC;
		written = l->out[0].written + l->out[1].written;
		if (now >= end || is_late(l)) {
			too_late(l);
			return;
		}
		for (int i = 0; i < 2; i++)
			p[i].fd = console_is_empty(&l->out[i]) ? -1 : l->out[i].fd;
		poll(p, 3, 20);
		take_time(l, &p[2]);
		if (p[2].revents & POLLHUP)
			socket = -1;
		flush(l);
	}
	tell_drops(l);
	loss_report(l, true);
	console_flush(&l->out[0]);
	console_flush(&l->out[1]);
}

/* ---- the loop ---- */

static bool dispatch(struct logger *l, const struct epoll_event *e)
{
	uint32_t id = (uint32_t)e->data.u64;

	switch ((enum task)(e->data.u64 >> 32)) {
	case TASK_PACKETS: return commands_receive(l);
	case TASK_SIGNALS:
		wakeup_read_signals(l);
		wakeup_dispatch_ready(
			l); /* in their order, before PID 1's word ends one of them */
		break;
	case TASK_SOURCE: wakeup_dispatch(l, id, e->events & (EPOLLHUP | EPOLLERR)); break;
	case TASK_OUT: break; /* flush() looks */
	case TASK_SYSLOG: take_syslog(l); break;
	case TASK_FOLLOW: tail_read_events(l); break;
	}
	return true;
}

static int until_next(struct logger *l)
{
	uint64_t now;

	if (l->more || l->hot_count > 0 || l->ready_count > 0)
		return 0;
	if (l->wake == 0)
		return -1;
	now = clock_msec();
	return l->wake > now ? (int)(l->wake - now) : 0;
}

/* What epoll refuses to look at. */
static void by_hand(struct logger *l)
{
	wakeup_retry_refused(l);
	if (l->syslog_fd >= 0 && l->serving)
		take_syslog(l);
	if (l->inotify >= 0)
		tail_read_events(l);
}

static void by_time(struct logger *l)
{
	if (l->wake != 0 && clock_msec() >= l->wake) {
		l->wake = 0;
		tell_drops(l);
		flush(l);
		if (l->polls)
			l->more = true;
		if (l->refused)
			by_hand(l);
	}
	if (l->more)
		tail_scan(l);
}

static void tell_flushed(struct logger *l)
{
	if (!l->flushing || !console_is_empty(&l->out[0]) || !console_is_empty(&l->out[1]))
		return;
	l->flushing = false;
	l->say_flushed = true;
}

/* It cannot wait: all that would have woken it is looked at, and a pause keeps it from
 * filling a processor. */
static bool without_epoll(struct logger *l)
{
	const struct timespec pause = { .tv_nsec = 20000000 };

	nanosleep(&pause, NULL);
	if (!commands_receive(l))
		return false;
	if (l->signals >= 0)
		wakeup_read_signals(l);
	if (l->store != NULL)
		by_hand(l);
	return true;
}

static int wait_for_events(struct logger *l, struct epoll_event *e)
{
	int timeout = until_next(l), n;

	if (l->store != NULL && timeout != 0)
		activity_set(l, ACTIVITY_IDLE, 0);
	n = epoll_wait(l->epoll, e, EVENTS, timeout);
	if (l->store == NULL)
		return n;
	activity_set(l, ACTIVITY_WORKING, 0);
	watchdog_feed(l);
	return n;
}

static void run(struct logger *l)
{
	struct epoll_event e[EVENTS];
	bool go_on = true;

	while (go_on) {
		int n = wait_for_events(l, e);

		if (n < 0 && errno != EINTR)
			go_on = without_epoll(l);
		for (int i = 0; i < n && go_on; i++)
			go_on = dispatch(l, &e[i]);
		if (l->store == NULL || !go_on)
			continue;
		wakeup_dispatch_ready(l);
		busy_poll_read(l);
		by_time(l);
		flush(l);
		loss_report(l, false);
		tell_flushed(l);
		release_check(l);
		replies_send_due(l);
		for (int i = 0; i < 2; i++)
			watch_out(l, i);
		busy_poll_end_iteration(l);
	}
	if (l->store != NULL && l->serving && !l->yields)
		drain(l);
}

int logger_main(int socket)
{
	static struct logger l;
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = TASK(TASK_PACKETS, 0) };
	static const uint64_t all =
		~(uint64_t)0; /* also 32 and 33, which libc leaves out */

	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, sizeof all);
	umask(0);
	prctl(PR_SET_NAME, "ctinit-log");
	prctl(PR_SET_DUMPABLE, 0);
	l.socket = socket;
	l.signals = l.syslog_fd = l.store_fd = l.inotify = l.dog_fd = -1;
	l.colour = true;
	l.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (l.epoll < 0 || epoll_ctl(l.epoll, EPOLL_CTL_ADD, socket, &e) < 0)
		return errno;
	wakeup_init(&l);
	run(&l);
	return l.late ? LOGGER_LATE : l.failed;
}
