/* supervisor/service/stopped.c - ends a unit's run: output, terminal and exit status. */
#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "supervisor/child/unit_cgroup.h"
#include "supervisor/env/setup_vars.h"
#include "supervisor/output/output.h"
#include "supervisor/proc/tty.h"
#include "supervisor/service/life.h"
#include "supervisor/service/service.h"

#include <sys/wait.h>

/* Takes the variables that a setup wrote to CTINIT_ENV; the setup fails if they are
 * invalid. Does nothing for a service. */
static void collect_setup_vars(struct unit *u)
{
	char why[512];

	if (setup_vars_collect(u, u->start_code == 0, &TEXT(why)) < 0) {
		u->ctx->host->report(REPORT_ERROR, "%s: %s", unit_name(u), why);
		u->start_code = CTINIT_EXIT_SETUP;
	}
}

static struct exit_status exit_status_of(const struct unit *u)
{
	int wstatus = u->main.wstatus;

	if (u->start_code != 0)
		return (struct exit_status){ .kind = u->cannot_start ? EXIT_CANNOT_START
								     : EXIT_NOT_STARTED,
					     .value = u->start_code };
	if (WIFSIGNALED(wstatus))
		return (struct exit_status){ .kind = EXIT_BY_SIGNAL,
					     .value = WTERMSIG(wstatus) };
	return (struct exit_status){ .kind = EXIT_BY_CODE, .value = WEXITSTATUS(wstatus) };
}

static void take_back_terminal(struct unit *u)
{
	const struct sup_host *host = u->ctx->host;
	struct service *svc = service_of(u);

	if (svc->foreground && host->terminal_fd >= 0)
		tty_take_back(host->terminal_fd, &u->ctx->services->terminal);
	else if (svc->foreground && host->stdio[0] >= 0)
		tty_foreground_back(host->stdio[0], &u->ctx->services->terminal);
	svc->foreground = false;
}

void service_stopped(struct unit *u)
{
	struct context *ctx = u->ctx;
	enum svc_state state;

	collect_setup_vars(u);
	log_stream_process_ended(u);
	/* After an unrequested end, the unit's last output may give the reason, so it must
	 * come before our message. */
	if (u->log != NULL && u->main.stop_asked == 0 &&
	    (u->main.wstatus != 0 || u->start_code != 0 || !u->policy->task))
		output_hold_messages(ctx);
	unit_cgroup_release(u); /* needed if the start failed after `pre-start` */
	take_back_terminal(u);
	core_exited(ctx->core, u->index, exit_status_of(u), clock_now());
	state = core_state(ctx->core, u->index);
	if (state == SVC_DONE || state == SVC_FAILED)
		log_stream_close(u);
	/* The core has room for the orders of one fact only, so carry them out before the
	 * next fact. */
	context_pump(ctx);
}
