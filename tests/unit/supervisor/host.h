/* tests/unit/supervisor/host.h - acts as a minimal PID 1 for one supervisor.
 *
 * host_begin() loads a configuration and makes its supervisor with an event loop and a
 * reaper. Messages that are not verbose are collected in host_log, one per line. host_end()
 * frees all of it; host_finish() does that as a tear-down function of cmocka. Include it
 * after <cmocka.h>.
 *
 * Layer: the tests of supervisor/. */
#ifndef TESTS_UNIT_SUPERVISOR_HOST_H
#define TESTS_UNIT_SUPERVISOR_HOST_H

#include "conf/conf.h"
#include "supervisor/base/context.h"
#include "supervisor/sup.h"

#include <ev.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOST_TIMEOUT 200. /* seconds that a test may take */

static struct ev_loop *host_loop;
static struct sup *host_sup;
static struct conf *host_conf;
static unsigned host_orphans; /* dead children that belong to no service */
static char host_log[64 << 10];
static ev_io host_signals;
static ev_timer host_timeout;

static inline void host_report(enum report_level level, const char *format, ...)
{
	size_t used = strlen(host_log);
	va_list list;

	if (level == REPORT_VERBOSE)
		return;
	va_start(list, format);
	vsnprintf(host_log + used, sizeof host_log - used - 1, format, list);
	va_end(list);
	strcat(host_log, "\n");
}

/* Takes one dead child at a time, as init/pid1 does, and reaps it after the supervisor has
 * seen it. */
static inline void host_on_signal(struct ev_loop *loop, ev_io *w, int revents)
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
		host_orphans += !sup_child_exited(host_sup, dead.si_pid, code);
		waitpid(dead.si_pid, &status, 0);
		dead.si_pid = 0;
	}
}

static inline void host_on_timeout(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)w;
	(void)revents;
	fail_msg("timeout; messages so far:\n%s", host_log);
}

static inline struct conf *host_load(const char *text)
{
	struct conf_source source = { .path = "test.ini" };
	struct conf *conf = NULL;

	source.file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	conf_load(&source, &conf);
	conf_print_diags(conf, stderr);
	assert_int_equal(conf_errors(conf), 0);
	return conf;
}

static inline void host_begin(const char *text)
{
	static char path[] = "PATH=/usr/bin:/bin", notify[] = "NOTIFY_SOCKET=@mine";
	static char *environment[] = { path, notify, NULL };
	static struct sup_host host = { .report = host_report,
					.environment = environment,
					.stdio = { 0, 1, 2 },
					.terminal_fd = -1,
					.binary_fd = -1 };
	sigset_t set;

	host.environment = environment;
	host_log[0] = '\0';
	host_orphans = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	host_loop = ev_loop_new(EVFLAG_NOENV | EVFLAG_NOSIGMASK);
	host_conf = host_load(text);
	assert_int_equal(sup_new(host_conf, host_loop, &host, &host_sup), 0);
	ev_io_init(&host_signals, host_on_signal,
		   signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), EV_READ);
	ev_io_start(host_loop, &host_signals);
	ev_timer_init(&host_timeout, host_on_timeout, HOST_TIMEOUT, 0.);
	ev_timer_start(host_loop, &host_timeout);
}

static inline void host_end(void)
{
	sup_free(host_sup);
	conf_free(host_conf);
	ev_timer_stop(host_loop, &host_timeout);
	ev_io_stop(host_loop, &host_signals);
	close(host_signals.fd);
	ev_loop_destroy(host_loop);
}

static inline int host_finish(void **state)
{
	(void)state;
	host_end();
	return 0;
}

/* Returns unit number `i`: setups first, then services. */
static inline struct unit *host_unit(uint32_t i)
{
	return sup_context(host_sup)->units[i];
}

/* Replaces ctinit's own variables until the next host_begin(). */
static inline void host_set_environment(char *const *environment)
{
	struct sup_host *host = (void *)(uintptr_t)sup_context(host_sup)->host;

	host->environment = environment;
}

static inline enum svc_state host_state(uint32_t i)
{
	return core_state(sup_context(host_sup)->core, i);
}

/* Runs the loop until no child is left, dead or alive. */
static inline void host_run_until_no_child(void)
{
	siginfo_t info;

	while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0)
		ev_run(host_loop, EVRUN_ONCE);
}

/* Runs the loop until host_log contains `line`. */
static inline void host_run_until(const char *line)
{
	while (strstr(host_log, line) == NULL)
		ev_run(host_loop, EVRUN_ONCE);
}

#endif
