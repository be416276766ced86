/* init/pid1/teardown.c - kills the remaining processes and logs the exit reason. */
#include "init/pid1/teardown.h"

#include "conf/base/base.h"
#include "conf/base/clock.h"
#include "conf/base/escape.h"
#include "conf/conf.h"
#include "init/pid1/init.h"
#include "init/pid1/kill_steps.h"
#include "init/pid1/reap.h"
#include "init/pid1/report.h"
#include "init/pid1/signal_actions.h"
#include "init/pid1/termination_log.h"
#include "init/sys/namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How often to check for remaining processes. Those that are not our children, such as
 * sessions entered from the host, send no SIGCHLD. */
#define POLL_MSEC 20

/* How much of a failed service's output is repeated at the end. */
#define FAILED_LINES_MAX 8
#define FAILED_BYTES_MAX 2000

/* Returns true if kill(-1) reaches only processes of our container: we are PID 1, but not
 * in the machine's first pid namespace. Below a front end that is so; without /proc, being
 * PID 1 is enough. */
static bool namespace_is_ours(const struct init *init)
{
	return init->host.is_pid1 &&
	       (init->monitor_fd >= 0 || namespace_is_initial(NAMESPACE_PID) != 1);
}

static bool any_process_left(bool everybody)
{
	bool children = reap_remaining();

	if (everybody)
		return kill(-1, 0) == 0 || errno == EPERM;
	return children;
}

/* Waits at most `longest` ms. Returns true if no process remains. If `term_sent`, processes
 * may still be handling SIGTERM, and a further shutdown request or shutdown-timeout ends
 * the wait. */
static bool wait_until_gone(struct init *init, bool everybody, msec longest, bool term_sent)
{
	msec end = clock_now() + longest;

	while (any_process_left(everybody)) {
		struct pollfd p = { .fd = init->signal_fd, .events = POLLIN };
		msec left = end - clock_now();

		if (term_sent)
			left = sup_is_killing(init->sup)
				       ? 0
				       : sup_shutdown_limit(init->sup, left);
		if (left <= 0)
			return false;
		poll(&p, 1, (int)(left < POLL_MSEC ? left : POLL_MSEC));
		handle_signals(init);
	}
	return true;
}

void kill_remaining(struct init *init, bool at_once)
{
	bool everybody = namespace_is_ours(init);
	bool skip_term = at_once || sup_is_killing(init->sup);
	struct kill_step step;

	if (!any_process_left(everybody))
		return;
	if (!skip_term)
		report(REPORT_VERBOSE,
		       "ending the processes that are left in the container");
	for (unsigned n = 0;; n++) {
		bool late = n > 0 && sup_shutdown_limit(init->sup, 1) == 0;

		/* Even SIGKILL cannot end a process that is blocked in a file system. */
		if (!kill_step(n, skip_term, late, &step))
			return;
		for (int i = 0; i < 2 && step.signals[i] != 0; i++)
			sup_signal_remaining(init->sup, step.signals[i], everybody);
		if (wait_until_gone(init, everybody, step.wait, step.shortened))
			return;
	}
}

/* The last lines of a single service are the last lines of the output anyway. */
static bool is_alone(const struct init *init)
{
	const struct conf *conf = sup_conf(init->sup);

	return conf_service_count(conf) + conf_setup_count(conf) < 2;
}

void log_failed_lines(const struct init *init)
{
	static char lines[FAILED_BYTES_MAX];
	const char *name, *line, *end;
	size_t len = sup_failed_lines(init->sup, lines, sizeof lines, &name);
	unsigned count = 0;

	for (line = lines + len; line > lines && count <= FAILED_LINES_MAX;)
		count += *--line == '\n';
	if (len == 0 || is_alone(init))
		return;
	line += count > FAILED_LINES_MAX;
	report(REPORT_WARNING, "%s: its last lines were:", name);
	for (; line < lines + len; line = end + 1) {
		end = memchr(line, '\n', (size_t)(lines + len - line));
		if (end == NULL)
			end = lines + len;
		report(REPORT_WARNING, "  %.*s", (int)(end - line), line);
	}
}

void log_exit_reason(const struct init *init, int code, const char *why)
{
	static char text[512], line[600];
	size_t len;

	snprintf(text, sizeof text, "ctinit: %s; container exit code %d", why, code);
	len = escape_text(line, sizeof line - 1, text, strlen(text));
	line[len] = '\n';
	termination_log_write(init, line, len + 1);
	report_last(code == 0 ? REPORT_EVENT : REPORT_ERROR, "%s",
		    text + strlen("ctinit: "));
}
