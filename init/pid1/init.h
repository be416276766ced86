/* init/pid1/init.h - defines the state of PID 1, which the files of init/pid1 share.
 *
 * in_place.c or container.c fills it and calls main_loop_run(). There is one per process.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_INIT_H
#define INIT_PID1_INIT_H

#include "conf/base/own_line.h"
#include "init/pid1/live_list.h"
#include "init/pid1/reload_reader.h"
#include "init/pid1/status_notify.h"
#include "supervisor/base/io.h"
#include "supervisor/sup.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>

struct conf;

struct init {
	struct conf *conf;
	struct sup_host host;
	struct rlimit open_files; /* RLIMIT_NOFILE at startup */
	int monitor_fd;           /* socket to the front end; -1 in place */
	bool command;             /* `-- CMD` is the only service; it gets all signals */
	bool local_zone;          /* the local time zone was loaded at startup */
	bool termination_log;     /* the default file existed at startup */
	struct own_style style;   /* style of ctinit's own lines */

	struct ev_loop *loop;
	struct sup *sup;
	int signal_fd; /* -1 if signalfd4(2) is blocked; then rt_sigtimedwait(2) is used */
	struct io signals, monitor;
	struct reload_reader reload;
	struct status_notify status_notify;
	struct live_list live;
	ev_prepare flush;     /* writes our lines before the loop waits */
	ev_timer retry_timer; /* starts another turn of the loop without an event */
	size_t reserved_for;  /* how many services limits.c made room for */
	unsigned shutdown_requests;
	unsigned long orphans_reaped;
	bool finished; /* all services have ended */
	bool front_end_died;
};

/* Supervises until the last service has ended or the front end has exited, then kills the
 * remaining processes. Returns the container's exit code: 137 without a front end, and
 * CTINIT_EXIT_SETUP if the loop or the supervisor cannot be made. */
int main_loop_run(struct init *init);

/* ---- set-up steps of both container.c and in_place.c ---- */

/* Keeps copies of the standard streams for services that inherit them. Bit N of
 * `closed_stdio` is set if descriptor N was closed at startup. */
void init_stdio(struct init *init, int closed_stdio);

/* For `-- CMD` (init->command), records the signals that were blocked at startup and
 * whether SIGCHLD was ignored, because the command gets them back. Otherwise resets ignored
 * signals to their default action, so services start with no signal blocked or ignored. */
void init_signals(struct init *init, uint64_t mask, bool child_ignored);

/* Removes the variables that are meant for ctinit itself from `environment`, in place.
 * Keeps the pointer: services start with this environment. */
void init_environment(struct init *init, char **environment);

/* Sets the verbosity: -1 quiet, 0 normal, 1 verbose, 2 from [init] verbosity. */
void init_verbosity(const struct conf *conf, int verbosity);

/* Sets the shape of our lines from [defaults]. JSON applies at once, other shapes when
 * main_loop_run() starts. Reads the time zone file if the lines have local time. */
void init_style(struct init *init);

/* Returns the style for our lines in `conf`. While PID 1 serves, uses UTC instead of local
 * time if the time zone was not loaded at startup. */
struct own_style init_style_of(const struct init *init, const struct conf *conf);

/* Sets the style of our lines from now on. */
void init_use_style(struct init *init, struct own_style style);

#endif
