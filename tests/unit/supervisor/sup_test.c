/* tests/unit/supervisor/sup_test.c - real processes under a small stand-in of the init. */
#include "conf/conf.h"
#include "supervisor/sup.h"

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
/* needs the four above */
#include <cmocka.h>

static char said[64 << 10];
static struct sup *sup;
static const char *stop_at; /* the line that makes the test ask for the end */

static void say(enum report_level level, const char *format, ...)
{
	size_t used = strlen(said);
	va_list list;

	if (level == REPORT_VERBOSE)
		return;
	va_start(list, format);
	vsnprintf(said + used, sizeof said - used - 1, format, list);
	va_end(list);
	strcat(said, "\n");
}

static void on_signal(struct ev_loop *loop, ev_io *w, int revents)
{
	struct signalfd_siginfo info;
	siginfo_t dead = { 0 };
	int status;

	(void)loop;
	(void)revents;
	while (read(w->fd, &info, sizeof info) > 0)
		;
	while (waitid(P_ALL, 0, &dead, WEXITED | WNOHANG | WNOWAIT) == 0 && dead.si_pid) {
		int code =
			dead.si_code == CLD_EXITED
				? dead.si_status << 8
				: dead.si_status | (dead.si_code == CLD_DUMPED ? 0x80 : 0);
		sup_child_exited(sup, dead.si_pid, code);
		waitpid(dead.si_pid, &status, 0);
		dead.si_pid = 0;
	}
}

static void on_late(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)w;
	(void)revents;
	strcat(said, "TOO LATE\n");
	ev_break(loop, EVBREAK_ALL);
}

/* Runs the text until all is over; the exit code. */
static int run(const char *text)
{
	char path[] = "PATH=/usr/bin:/bin", notify[] = "NOTIFY_SOCKET=@mine";
	char *environment[] = { path, notify, NULL };
	struct sup_host host = { .report = say,
				 .environment = environment,
				 .stdio = { 0, 1, 2 },
				 .terminal_fd = -1 };
	struct conf_source source = { .path = "test.ini",
				      .file = fmemopen((void *)(uintptr_t)text,
						       strlen(text), "r") };
	struct ev_loop *loop = ev_loop_new(EVFLAG_NOENV | EVFLAG_NOSIGMASK);
	struct conf *conf;
	const char *why = "";
	sigset_t set;
	ev_timer late;
	ev_io io;
	int code = -1;

	said[0] = '\0';
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	conf_load(&source, &conf);
	conf_print_diags(conf, stderr);
	assert_int_equal(conf_errors(conf), 0);
	assert_int_equal(sup_new(conf, loop, &host, &sup), 0);
	ev_io_init(&io, on_signal, fd, EV_READ);
	ev_io_start(loop, &io);
	ev_timer_init(&late, on_late, 200., 0.);
	ev_timer_start(loop, &late);
	sup_start(sup);
	while (!sup_finished(sup, &code, &why) && !strstr(said, "TOO LATE")) {
		if (stop_at != NULL && strstr(said, stop_at)) {
			stop_at = NULL;
			sup_shutdown(sup, 0, "asked");
			continue;
		}
		ev_run(loop, EVRUN_ONCE);
	}
	strcat(said, "= ");
	strcat(said, why);
	fprintf(stderr, "----\n%s (%d)\n", said, code);
	sup_free(sup);
	conf_free(conf);
	ev_timer_stop(loop, &late);
	ev_io_stop(loop, &io);
	ev_loop_destroy(loop);
	close(fd);
	stop_at = NULL;
	return code;
}

#define SH(name, text, ...) \
	"[service:" name "]\ncommand = sh -c '" text "'\n" __VA_ARGS__ "\n"

