/* init/pid1/reload_reader.c - the file is read again. */
#include "init/pid1/reload_reader.h"

#include "conf/conf.h"
#include "init/handoff/handoff.h"
#include "init/handoff/monitor_socket.h"
#include "init/pid1/event_loop.h"
#include "init/pid1/init.h"
#include "init/pid1/limits.h"
#include "init/pid1/message.h"

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

#define READ_SECONDS  10. /* a file on a dead file system, a FIFO */
#define RETRY_SECONDS .1  /* while another reload, or the setups, are not over */

static void close_io(struct init *init, struct io *io)
{
	io_stop(init->loop, io);
	if (io->fd >= 0)
		close(io->fd);
	io_set(io, -1, EV_READ);
}

/* ---- the new configuration ---- */

static void refused(const char *why)
{
	say(REPORT_ERROR, "reload: %s; nothing has changed", why);
}

void reload_not_received(int err)
{
	char why[128];

	snprintf(why, sizeof why, "the new configuration did not arrive: %s",
		 strerror(-err));
	refused(why);
}

static struct conf *parse(int fd)
{
	static struct handoff unused;
	struct conf *conf = NULL;
	size_t count;
	FILE *file;
	int r = handoff_take(fd, &unused, &file);

	if (r < 0) {
		refused("what was handed over is not a configuration");
		return NULL;
	}
	const struct conf_source source = { .path = "handoff", .file = file, .flat = true };
	r = conf_load(&source, &conf);
	if (r == 0)
		return conf;
	if (conf != NULL && conf_diags(conf, &count) && count > 0)
		refused(conf_diags(conf, &count)[0].text);
	else
		refused(strerror(-r));
	conf_free(conf);
	return NULL;
}

static void retry_soon(struct init *init)
{
	struct reload_reader *a = &init->reload;

	ev_now_update(init->loop);
	ev_timer_stop(init->loop, &a->retry);
	ev_timer_set(&a->retry, RETRY_SECONDS, 0.);
	ev_timer_start(init->loop, &a->retry);
}

void reload_receive(struct init *init, int fd)
{
	struct reload_reader *a = &init->reload;
	struct own_style was;
	struct conf *conf;
	int r;

	if (!sup_may_reload(init->sup)) { /* the newest counts */
		if (a->conf_fd >= 0)
			close(a->conf_fd);
		a->conf_fd = fd;
		retry_soon(init);
		return;
	}
	conf = parse(fd);
	if (conf == NULL)
		return;
	was = init->style;
	limits_grow(init, conf);
	init_use_style(init, init_style_of(init, conf));
	r = sup_reload(init->sup, conf);
	if (r < 0)
		init_use_style(init, was);
	if (r == -EBUSY)
		refused("the container ends");
	else if (r == -ENODATA)
		refused("nothing would be left to run: the file is empty or incomplete, a "
			"file of [include] is missing, or nothing is to be started");
	else if (r < 0)
		refused(strerror(-r));
}

/* ---- the reader ---- */

_Noreturn static void child(const struct reload_reader *a, int answer, int errors)
{
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	setvbuf(stderr, NULL, _IOLBF, BUFSIZ); /* whole lines go through the pipe */
	dup2(errors, STDERR_FILENO);
	dup2(answer, 3);
	syscall(SYS_close_range, 4u, ~0u, 0u);
	fd = a->how.read(a->how.context, NULL);
	_exit(fd < 0 || monitor_send(3, MONITOR_CONF, fd) < 0);
}

static int start_reader(struct init *init)
{
	struct reload_reader *a = &init->reload;
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
	a->reader = fork();
	if (a->reader == 0)
		child(a, pair[1], ends[1]);
	int err = a->reader < 0 ? errno : 0;
	close(pair[1]);
	close(ends[1]);
	io_set(&a->answer, pair[0], EV_READ);
	io_set(&a->errors, ends[0], EV_READ);
	if (err == 0) {
		io_start(init->loop, &a->errors);
		return 0;
	}
	a->reader = 0;
	close_io(init, &a->answer);
	close_io(init, &a->errors);
	return -err;
}

static void begin(struct init *init)
{
	struct reload_reader *a = &init->reload;
	int r = start_reader(init);

	a->wanted = false;
	if (r < 0) {
		refused(strerror(-r));
		return;
	}
	ev_now_update(init->loop);
	ev_timer_set(&a->limit, READ_SECONDS, 0.);
	ev_timer_start(init->loop, &a->limit);
}

