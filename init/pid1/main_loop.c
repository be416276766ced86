/* init/pid1/main_loop.c - supervises from the first start to the exit code.
 *
 * From begin_loop() until the last service has ended, no function here exits or blocks, and
 * only a reload allocates. */
#include "init/pid1/init.h"

#include "conf/base/exits.h"
#include "conf/conf.h"
#include "init/handoff/monitor_socket.h"
#include "init/pid1/event_loop.h"
#include "init/pid1/limits.h"
#include "init/pid1/reap.h"
#include "init/pid1/reload_client.h"
#include "init/pid1/report.h"
#include "init/pid1/signal_actions.h"
#include "init/pid1/teardown.h"
#include "init/pid1/termination_log.h"
#include "supervisor/base/ratelimit.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define RETRY_SECONDS 0.05

/* For on_loop_error(), because libev passes it no context. */
static struct init *global_init;

/* Starts another turn after `seconds`: later because a call failed or there is no signalfd,
 * or at once because one turn could not reap all dead children. */
static void retry_after(struct init *init, double seconds)
{
	ev_timer_stop(init->loop, &init->retry_timer);
	ev_timer_set(&init->retry_timer, seconds, 0.);
	ev_timer_start(init->loop, &init->retry_timer);
}

/* Handles signals, then reaps. Reaps after every wake-up, because the kernel may merge the
 * SIGCHLD of two deaths. */
static void run_turn(struct init *init)
{
	static msec last_report;
	int r = handle_signals(init);
	int more = reap(init);

	if (r < 0) {
		io_later(init->loop, &init->signals);
		if (ratelimit_allows(&last_report))
			report(REPORT_ERROR, "cannot read signals: %s; trying again",
			       strerror(-r));
	}
	if (more || init->signal_fd < 0)
		retry_after(init, more > 0 ? 0. : RETRY_SECONDS);
}

static void on_signals(struct ev_loop *loop, struct io *w)
{
	(void)loop;
	run_turn(container_of(w, struct init, signals));
}

static void on_retry(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct init *init = container_of(w, struct init, retry_timer);

	(void)revents;
	run_turn(init);
	if (init->finished || init->front_end_died)
		ev_break(loop, EVBREAK_ALL);
}

/* A system call of the loop failed, perhaps permanently. We do the work of a turn here, and
 * wait 20 ms to avoid a busy loop. */
static void on_loop_error(const char *what)
{
	struct init *init = global_init;
	struct pollfd p = { .fd = -1, .events = POLLIN };
	static msec last_report;
	int err = errno;

	if (!init || err == EINTR)
		return;
	if (ratelimit_allows(&last_report))
		report(REPORT_ERROR, "event loop: %s: %s; trying again",
		       what ? what : "a call failed", strerror(err));
	p.fd = init->signal_fd;
	poll(&p, 1, 20);
	if (!init->sup || !init->loop)
		return;
	handle_signals(init);
	reap(init);
	/* libev loses an ev_break() from here, so let on_retry() call it. */
	ev_feed_event(init->loop, &init->retry_timer, EV_CUSTOM);
}

/* `error` is an errno if the kernel refuses to watch a descriptor, and 0 when it watches
 * all of them again. */
static void on_watch_refused(int error)
{
	if (error == 0)
		report(REPORT_EVENT, "the kernel watches all descriptors again");
	else
		report(REPORT_ERROR,
		       "the kernel refuses to watch a descriptor: %s%s; polling it every "
		       "50 ms instead",
		       strerror(error),
		       error == ENOSPC ? " (sysctl fs.epoll.max_user_watches)" : "");
}

/* The front end has sent a new configuration or a client, or has died. */
static void on_monitor(struct ev_loop *loop, struct io *w)
{
	struct init *init = container_of(w, struct init, monitor);
	enum monitor_message kind;
	int fd = -1, r = monitor_receive(w->fd, &kind, &fd);
	static msec last_report;

	if (r == 1 && kind == MONITOR_CONF && fd >= 0) {
		init->reload.requests++;
		reload_receive(init, fd);
		return;
	}
	if (r == 1 && kind == MONITOR_CLIENT && fd >= 0) {
		sup_add_client(init->sup, fd);
		return;
	}
	if (r == 1 && (kind == MONITOR_CHECKED || kind == MONITOR_NOT_CHECKED)) {
		reload_client_checked(init, fd);
		return;
	}
	if (fd >= 0)
		close(fd);
	if (r == 1 && kind == MONITOR_REFUSED)
		sup_reload_refused(init->sup,
				   "the configuration has errors, or cannot be read; the "
				   "output of ctinit run says which");
	if (r == -EMFILE)
		reload_not_received(init, r);
	if (r > 0 || r == -EAGAIN || r == -EMFILE)
		return;
	if (r < 0) {
		io_later(loop, w);
		if (ratelimit_allows(&last_report))
			report(REPORT_ERROR,
			       "cannot receive from the front end: %s; trying again",
			       strerror(-r));
		return;
	}
	io_stop(loop, w);
	init->front_end_died = true;
	ev_break(loop, EVBREAK_ALL);
}

