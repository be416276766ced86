/* init/pid1/reload_reader.c - gets the configuration of a reload. */
#include "init/pid1/reload_reader.h"

#include "conf/conf.h"
#include "init/handoff/handoff.h"
#include "init/handoff/monitor_socket.h"
#include "init/pid1/event_loop.h"
#include "init/pid1/init.h"
#include "init/pid1/limits.h"
#include "init/pid1/report.h"
#include "init/pid1/scales.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_SECONDS  10 /* the file may be on a dead file system, or a FIFO */
#define RETRY_SECONDS .1 /* how often to retry while another reload or the setups run */

static void close_watched(struct init *init, struct io *io)
{
	io_stop(init->loop, io);
	if (io->fd >= 0)
		close(io->fd);
	io_set(io, -1, EV_READ);
}

/* ---- the new configuration ---- */

static void report_refused(struct init *init, const char *why)
{
	report(REPORT_ERROR, "reload: %s; nothing has changed", why);
	sup_reload_refused(init->sup, why);
}

/* The reader has printed its errors. */
static void report_failed_read(struct init *init)
{
	report(REPORT_ERROR, "reload: refused; nothing has changed");
	sup_reload_refused(init->sup, "the configuration has errors, or cannot be read");
}

void reload_not_received(struct init *init, int err)
{
	char why[128];

	snprintf(why, sizeof why, "the new configuration did not arrive: %s",
		 strerror(-err));
	report_refused(init, why);
}

struct conf *reload_parse(int fd, struct text *err)
{
	static struct handoff unused;
	struct conf *conf = NULL;
	size_t count;
	FILE *file;
	int r = handoff_take(fd, &unused, &file);

	if (r < 0) {
		text_set(err, "the handoff is not a configuration");
		return NULL;
	}
	const struct conf_source source = { .path = "handoff",
					    .file = file,
					    .serialized = true };
	r = conf_load(&source, &conf);
	if (r == 0)
		return scales_apply(conf);
	if (conf != NULL && conf_diags(conf, &count) && count > 0)
		text_set(err, "%s", conf_diags(conf, &count)[0].text);
	else
		text_set(err, "%s", strerror(-r));
	conf_free(conf);
	return NULL;
}

static void schedule_retry(struct init *init)
{
	struct reload_reader *reader = &init->reload;

	ev_now_update(init->loop);
	ev_timer_stop(init->loop, &reader->retry_timer);
	ev_timer_set(&reader->retry_timer, RETRY_SECONDS, 0.);
	ev_timer_start(init->loop, &reader->retry_timer);
}

int reload_use(struct init *init, struct conf *conf, const char *scaled)
{
	struct own_style was = init->style;
	int r;

	limits_grow(init, conf);
	init_use_style(init, init_style_of(init, conf));
	r = scaled == NULL ? sup_reload(init->sup, conf)
			   : sup_scale(init->sup, conf, scaled);
	if (r < 0)
		init_use_style(init, was);
	return r;
}

static void report_scale(void *data, const char *text)
{
	const struct init *init = data;

	report(REPORT_EVENT, "reload: %s", text);
	sup_reload_message(init->sup, "info", text);
}

void reload_receive(struct init *init, int fd)
{
	struct reload_reader *reader = &init->reload;
	char why[256] = "";
	struct conf *conf;
	int r;

	/* Keep the newest configuration until the supervisor can reload. */
	if (!sup_can_reload(init->sup)) {
		if (reader->conf_fd >= 0)
			close(reader->conf_fd);
		reader->conf_fd = fd;
		schedule_retry(init);
		return;
	}
	conf = reload_parse(fd, &TEXT(why));
	if (conf == NULL) {
		report_refused(init, why);
		return;
	}
	r = reload_use(init, conf, NULL);
	if (r == 0) {
		scales_describe(report_scale, init);
		scales_forget_replaced();
	} else if (r == -EBUSY)
		report_refused(init, "the container ends");
	else if (r == -ENODATA)
		report_refused(init,
			       "nothing would be left to run: the file is empty or "
			       "incomplete, a "
			       "file of [include] is missing, or nothing is to be started");
	else if (r < 0)
		report_refused(init, strerror(-r));
}

/* ---- the reader ---- */

/* Reads the file, sends the handoff on `answer`, and exits. Runs in the child. */
_Noreturn static void run_reader_child(const struct reload_reader *reader, int answer,
				       int errors)
{
	static char line[4096];
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	/* Line-buffered, so that whole lines go through the pipe. glibc keeps the buffer of one
	 * byte that stderr has unless it gets another one. */
	setvbuf(stderr, line, _IOLBF, sizeof line);
	dup2(errors, STDERR_FILENO);
	dup2(answer, 3);
	syscall(SYS_close_range, 4u, ~0u, 0u);
	fd = reader->config_reader.read(reader->config_reader.context, NULL);
	_exit(fd < 0 || monitor_send(3, MONITOR_CONF, fd) < 0);
}

static int start_reader(struct init *init)
{
	struct reload_reader *reader = &init->reload;
	int pair[2], ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0)
		return -errno;
	if (pipe2(ends, O_CLOEXEC) < 0) {
		int err = errno;
		close(pair[0]);
		close(pair[1]);
		return -err;
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	reader->pid = fork();
	if (reader->pid == 0)
		run_reader_child(reader, pair[1], ends[1]);
	int err = reader->pid < 0 ? errno : 0;
	close(pair[1]);
	close(ends[1]);
	io_set(&reader->answer, pair[0], EV_READ);
	io_set(&reader->errors, ends[0], EV_READ);
	if (err == 0) {
		io_start(init->loop, &reader->errors);
		return 0;
	}
	reader->pid = 0;
	close_watched(init, &reader->answer);
	close_watched(init, &reader->errors);
	return -err;
}

