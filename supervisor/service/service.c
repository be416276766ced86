/* supervisor/service/service.c - the shell around the core: facts in, orders out. */
#include "supervisor/service/service.h"

#include "conf/base/exits.h"
#include "supervisor/child/helper.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/env/accounts.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/output/output.h"
#include "supervisor/output/service_pipe.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/probe/health.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/tty.h"
#include "supervisor/reload/reload.h"
#include "supervisor/service/retry.h"
#include "supervisor/start/plan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void accounts_were_read(struct unit *u, unsigned step)
{
	switch ((enum accounts_step)step) {
	case ACCOUNTS_NO_STEP: break;
	case ACCOUNTS_PREPARE: prestart_begin(u); break;
	case ACCOUNTS_SPAWN: service_spawn(u); break;
	case ACCOUNTS_START: service_start(u); break;
	}
}

const struct unit_events service_events = {
	.timer_expired = service_timer_expired,
	.exec_reported = service_exec_reported,
	.start = service_start,
	.start_failed = service_start_failed,
	.accounts_read = accounts_were_read,
	.running = service_running,
	.main_exited = service_main_exited,
	.main_gone = service_main_gone,
	.cleaned_up = service_cleaned_up,
	.stopped = service_stopped,
	.kill = stop_kill,
};

const struct unit_layout service_layout = {
	.size = sizeof(struct service),
	.cleanup = offsetof(struct service, cleanup),
	.env = offsetof(struct service, env),
	.spawn = offsetof(struct service, spawn),
	.watch = offsetof(struct service, watch),
};

static void arm(struct unit *u, msec wait)
{
	if (SERVICE(u)->start_waits) /* the timer is its own now */
		return;
	if (u->cleanup_phase != CLEANUP_NONE && !cleanup_is_within_stop(u))
		return;
	if (wait < 0)
		watch_cancel_timer(u);
	else
		watch_arm_timer(u, (double)wait / 1e3);
}