/* What the reader says of errors, a line each: how many bytes; 0: no more will come. */
static ssize_t pass_errors_on(struct reload_reader *a)
{
	char text[4096];
	ssize_t n = read(a->errors.fd, text, sizeof text - 1);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? -EAGAIN : 0;
	text[n] = '\0';
	for (char *line = text; line != NULL && *line != '\0';) {
		char *end = strchr(line, '\n');

		if (end != NULL)
			*end++ = '\0';
		say(REPORT_ERROR, "%s",
		    strncmp(line, "ctinit: ", 8) == 0 ? line + 8 : line);
		line = end;
	}
	return n;
}

static void on_errors(struct ev_loop *loop, struct io *w)
{
	struct reload_reader *a = container_of(w, struct reload_reader, errors);
	struct init *init = container_of(a, struct init, reload);

	(void)loop;
	if (pass_errors_on(a) == 0)
		close_io(init, w);
}

static void on_limit(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct reload_reader *a = container_of(w, struct reload_reader, limit);

	(void)loop;
	(void)revents;
	say(REPORT_ERROR, "reload: reading the file took longer than %.0f s", READ_SECONDS);
	if (a->reader > 0)
		kill(a->reader, SIGKILL);
}

/* It is there, so a refusal is tried again at once. 0 or a negative errno. */
static int receive(int socket, int *ret_fd)
{
	enum monitor_message kind;
	int r = -ENOMEM;

	for (int i = 0; i < 3 && r == -ENOMEM; i++)
		r = monitor_receive(socket, &kind, ret_fd);
	if (r < 0)
		return r;
	return r == 1 && *ret_fd >= 0 ? 0 : -EBADMSG;
}

bool reload_reader_exited(struct init *init, pid_t pid, int wstatus)
{
	struct reload_reader *a = &init->reload;
	int fd = -1, r;

	if (pid != a->reader || pid == 0)
		return false;
	a->reader = 0;
	ev_timer_stop(init->loop, &a->limit);
	while (a->errors.fd >= 0 && pass_errors_on(a) > 0)
		;
	close_io(init, &a->errors);
	if (!WIFEXITED(wstatus) || WEXITSTATUS(wstatus) != 0)
		refused("refused");
	else if ((r = receive(a->answer.fd, &fd)) < 0)
		reload_not_received(r);
	close_io(init, &a->answer);
	if (fd >= 0)
		reload_receive(init, fd);
	if (a->wanted)
		retry_soon(init);
	return true;
}

/* ---- asked ---- */

static void on_retry(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct reload_reader *a = container_of(w, struct reload_reader, retry);
	struct init *init = container_of(a, struct init, reload);
	int fd = a->conf_fd;

	(void)loop;
	(void)revents;
	if (init->finished || sup_ending(init->sup))
		return;
	if (!sup_may_reload(init->sup) || a->reader > 0) {
		retry_soon(init);
		return;
	}
	a->conf_fd = -1;
	if (fd >= 0)
		reload_receive(init, fd);
	else if (a->wanted)
		begin(init);
}

void reload_request(struct init *init)
{
	struct reload_reader *a = &init->reload;

	a->requests += init->monitor_fd < 0;
	if (sup_ending(init->sup)) {
		refused("the container ends");
	} else if (init->monitor_fd >= 0) {
		if (monitor_send(init->monitor_fd, MONITOR_RELOAD, -1) < 0)
			refused("the front end does not listen");
	} else if (a->how.read == NULL) {
		refused("there is no file to read again");
	} else if (a->reader > 0 || !sup_may_reload(init->sup)) {
		a->wanted = true;
		retry_soon(init);
	} else {
		begin(init);
	}
}

bool reload_is_idle(const struct init *init)
{
	const struct reload_reader *a = &init->reload;

	return a->reader <= 0 && a->conf_fd < 0 && !a->wanted;
}

void reload_reader_init(struct init *init)
{
	struct reload_reader *a = &init->reload;

	a->conf_fd = -1;
	io_init(&a->answer, on_errors); /* never started: read when the reader has ended */
	io_init(&a->errors, on_errors);
	ev_init(&a->limit, on_limit);
	ev_init(&a->retry, on_retry);
}