static void main_code(void **state)
{
	(void)state;
	assert_int_equal(run(SH("web", "exit 7", "main = yes")), 7);
	assert_int_equal(run(SH("web", "kill -SEGV $$", "main = yes")), 139);
	assert_non_null(strstr(said, "killed by SIGSEGV"));
	for (int i = 0; i < 50; i++) /* the exit may be seen before the report */
		assert_int_equal(run("[service:web]\ncommand = true\nmain = yes\n"), 0);
}

static void not_found(void **state)
{
	(void)state;
	assert_int_equal(run("[service:web]\ncommand = /no/such\nmain = yes\n"), 127);
	assert_non_null(
		strstr(said, "web: cannot run /no/such: No such file or directory"));
	assert_int_equal(run("[service:web]\ncommand = /etc/passwd\nmain = yes\n"), 126);
	assert_int_equal(
		run("[service:web]\ncommand = true\nmain = yes\ndirectory = /no\n"), 125);
	assert_non_null(strstr(said, "cannot enter the directory /no"));
}

static void tasks(void **state)
{
	(void)state;
	assert_int_equal(run(SH("a", "exit 0", "type = task\n")
				     SH("b", "exit 0", "type = task\nneeds = a\n")),
			 0);
	assert_true(strstr(said, "a: done") < strstr(said, "b: done"));
	assert_int_equal(run(SH("a", "exit 3", "type = task\non-failed = ignore\n")
				     SH("b", "exit 0", "type = task\nneeds = a\n")),
			 3);
	assert_non_null(strstr(said, "b: failed: its need a failed"));
}

static void restarts(void **state)
{
	(void)state;
	assert_int_equal(run(SH("a", "exit 4", "restart-delay = 1ms\nrestart-limit = 2\n")),
			 4);
	assert_non_null(strstr(said, "(2 of 2)"));
}

static void ordered_stop(void **state)
{
	(void)state;
	stop_at = "web: ready";
	assert_int_equal(run(SH("db", "exec sleep 60", "")
				     SH("web", "exec sleep 60", "needs = db\n")),
			 0);
	assert_true(strstr(said, "web: stopped") < strstr(said, "db: stopped"));
	assert_non_null(strstr(said, "= asked"));
}

static void deaf(void **state)
{
	(void)state;
	stop_at = "web: ready";
	assert_int_equal(run(SH("web",
				"trap \"\" TERM; echo >&3; while :; do sleep 1; done",
				"ready = fd:3\nstop-timeout = 100ms\n")),
			 0);
	assert_non_null(strstr(said, "web: did not stop within "));
	assert_non_null(strstr(said, "), killed by SIGKILL"));
}

static void leftovers(void **state)
{
	(void)state;
	stop_at = "web: ready";
	assert_int_equal(run(SH("web", "sleep 1000 & echo >&3; exec sleep 1000",
				"ready = fd:3\n")),
			 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nobody is left */
}

static void probes(void **state)
{
	char dir[] = "/tmp/ctinit-sup-XXXXXX", ini[256];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(ini, sizeof ini,
		 SH("web", "touch %s/up; exec sleep 60", "ready = file:%s/up\n"), dir, dir);
	stop_at = "web: ready";
	assert_int_equal(run(ini), 0);
	snprintf(ini, sizeof ini, "%s/up", dir);
	assert_int_equal(unlink(ini), 0);
	rmdir(dir);
	assert_int_equal(run(SH("web", "exec sleep 60",
				"ready = tcp:127.0.0.1:1\nstart-timeout = 200ms\nrestart = "
				"never\n")),
			 1);
	assert_non_null(strstr(said, "web: not ready within 200 ms"));
	assert_int_equal(
		run(SH("web", "test -n \"$NOTIFY_SOCKET\" && test $NOTIFY_SOCKET != @mine",
		       "type = task\nready = start\n")),
		1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(main_code),    cmocka_unit_test(not_found),
		cmocka_unit_test(tasks),        cmocka_unit_test(restarts),
		cmocka_unit_test(ordered_stop), cmocka_unit_test(deaf),
		cmocka_unit_test(leftovers),    cmocka_unit_test(probes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