static void begin_reading(struct init *init)
{
	struct reload_reader *reader = &init->reload;
	int r = start_reader(init);

	reader->requested = false;
	if (r < 0) {
		report_refused(init, strerror(-r));
		return;
	}
	ev_now_update(init->loop);
	ev_timer_set(&reader->deadline_timer, READ_SECONDS, 0.);
	ev_timer_start(init->loop, &reader->deadline_timer);
}

/* Reports each line that the reader printed to stderr. Returns the number of bytes read, 0
 * at the end or after an error, or -EAGAIN if there is nothing to read. */
static ssize_t forward_errors(struct init *init)
{
	struct reload_reader *reader = &init->reload;
	char text[4096];
	ssize_t n = read(reader->errors.fd, text, sizeof text - 1);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? -EAGAIN : 0;
	text[n] = '\0';
	for (char *line = text; line != NULL && *line != '\0';) {
		char *end = strchr(line, '\n');

		if (end != NULL)
			*end++ = '\0';
		line += strncmp(line, "ctinit: ", 8) == 0 ? 8 : 0;
		report(REPORT_ERROR, "%s", line);
		sup_reload_message(init->sup, "error", line);
		line = end;
	}
	return n;
}

static void on_errors(struct ev_loop *loop, struct io *w)
{
	struct reload_reader *reader = container_of(w, struct reload_reader, errors);
	struct init *init = container_of(reader, struct init, reload);

	(void)loop;
	if (forward_errors(init) == 0)
		close_watched(init, w);
}

static void on_deadline(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct reload_reader *reader =
		container_of(w, struct reload_reader, deadline_timer);

	(void)loop;
	(void)revents;
	report(REPORT_ERROR, "reload: reading the file took longer than %d s",
	       READ_SECONDS);
	if (reader->pid > 0)
		kill(reader->pid, SIGKILL);
}

/* Receives the handoff of the reader. The message has already arrived, so a failure for
 * lack of memory is retried at once. Returns 0 or a negative errno. */
static int receive_handoff(int socket, int *ret_fd)
{
	enum monitor_message message;
	int r = -ENOMEM;

	for (int i = 0; i < 3 && r == -ENOMEM; i++)
		r = monitor_receive(socket, &message, ret_fd);
	if (r < 0)
		return r;
	return r == 1 && *ret_fd >= 0 ? 0 : -EBADMSG;
}

bool reload_reader_exited(struct init *init, pid_t pid, int wstatus)
{
	struct reload_reader *reader = &init->reload;
	int fd = -1, r;

	if (pid != reader->pid || pid == 0)
		return false;
	reader->pid = 0;
	ev_timer_stop(init->loop, &reader->deadline_timer);
	while (reader->errors.fd >= 0 && forward_errors(init) > 0)
		;
	close_watched(init, &reader->errors);
	if (!WIFEXITED(wstatus) || WEXITSTATUS(wstatus) != 0)
		report_failed_read(init);
	else if ((r = receive_handoff(reader->answer.fd, &fd)) < 0)
		reload_not_received(init, r);
	close_watched(init, &reader->answer);
	if (fd >= 0)
		reload_receive(init, fd);
	if (reader->requested)
		schedule_retry(init);
	return true;
}

/* ---- requests ---- */

static void on_retry(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct reload_reader *reader = container_of(w, struct reload_reader, retry_timer);
	struct init *init = container_of(reader, struct init, reload);
	int fd = reader->conf_fd;

	(void)loop;
	(void)revents;
	if (init->finished || sup_is_shutting_down(init->sup))
		return;
	if (!sup_can_reload(init->sup) || reader->pid > 0) {
		schedule_retry(init);
		return;
	}
	reader->conf_fd = -1;
	if (fd >= 0)
		reload_receive(init, fd);
	else if (reader->requested)
		begin_reading(init);
}

void reload_request(struct init *init)
{
	struct reload_reader *reader = &init->reload;

	reader->requests += init->monitor_fd < 0;
	if (sup_is_shutting_down(init->sup)) {
		report_refused(init, "the container ends");
	} else if (init->monitor_fd >= 0) {
		if (monitor_send(init->monitor_fd, MONITOR_RELOAD, -1) < 0)
			report_refused(init, "the front end does not receive messages");
	} else if (reader->config_reader.read == NULL) {
		report_refused(init, "there is no file to read again");
	} else if (reader->pid > 0 || !sup_can_reload(init->sup)) {
		reader->requested = true;
		schedule_retry(init);
	} else {
		begin_reading(init);
	}
}

bool reload_is_idle(const struct init *init)
{
	const struct reload_reader *reader = &init->reload;

	return reader->pid <= 0 && reader->conf_fd < 0 && !reader->requested;
}

void reload_reader_init(struct init *init)
{
	struct reload_reader *reader = &init->reload;

	reader->conf_fd = -1;
	/* `answer` has no watcher: we read it when the reader has exited. */
	io_init(&reader->answer, on_errors);
	io_init(&reader->errors, on_errors);
	ev_init(&reader->deadline_timer, on_deadline);
	ev_init(&reader->retry_timer, on_retry);
}
