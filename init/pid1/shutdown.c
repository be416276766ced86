/* init/pid1/shutdown.c - kills the remaining processes and logs the exit reason. */
#include "init/pid1/shutdown.h"

#include "conf/base/base.h"
#include "conf/base/escape.h"
#include "init/pid1/init.h"
#include "init/pid1/message.h"
#include "init/pid1/reap.h"
#include "init/pid1/signals.h"
#include "init/sys/clock.h"
#include "init/sys/namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REST_MSEC   1000
#define ROUNDS      10
#define ROUNDS_LATE 2 /* when the time is over */
#define ROUND_MSEC  100
/* Those who are not our children (sessions entered from outside) send no SIGCHLD. */
#define LOOK_MSEC 20

#define TERMINATION_LOG "/dev/termination-log" /* Kubernetes: terminationMessagePath */

/* PID 1 of a namespace may mean everybody; on the machine itself, or without being PID 1,
 * kill(-1) would hit strangers. Where /proc does not show it, being PID 1 must do. */
static bool namespace_is_ours(bool is_pid1)
{
	return is_pid1 && namespace_is_initial(NAMESPACE_PID) != 1;
}

static bool anybody(bool everybody)
{
	bool children = reap_remaining();

	if (everybody)
		return kill(-1, 0) == 0 || errno == EPERM;
	return children;
}

/* True: nothing is left. `asked`: what is left was asked to end, and a further request, or
 * the end of shutdown-timeout, ends the wait. */
static bool wait_for_rest(struct init *init, bool everybody, msec most, bool asked)
{
	msec end = monotonic_msec() + most;

	while (anybody(everybody)) {
		struct pollfd p = { .fd = init->signal_fd, .events = POLLIN };
		msec left = end - monotonic_msec();

		if (asked)
			left = sup_kills(init->sup) ? 0 : sup_time_for(init->sup, left);
		if (left <= 0)
			return false;
		poll(&p, 1, (int)(left < LOOK_MSEC ? left : LOOK_MSEC));
		handle_signals(init);
	}
	return true;
}

void kill_remaining(struct init *init, bool at_once)
{
	bool everybody = namespace_is_ours(init->host.is_pid1);

	if (!anybody(everybody))
		return;
	if (!at_once && !sup_kills(init->sup)) {
		message(REPORT_VERBOSE, "ending what is left in the container");
		sup_end_rest(init->sup, SIGTERM, everybody);
		sup_end_rest(init->sup, SIGCONT, everybody);
		if (wait_for_rest(init, everybody, REST_MSEC, true))
			return;
	}
	/* More rounds for a subreaper: each may uncover what was forked meanwhile. */
	for (int round = 0; round < ROUNDS; round++) {
		sup_end_rest(init->sup, SIGKILL, everybody);
		if (wait_for_rest(init, everybody, ROUND_MSEC, false))
			return;
		if (round >= ROUNDS_LATE && sup_time_for(init->sup, ROUND_MSEC) == 0)
			return; /* KILL does not end it */
	}
}

static void write_termination_log(const char *line, size_t len)
{
	struct stat st;
	/* O_NONBLOCK: a FIFO somebody put there must not stop the end. */
	int fd = open(TERMINATION_LOG, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISCHR(st.st_mode)) &&
	    write(fd, line, len) < 0)
		message(REPORT_WARNING, "cannot write %s: %s", TERMINATION_LOG,
			strerror(errno));
	close(fd);
}

void log_exit_reason(int code, const char *why)
{
	static char text[512], line[600];
	size_t len;

	snprintf(text, sizeof text, "ctinit: %s; container exit code %d", why, code);
	len = escape_text(line, sizeof line - 1, text, strlen(text));
	line[len] = '\n';
	write_termination_log(line, len + 1);
	message_last(code == 0 ? REPORT_EVENT : REPORT_ERROR, "%s",
		     text + strlen("ctinit: "));
}