void service_timer_expired(struct unit *u)
{
	if (retry_start_is_due(u)) {
		service_start(u);
		context_pump(u->ctx);
		return;
	}
	if (u->cleanup_phase != CLEANUP_NONE && !cleanup_is_within_stop(u)) {
		cleanup_timer_expired(u);
		return;
	}
	core_timeout(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

/* ---- the start ---- */

/* Of a command behind `--` nobody has written a service. */
static void complain(struct unit *u, const char *text)
{
	const struct sup_host *host = u->ctx->host;
	bool command = host->command && !conf_is_setup(u->section);

	host->report(REPORT_ERROR, "%s: %s", command ? "ctinit" : unit_name(u), text);
}

/* Says why a step failed. The plan is not kept: what is needed of it is looked up again. */
static void explain(struct unit *u, const struct spawn_report *report)
{
	struct context *ctx = u->ctx;
	struct spawn_plan plan;
	struct conf_value ready;
	struct env env;
	char why[512], text[512];

	ctx->scratch.used = 0;
	if (plan_fill(u, &plan, &env, &ready, &TEXT(why)) < 0)
		snprintf(text, sizeof text, "cannot %s: %s", spawn_step_word(report->step),
			 strerror(report->err));
	else
		spawn_explain(&plan, report, &TEXT(text));
	complain(u, text);
}

/* Empty the report pipe and forget it. True: the program runs. */
static bool take_report(struct unit *u)
{
	struct spawn_report report;
	ssize_t n = read(watch_report_fd(u), &report, sizeof report);

	if (n < 0 && (errno == EAGAIN || errno == EINTR) &&
	    u->cleanup_phase == CLEANUP_NONE)
		return false;
	watch_close_report(u);
	u->ctx->spawns_in_flight--;
	spawn_slot_put(u);
	if (n < 0 &&
	    channel_reclaim(u->ctx, &spawn_state_of(u)->channel, u->main.wstatus, &report))
		n = sizeof report;
	channel_put(u->ctx, &spawn_state_of(u)->channel);
	if (n != (ssize_t)sizeof report)
		return true;
	u->start_code = (uint8_t)spawn_exit_code(&report);
	u->cannot_start = spawn_failure_is_permanent(&report);
	explain(u, &report);
	return false;
}

/* With ready = start that is all. */
void service_running(struct unit *u)
{
	if (u->readiness != NULL)
		readiness_begin(u);
	else if (!u->policy->task)
		core_ready(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

/* exec worked. */
static void program_runs(struct unit *u)
{
	if (!u->uses_pidfile)
		service_running(u);
	context_pump(u->ctx);
}

void service_exec_reported(struct unit *u)
{
	if (take_report(u)) /* else the exit that follows reaches the core */
		program_runs(u);
}

void service_start_failed(struct unit *u, int code, const char *why)
{
	u->start_code = (uint8_t)code;
	u->main.started = clock_now();
	complain(u, why);
	readiness_end(u);
	service_cleaned_up(u);
}

/* All that is looked up before the fork. 0, or a negative errno with *err or (one of the
 * kernel's) without. */
static int prepare(struct unit *u, struct start_context *at, struct text *err)
{
	int r = plan_fill(u, &at->plan, &at->env, &at->ready, err);

	if (r == 0)
		r = log_stream_check(u, &at->env, err);
	if (r < 0)
		return r;
	if (!text_is_empty(err))
		u->ctx->host->report(REPORT_WARNING, "%s: %s", unit_name(u), err->buffer);
	text_clear(err);
	if (u->readiness != NULL)
		r = readiness_prepare(u, &at->plan, &at->env, &at->ready);
	if (u->changes_main && r == 0)
		r = pidfile_prepare(u, &at->env, err);
	at->plan.envp = at->env.vars;
	return r;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* The pid; or a negative errno and *err. */
static pid_t start_at(struct unit *u, struct start_context *at, struct text *err,
		      bool *ret_no_room)
{
	struct context *ctx = u->ctx;
	int report_fd = -1, group_fd = -1;
	pid_t pid = prepare(u, at, err);

	if (conf_is_set(u->section, CONF_SERVICE_COMMAND))
		u->main.started = clock_now(); /* else its scripts are what it does */
	if (pid == 0) {
		group_fd = unit_cgroup_open(u);
		at->plan.cgroup_fd = group_fd;
		spawn_slot_commit(u, at);
		if (at->plan.session_terminal)
			tty_let_go(ctx->host->terminal_fd, &SUP(ctx)->terminal);
		else if (at->plan.take_foreground)
			tcgetattr(ctx->host->stdio[0], &SUP(ctx)->terminal);
		pid = spawn_with_channel(ctx, &at->plan, &report_fd,
					 &spawn_state_of(u)->channel);
		if (pid < 0 && at->plan.session_terminal)
			tty_take_back(ctx->host->terminal_fd, &SUP(ctx)->terminal);
		*ret_no_room = spawn_lacks_resources(pid);
	}
	*ret_no_room |= pid == -EMFILE && output_will_close_pipes(ctx);
	close_if_open(at->plan.notify_fd);
	close_if_open(group_fd);
	if (pid < 0 && text_is_empty(err))
		text_set(err, "cannot start a process: %s", strerror(-pid));
	if (pid < 0)
		return pid;
	u->in_cgroup = at->plan.cgroup_fd > 0;
	SERVICE(u)->foreground = at->plan.take_foreground || at->plan.session_terminal;
	child_register(ctx, &u->main.child, pid);
	u->ran = true;
	ctx->main_processes++;
	watch_start_report(u, report_fd);
	ctx->spawns_in_flight++;
	cleanup_state_of(u)->program =
		at->plan.argv != NULL ? ownership_program_hash(at->plan.argv[0]) : 0;
	log_stream_process_started(u, pid,
				   u->readiness != NULL && at->ready.number == READY_LOG);
	ctx->host->report(REPORT_VERBOSE, "%s: pid %d: %s", unit_name(u), (int)pid,
			  at->plan.argv != NULL ? at->plan.argv[0] : "no program");
	return pid;
}

void service_start(struct unit *u)
{
	struct context *ctx = u->ctx;
	struct start_context own, *at;
	bool no_room = false, waited = SERVICE(u)->start_waited;
	char why[512];
	pid_t pid;

	if (accounts_hold(u, ACCOUNTS_START))
		return;
	at = spawn_slot_get(u);
	if (at == NULL)
		at = &own;
	ctx->scratch.used = 0;
	u->start_code = 0;
	u->cannot_start = false;
	u->unhealthy = cleanup_state_of(u)->stop_sent = u->late = false;
	u->main.stop_asked = 0;
	pid = start_at(u, at, &TEXT(why), &no_room);
	if (pid < 0 || !spawn_uses_clone_vm(&at->plan))
		spawn_slot_put(u);
	spawn_slot_detach(ctx);
	scratch_trim(ctx);
	SERVICE(u)->start_waited = no_room && !ctx->host->command;
	if (SERVICE(u)->start_waited)
		retry_start_later(u, pid);
	else if (pid < 0) /* last: the next try may follow at once, from in there */
		service_start_failed(u, CTINIT_EXIT_SETUP, why);
	else if (waited && u->policy->start_timeout > 0)
		watch_arm_timer(u, (double)u->policy->start_timeout / 1e3);
}

void service_spawn(struct unit *u)
{
	u->main.started = clock_now(); /* a process with a command begins anew */
	if (hooks_precede_start(u->section) && accounts_hold(u, ACCOUNTS_SPAWN))
		return;
	if (!hooks_before_start(u))
		service_start(u);
}

/* ---- the end ---- */

void service_main_exited(struct unit *u, pid_t pid, int wstatus)
{
	u->main.wstatus = wstatus;
	u->has_ended = true;
	u->ctx->main_processes--;
	u->cleanup_phase = CLEANUP_ZOMBIE; /* the report: take what is there, once */
	if (watch_report_fd(u) >= 0 && take_report(u))
		program_runs(u);
	if (u->changes_main) {
		u->cleanup_phase = CLEANUP_NONE;
		readiness_read_last(u);
		if (pidfile_launcher_exited(u, pid, wstatus) ||
		    pidfile_begin_handover(u, pid))
			return;
		pidfile_main_exited(u);
	}
	service_main_gone(u, pid);
}

void service_main_gone(struct unit *u, pid_t pid)
{
	readiness_end(u);
	health_end(u);
	hooks_main_ended(u);
	cleanup_begin(u, pid);
}

void service_cleaned_up(struct unit *u)
{
	if (!hooks_after_stop(u))
		service_stopped(u);
}

/* Nothing is left of it: now the core may know. */
void service_stopped(struct unit *u)
{
	struct context *ctx = u->ctx;
	struct exit_status end = { .kind = EXIT_BY_CODE,
				   .value = WEXITSTATUS(u->main.wstatus) };

	setups_unit_stopped(u);
	log_stream_process_ended(u);
	/* It was not asked to end: what it wrote last may say why. */
	if (u->log != NULL && u->main.stop_asked == 0 &&
	    (u->main.wstatus != 0 || u->start_code != 0 || !u->policy->task))
		output_hold_messages(ctx);
	unit_cgroup_release(u); /* of a start that failed after its pre-start */
	if (u->start_code != 0)
		end = (struct exit_status){ .kind = u->cannot_start ? EXIT_CANNOT_START
								    : EXIT_NOT_STARTED,
					    .value = u->start_code };
	else if (WIFSIGNALED(u->main.wstatus))
		end = (struct exit_status){ .kind = EXIT_BY_SIGNAL,
					    .value = WTERMSIG(u->main.wstatus) };
	if (SERVICE(u)->foreground && ctx->host->terminal_fd >= 0)
		tty_take_back(ctx->host->terminal_fd, &SUP(ctx)->terminal);
	else if (SERVICE(u)->foreground && ctx->host->stdio[0] >= 0)
		tty_foreground_back(ctx->host->stdio[0], &SUP(ctx)->terminal);
	SERVICE(u)->foreground = false;
	core_exited(ctx->core, u->index, end, clock_now());
	if (core_state(ctx->core, u->index) == SVC_DONE ||
	    core_state(ctx->core, u->index) == SVC_FAILED)
		log_stream_close(u);
	context_pump(ctx); /* before the next fact: the core keeps the orders of one only */
}

static void changed(struct unit *u, const struct core_order *order)
{
	report_transition(u, order);
	waiting_state_changed(u, order->from, order->to);
	outcome_state_changed(u, order->to);
	service_pipes_state_changed(u, order->from, order->to);
	if (order->from == SVC_STARTING && order->to != SVC_READY)
		readiness_stop_probing(u);
	if (order->from == SVC_READY)
		health_end(u);
	if (order->to == SVC_READY) {
		health_begin(u);
		descendants_record_later(u);
	}
}

void service_order(struct unit *u, const struct core_order *order)
{
	switch (order->kind) {
	case ORDER_PREPARE: prestart_begin(u); break;
	case ORDER_CANCEL_PREPARE: prestart_cancel(u); break;
	case ORDER_SPAWN: service_spawn(u); break;
	case ORDER_PRE_STOP: hooks_pre_stop(u); break;
	case ORDER_SIGNAL: stop_send_signal(u, order->step); break;
	case ORDER_KILL: stop_kill(u); break;
	case ORDER_ARM_TIMER:
		if (SERVICE(u)->say_pause)
			report_restart(u, order->wait);
		arm(u, order->wait);
		break;
	case ORDER_CANCEL_TIMER: arm(u, -1); break;
	case ORDER_REPORT: changed(u, order); break;
	case ORDER_NOTHING:
	case ORDER_ARM_SHUTDOWN:
	case ORDER_FINISHED: break; /* sup.c's */
	}
}

void service_init(struct unit *u)
{
	u->main.pidfd = -1;
	*spawn_state_of(u) = (struct spawn_state){ SPAWN_SLOT_NONE, CHANNEL_NONE };
}