static void on_prepare(struct ev_loop *loop, ev_prepare *w, int revents)
{
	(void)loop;
	(void)revents;
	status_notify_update(container_of(w, struct init, flush));
	live_list_update(container_of(w, struct init, flush));
	report_flush();
}

static void on_finished(void *context)
{
	struct init *init = context;

	init->finished = true;
	ev_break(init->loop, EVBREAK_ALL);
}

/* Reports the failed step of the start. Returns `err`, a negative errno. */
static int start_failed(const char *what, int err)
{
	report_last(REPORT_ERROR, "cannot %s: %s", what, strerror(-err));
	return err;
}

/* Opens the signalfd. Returns 0, or a negative errno if there are no descriptors or memory.
 * If a filter blocks signalfd4(2), warns and returns 0; we then poll for signals every 50
 * ms. */
static int open_signals(struct init *init)
{
	int r = init->signal_fd = signals_open();

	if (r >= 0 || r == -EMFILE || r == -ENFILE || r == -ENOMEM)
		return r < 0 ? r : 0;
	init->signal_fd = -1;
	report(REPORT_WARNING,
	       "signalfd4 is refused: %s; polling signals every 50 ms; let the "
	       "engine's seccomp profile allow it",
	       strerror(-r));
	return 0;
}

static int begin_loop(struct init *init)
{
	size_t services = conf_service_count(init->conf) + conf_setup_count(init->conf);
	int r;

	limits_raise(services);
	r = loop_new(limits_watchers(services), on_loop_error, &init->loop);
	if (r < 0)
		return start_failed("make the event loop", r);
	r = open_signals(init);
	if (r < 0)
		return start_failed("receive signals: signalfd4", r);
	reload_client_init(init);
	r = sup_new(init->conf, init->loop, &init->host, &init->sup);
	if (r < 0)
		return start_failed("set up the supervisor", r);
	init->reserved_for = services;
	reload_reader_init(init);
	status_notify_begin(init);
	ev_prepare_init(&init->flush, on_prepare);
	ev_prepare_start(init->loop, &init->flush);
	io_on_refused(on_watch_refused);
	io_init(&init->monitor, on_monitor);
	sup_on_finished(init->sup, on_finished, init);
	ev_timer_init(&init->retry_timer, on_retry, 0., 0.);
	io_init(&init->signals, on_signals);
	io_set(&init->signals, init->signal_fd, EV_READ);
	if (init->signal_fd >= 0)
		io_start(init->loop, &init->signals);
	if (init->monitor_fd >= 0) {
		io_set(&init->monitor, init->monitor_fd, EV_READ);
		io_start(init->loop, &init->monitor);
	}
	return 0;
}

/* Kills all processes at once: without a front end nothing reads our output. Returns the
 * exit code. */
static int end_without_front_end(struct init *init)
{
	kill_remaining(init, true);
	log_exit_reason(init, CTINIT_EXIT_SIGNAL + 9, "killed: the front end is gone");
	return CTINIT_EXIT_SIGNAL + 9;
}

int main_loop_run(struct init *init)
{
	const char *why = "";
	int r, code = 0;

	global_init = init;
	init_use_style(init, init->style);
	r = begin_loop(init);
	if (r < 0)
		return CTINIT_EXIT_SETUP;
	termination_log_find(init);
	report_buffer(true);
	sup_open_control(init->sup);
	live_list_begin(init);
	sup_start(init->sup);
	run_turn(init); /* children may have died before the signalfd was opened */
	while (!sup_finished(init->sup, &code, &why) && !init->front_end_died)
		ev_run(init->loop, 0);
	status_notify_update(init);
	live_list_end(init);
	report_buffer(false);
	if (init->front_end_died)
		return end_without_front_end(init);
	kill_remaining(init, false);
	if (sup_drain_remaining(init->sup))
		while (!sup_finished(init->sup, &code, &why) && !init->front_end_died)
			ev_run(init->loop, 0);
	sup_close_control(init->sup);
	if (init->orphans_reaped > 0)
		report(REPORT_VERBOSE, "%lu orphans were reaped", init->orphans_reaped);
	if (!init->command)
		log_failed_lines(init);
	if (!init->command || report_is_verbose())
		log_exit_reason(init, code, why);
	return code;
}
