/* supervisor/service/launch.c - starts the main process of a unit. */
#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "supervisor/base/scratch.h"
#include "supervisor/child/channel_pool.h"
#include "supervisor/child/table.h"
#include "supervisor/child/unit_cgroup.h"
#include "supervisor/child/watch.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/env/accounts.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/output/output.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/proc/tty.h"
#include "supervisor/service/life.h"
#include "supervisor/service/retry.h"
#include "supervisor/service/service.h"
#include "supervisor/start/plan.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Makes the plan, the environment and the pipes of the start. Returns 0, or a negative
 * errno; *err may be empty then. */
static int fill_start_context(struct unit *u, struct start_context *start, struct text *err)
{
	int r = plan_fill(u, &start->plan, &start->env, &start->ready, err);

	if (r == 0)
		r = log_stream_check(u, &start->env, err);
	if (r < 0)
		return r;
	if (!text_is_empty(err))
		u->ctx->host->report(REPORT_WARNING, "%s: %s", unit_name(u), err->buffer);
	text_clear(err);
	if (u->readiness != NULL)
		r = readiness_prepare(u, &start->plan, &start->env, &start->ready);
	if (u->may_change_main && r == 0)
		r = pidfile_prepare(u, &start->env, err);
	start->plan.envp = start->env.vars;
	return r;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

static pid_t spawn_main(struct unit *u, struct start_context *start, int *ret_report_fd)
{
	struct context *ctx = u->ctx;
	int cgroup_fd = unit_cgroup_open(u);
	pid_t pid;

	start->plan.cgroup_fd = cgroup_fd;
	spawn_slot_commit(u, start);
	if (start->plan.session_terminal)
		tty_let_go(ctx->host->terminal_fd, &ctx->services->terminal);
	else if (start->plan.take_foreground)
		tcgetattr(ctx->host->stdio[0], &ctx->services->terminal);
	pid = spawn_with_channel(ctx, &start->plan, ret_report_fd, unit_channel(u));
	if (pid < 0 && start->plan.session_terminal)
		tty_take_back(ctx->host->terminal_fd, &ctx->services->terminal);
	close_if_open(cgroup_fd);
	return pid;
}

static void main_started(struct unit *u, const struct start_context *start, pid_t pid,
			 int report_fd)
{
	struct context *ctx = u->ctx;
	const struct spawn_plan *plan = &start->plan;
	const char *program = plan->argv != NULL ? plan->argv[0] : NULL;

	u->in_cgroup = plan->cgroup_fd > 0;
	service_of(u)->foreground = plan->take_foreground || plan->session_terminal;
	child_register(ctx, &u->main.child, pid);
	u->ran = true;
	ctx->main_processes++;
	watch_start_report(u, report_fd);
	ctx->spawns_in_flight++;
	ownership_set_program(u, program);
	log_stream_process_started(u, pid,
				   u->readiness != NULL &&
					   start->ready.number == READY_LOG);
	ctx->host->report(REPORT_VERBOSE, "%s: pid %d: %s", unit_name(u), (int)pid,
			  program != NULL ? program : "no program");
}

/* Starts the main process. Returns its pid, or a negative errno with *err. */
static pid_t try_start(struct unit *u, struct start_context *start, struct text *err,
		       bool *ret_lacks_resources)
{
	int report_fd = -1;
	pid_t pid = fill_start_context(u, start, err);

	/* Without a command the run began with the scripts (service_spawn()). */
	if (conf_is_set(u->section, CONF_SERVICE_COMMAND))
		u->main.started = clock_now();
	if (pid == 0) {
		pid = spawn_main(u, start, &report_fd);
		*ret_lacks_resources = spawn_lacks_resources(pid);
	}
	*ret_lacks_resources |=
		pid == -EBUSY || (pid == -EMFILE && output_will_close_pipes(u->ctx));
	close_if_open(start->plan.notify_fd);
	if (pid < 0 && text_is_empty(err))
		text_set(err, "cannot start a process: %s", strerror(-pid));
	if (pid > 0)
		main_started(u, start, pid, report_fd);
	return pid;
}

static void forget_last_run(struct unit *u)
{
	u->start_code = 0;
	u->cannot_start = false;
	u->unhealthy = false;
	u->late = false;
	u->main.stop_asked = 0;
	cleanup_forget_stop(u);
}

void service_start(struct unit *u)
{
	struct context *ctx = u->ctx;
	struct service *svc = service_of(u);
	struct start_context fallback, *start;
	bool lacks_resources = false, waited = svc->start_waited;
	char why[512];
	pid_t pid;

	if (accounts_hold(u, ACCOUNTS_START))
		return;
	start = spawn_slot_get(u);
	if (start == NULL)
		start = &fallback;
	ctx->scratch.used = 0;
	pid = try_start(u, start, &TEXT(why), &lacks_resources);
	if (pid < 0 || !spawn_uses_clone_vm(&start->plan))
		spawn_slot_put(u);
	spawn_slot_detach(ctx);
	scratch_trim(ctx);
	svc->start_waited = lacks_resources && !ctx->host->command;
	if (svc->start_waited)
		retry_start_later(u, pid);
	else if (pid < 0) /* last, because the core may start the unit again in this call */
		service_start_failed(u, CTINIT_EXIT_SETUP, why);
	else if (waited && u->policy->start_timeout > 0)
		watch_arm_timer(u, (double)u->policy->start_timeout / 1e3);
}

/* Forgets the last start first: if this one fails before it has a process, messages must
 * not name the failure of the last one. */
static void begin_start(struct unit *u)
{
	forget_last_run(u);
	hooks_forget_last_start(u);
}

void service_prepare(struct unit *u)
{
	begin_start(u);
	prepare_start(u);
}

void service_spawn(struct unit *u)
{
	begin_start(u);
	u->main.started = clock_now(); /* try_start() sets it again if there is a command */
	if (hooks_precede_start(u->section) && accounts_hold(u, ACCOUNTS_SPAWN))
		return;
	if (!hooks_before_start(u))
		service_start(u);
}
