/* tests/unit/supervisor/reload_test.c - a reload without memory: at each place where it may
 * be refused, nothing changes, or all that stopped starts again. */
#include "conf/conf.h"
#include "supervisor/sup.h"

#include <errno.h>
#include <ev.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>
/* needs the ones above */
#include <cmocka.h>

static long calls_left = -1; /* before the one that fails; -1: none does */

/* The sanitizers have a calloc of their own. */
#ifdef __SANITIZE_ADDRESS__
#define CAN_FAIL 0
#else
#define CAN_FAIL 1
/* Not seen through, for a compiler makes a calloc of malloc and memset. */
static void *(*volatile take)(size_t) = malloc;

void *calloc(size_t count, size_t size) /* in place of libc's */
{
	void *at = NULL;

	if (calls_left != 0 && (size == 0 || count <= SIZE_MAX / size))
		at = take(count * size);
	calls_left -= calls_left >= 0;
	return at != NULL ? memset(at, 0, count * size) : NULL;
}
#endif

static char said[64 << 10];
static struct sup *sup;
static struct ev_loop *loop;
static ev_io io;
static struct sup_host host;

static void say(enum report_level level, const char *format, ...)
{
	size_t used = strlen(said);
	va_list list;

	(void)level;
	va_start(list, format);
	vsnprintf(said + used, sizeof said - used - 1, format, list);
	va_end(list);
	strcat(said, "\n");
}

static void on_signal(struct ev_loop *at, ev_io *w, int revents)
{
	struct signalfd_siginfo info;
	siginfo_t dead = { 0 };
	int status;

	(void)at;
	(void)revents;
	while (read(w->fd, &info, sizeof info) > 0)
		;
	while (waitid(P_ALL, 0, &dead, WEXITED | WNOHANG | WNOWAIT) == 0 && dead.si_pid) {
		sup_child_exited(sup, dead.si_pid,
				 dead.si_code == CLD_EXITED ? dead.si_status << 8
							    : dead.si_status);
		waitpid(dead.si_pid, &status, 0);
		dead.si_pid = 0;
	}
}

static void on_late(struct ev_loop *at, ev_timer *w, int revents)
{
	(void)w;
	(void)revents;
	fprintf(stderr, "too late:\n%s", said);
	ev_break(at, EVBREAK_ALL);
	fail();
}

static struct conf *load(const char *text)
{
	struct conf_source source = { .path = "test.ini",
				      .file = fmemopen((void *)(uintptr_t)text,
						       strlen(text), "r") };
	struct conf *conf = NULL;

	conf_load(&source, &conf);
	conf_print_diags(conf, stderr);
	assert_int_equal(conf_errors(conf), 0);
	return conf;
}

static void until(const char *line)
{
	ev_timer late;

	ev_timer_init(&late, on_late, 200., 0.);
	ev_timer_start(loop, &late);
	while (strstr(said, line) == NULL)
		ev_run(loop, EVRUN_ONCE);
	ev_timer_stop(loop, &late);
}

static const char before[] = "[service:a]\ncommand = sleep 1000\n"
			     "[service:b]\ncommand = sleep 1000\nneeds = a\n"
			     "[service:gone]\ncommand = sleep 1000\n"
			     "[service:off]\ncommand = sleep 1000\nautostart = no\n";
/* a: restart, b loses its need, gone is removed, a pipe and a question come. */
static const char after[] = "[service:a]\ncommand = sleep 1001\nhealth = file:/\n"
			    "[service:b]\ncommand = sleep 1000\n"
			    "[service:new]\ncommand = sleep 1000\nstdout = pipe:a\n"
			    "[service:off]\ncommand = sleep 1000\nautostart = no\n";

static struct conf *begin(const char *text)
{
	static char path[] = "PATH=/usr/bin:/bin";
	static char *environment[] = { path, NULL };
	struct conf *conf = load(text);
	sigset_t set;

	said[0] = '\0';
	host = (struct sup_host){ .report = say,
				  .environment = environment,
				  .stdio = { 0, 1, 2 },
				  .terminal_fd = -1 };
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	loop = ev_loop_new(EVFLAG_NOENV | EVFLAG_NOSIGMASK);
	assert_int_equal(sup_new(conf, loop, &host, &sup), 0);
	ev_io_init(&io, on_signal, signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), EV_READ);
	ev_io_start(loop, &io);
	sup_start(sup);
	return conf;
}

static void finish(struct conf *conf)
{
	const char *why;
	int code;

	sup_shutdown(sup, 0, "asked");
	while (!sup_finished(sup, &code, &why))
		ev_run(loop, EVRUN_ONCE);
	assert_int_equal(code, 0);
	sup_free(sup);
	conf_free(conf);
	ev_io_stop(loop, &io);
	close(io.fd);
	ev_loop_destroy(loop);
}

static void refused_at_once(void **state)
{
	struct conf *conf;
	long calls = 0;
	int err = -ENOMEM;

	(void)state;
	if (!CAN_FAIL)
		skip();
	conf = begin(before);
	until("b: ready");
	until("gone: ready");
	said[0] = '\0';
	for (; err < 0; calls++) {
		struct conf *other = load(after);

		assert_string_equal(said, "");
		calls_left = calls;
		err = sup_reload(sup, other);
		calls_left = -1;
		assert_true(err == 0 || err == -ENOMEM);
		assert_true(calls < 100);
	}
	assert_true(calls > 20);
	until("reload: done");
	until("a: ready");
	until("new: ready");
	assert_null(strstr(said, "b: stopped"));
	finish(conf);
}

/* Once all has stopped that had to, the new core may still be refused. */
static void refused_at_the_end(void **state)
{
	struct conf *conf;

	(void)state;
	if (!CAN_FAIL)
		skip();
	conf = begin(before);
	until("b: ready");
	until("gone: ready");
	said[0] = '\0';
	assert_int_equal(sup_reload(sup, load(after)), 0);
	assert_int_equal(sup_reload(sup, load(after)), -EBUSY);
	assert_false(sup_may_reload(sup));
	calls_left = 0; /* stopping takes none */
	until("a: stopped");
	until("starts again");
	assert_non_null(strstr(said, "gone: stopped"));
	calls_left = -1;
	until("a: ready");
	until("gone: ready");
	assert_null(strstr(said, "b: stopped"));
	assert_null(strstr(said, "off: ready"));
	said[0] = '\0';
	assert_int_equal(sup_reload(sup, load(after)), 0);
	until("reload: done");
	until("new: ready");
	finish(conf);
}

/* In the middle of it all is freed. */
static void freed_in_the_middle(void **state)
{
	struct conf *conf =
		begin("[service:a]\ncommand = sh -c 'trap \"\" TERM; sleep 1000'\n"
		      "stop-timeout = 100ms\n");
	const char *why;
	int code;

	(void)state;
	until("a: ready");
	assert_int_equal(sup_reload(sup, load(after)), 0);
	sup_shutdown(sup, 3, "asked");
	while (!sup_finished(sup, &code, &why))
		ev_run(loop, EVRUN_ONCE);
	assert_int_equal(code, 3);
	assert_int_equal(sup_reload(sup, load(after)), -EBUSY);
	sup_free(sup);
	conf_free(conf);
	ev_io_stop(loop, &io);
	close(io.fd);
	ev_loop_destroy(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused_at_once),
		cmocka_unit_test(refused_at_the_end),
		cmocka_unit_test(freed_in_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
