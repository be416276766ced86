/* supervisor/child/helper.c - runs a short-lived child beside a service. */
#include "supervisor/child/helper.h"

#include "conf/base/clock.h"
#include "supervisor/base/format.h"
#include "supervisor/base/scratch.h"
#include "supervisor/base/timer.h"
#include "supervisor/child/channel_pool.h"
#include "supervisor/child/unit_cgroup.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/signal_process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* For processes that got SIGKILL; see group_ends_first. */
#define DEATH_WAIT   SECONDS(1)
#define LOOK_SECONDS 0.005

static void close_report(struct helper *helper)
{
	struct context *ctx = helper->unit->ctx;
	int fd = helper->report.fd;

	if (fd < 0)
		return;
	io_stop(ctx->loop, &helper->report);
	io_set(&helper->report, -1, EV_READ);
	close(fd);
	ctx->spawns_in_flight--;
}

/* Stops waiting for the process of the helper, which stays in the child table until it is
 * reaped. An earlier abandoned process that is not reaped yet leaves the table. */
static void abandon_process(struct helper *helper)
{
	struct context *ctx = helper->unit->ctx;
	pid_t pid = helper->current.pid;

	ev_timer_stop(ctx->loop, &helper->timer);
	helper->dying_group = 0;
	close_report(helper);
	if (pid == 0)
		return;
	channel_abandon(ctx, &helper->channel, pid);
	child_unregister(ctx, &helper->current);
	helper->current.pid = 0;
	if (helper->abandoned.pid > 0)
		child_unregister(ctx, &helper->abandoned);
	child_register(ctx, &helper->abandoned, pid);
}

/* If the service is not in its control group, only the helper's processes are in it. */
static void kill_processes(const struct helper *helper)
{
	const struct unit *u = helper->unit;

	if (helper->current.pid > 0 && helper->in_group && !u->in_cgroup)
		cgroup_kill(u->ctx->cgroup_fd, unit_name(u));
	kill_process(helper->current.pid, -1, true);
}

void helper_cancel(struct helper *helper)
{
	kill_processes(helper);
	abandon_process(helper);
}

/* A child that has not called setsid() yet has no group of its own; then signals only the
 * child. */
void helper_signal(struct helper *helper, int signal)
{
	if (signal == SIGKILL)
		kill_processes(helper);
	else if (helper->current.pid > 0 && !stop_group(helper->current.pid, -1, signal))
		stop_process(helper->current.pid, -1, signal);
}

void helper_detach(struct helper *helper)
{
	abandon_process(helper);
	if (helper->abandoned.pid > 0)
		child_unregister(helper->unit->ctx, &helper->abandoned);
	helper->abandoned.pid = 0;
}

bool helper_is_running(const struct helper *helper)
{
	return helper->current.pid > 0 || helper->dying_group > 0;
}

/* ---- starting ---- */

/* Fills in the plan, in the scratch memory. The plan is not kept, so this is called again
 * to explain a failed start. */
static int fill_plan(struct helper *helper, struct spawn_plan *plan, struct env *env,
		     struct text *err)
{
	static char itself[] = "ctinit";
	static char *const no_words[] = { itself, NULL };
	const struct helper_spec *spec = &helper->spec;
	int r;

	helper->unit->ctx->scratch.used = 0;
	r = helper->unit->ctx->fill_helper(helper, plan, env, err);
	for (char *const *v = spec->extra_env; r == 0 && v != NULL && *v != NULL; v++)
		r = env_set_word(env, *v, conf_assignment_name(*v));
	plan->argv = spec->run != NULL ? no_words : spec->argv;
	if (r == 0 && !spec->tmpfiles && plan->argv == NULL)
		r = spec->expand_argv(helper, env, &plan->argv, err);
	plan->envp = env->vars;
	plan->run = spec->run;
	plan->run_context = spec->context;
	plan->run_fd = spec->result_fd;
	/* the service's directory and limits are only for programs */
	if (spec->run != NULL) {
		plan->directory = NULL;
		plan->limits_set = 0;
		plan->set_nice = plan->set_oom = false;
	}
	if (r < 0 && text_is_empty(err))
		text_set(err, "cannot be started: %s", strerror(-r));
	return r;
}

/* Our own code never runs in the control group. It may hang on a dead file system, and the
 * service's group would then never become empty. */
static int open_cgroup(const struct helper *helper)
{
	const struct unit *u = helper->unit;

	if (helper->spec.run != NULL || helper->spec.tmpfiles)
		return -1;
	if (u->main.child.pid > 0 && !u->in_cgroup)
		return -1;
	return unit_cgroup_open(u);
}

/* Before the service's start and in `post-stop` only the helper uses the group, so remove
 * it when the helper has exited. */
static void release_cgroup(const struct helper *helper)
{
	if (helper->in_group && !helper->unit->in_cgroup)
		cgroup_remove(helper->unit->ctx->cgroup_fd, unit_name(helper->unit));
}

static pid_t spawn_helper(struct helper *helper, struct spawn_plan *plan,
			  int *ret_report_fd)
{
	int group_fd = open_cgroup(helper);

	plan->cgroup_fd = group_fd;
	pid_t pid = spawn_with_channel(helper->unit->ctx, plan, ret_report_fd,
				       &helper->channel);
	fd_close(group_fd);
	helper->in_group = pid > 0 && plan->cgroup_fd > 0;
	if (helper->in_group && helper->spec.before_start)
		helper->unit->in_cgroup = true;
	return pid;
}

static void report_not_started(const struct helper *helper, const char *why)
{
	if (helper->spec.label != NULL)
		helper->unit->ctx->host->report(REPORT_ERROR, "%s: %s: %s",
						unit_name(helper->unit), helper->spec.label,
						why);
}

int helper_start(struct helper *helper, const struct helper_spec *spec, struct text *err)
{
	struct context *ctx = helper->unit->ctx;
	struct spawn_plan plan;
	struct env env;
	int report_fd = -1, r;
	pid_t pid;

	text_clear(err);
	if (helper_is_running(helper))
		return -EBUSY;
	helper->spec = *spec;
	helper->timed_out = false;
	r = fill_plan(helper, &plan, &env, err);
	pid = r < 0 ? r : spawn_helper(helper, &plan, &report_fd);
	helper->no_room = r == 0 && spawn_lacks_resources(pid);
	if (r == 0 && pid < 0)
		text_set(err, "cannot start a process: %s", strerror(-pid));
	scratch_trim(ctx);
	if (pid < 0) {
		report_not_started(helper, err->buffer);
		return pid;
	}
	child_register(ctx, &helper->current, pid);
	io_set(&helper->report, report_fd, EV_READ);
	io_start(ctx->loop, &helper->report);
	ctx->spawns_in_flight++;
	if (spec->timeout > 0)
		timer_arm(ctx->loop, &helper->timer, (double)spec->timeout / 1e3);
	return 0;
}

/* ---- ending ---- */

/* Reads the report pipe. If the start failed, calls done() and returns true. */
static bool read_report(struct helper *helper, bool dead, int wstatus)
{
	struct context *ctx = helper->unit->ctx;
	struct spawn_report report;
	struct spawn_plan plan;
	struct env env;
	char text[HELPER_TEXT], why[HELPER_TEXT];
	ssize_t n = read(helper->report.fd, &report, sizeof report);

	if (n < 0 && (errno == EAGAIN || errno == EINTR) && !dead)
		return false;
	close_report(helper);
	if (n < 0 && channel_reclaim(ctx, &helper->channel, wstatus, &report))
		n = sizeof report;
	channel_put(ctx, &helper->channel);
	if (n != (ssize_t)sizeof report)
		return false;
	if (fill_plan(helper, &plan, &env, &TEXT(why)) < 0)
		snprintf(text, sizeof text, "cannot %s: %s", spawn_step_word(report.step),
			 strerror(report.err));
	else
		spawn_explain(&plan, &report, &TEXT(text));
	report_not_started(helper, text);
	abandon_process(helper);
	helper->exit_code = spawn_exit_code(&report);
	helper->useless = spawn_failure_is_permanent(&report);
	helper->done(helper, HELPER_NOT_STARTED, text);
	return true;
}

static void on_report(struct ev_loop *loop, struct io *w)
{
	struct helper *helper = container_of(w, struct helper, report);

	(void)loop;
	read_report(helper, false, 0);
	/* the core may have delayed other starts until this one is done */
	context_pump(helper->unit->ctx);
}

static void report_end(struct helper *helper)
{
	int wstatus = helper->wstatus;
	char text[HELPER_TEXT], time[32];

	if (helper->timed_out) {
		snprintf(text, sizeof text, "no end within %s",
			 format_duration(helper->spec.timeout, time));
		helper->done(helper, HELPER_TIMEOUT, text);
		return;
	}
	format_wait_status(wstatus, text);
	helper->exit_code = WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : -1;
	helper->done(helper,
		     WIFEXITED(wstatus) && WEXITSTATUS(wstatus) == 0 ? HELPER_OK
								     : HELPER_FAILED,
		     text);
}

/* ---- the end of its group ---- */

/* The next check is in another turn of the loop: the leader is a zombie, which counts as
 * alive, until the caller has reaped it. */
static void await_group(struct helper *helper, pid_t group)
{
	helper->dying_group = group;
	helper->give_up_at = clock_now() + DEATH_WAIT;
	timer_arm(helper->unit->ctx->loop, &helper->timer, 0.);
}

/* Returns true if a process that we have killed still exists. The control group was killed
 * only at a timeout. */
static bool any_dying(const struct helper *helper)
{
	const struct unit *u = helper->unit;

	return group_exists(helper->dying_group) ||
	       (helper->timed_out && helper->in_group && !u->in_cgroup &&
		cgroup_populated(u->ctx->cgroup_fd, unit_name(u)) > 0);
}

static void look_at_group(struct helper *helper)
{
	if (any_dying(helper) && clock_now() < helper->give_up_at) {
		timer_arm(helper->unit->ctx->loop, &helper->timer, LOOK_SECONDS);
		return;
	}
	helper->dying_group = 0;
	release_cgroup(helper);
	report_end(helper);
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct helper *helper = container_of(w, struct helper, timer);

	(void)revents;
	if (helper->dying_group > 0) {
		look_at_group(helper);
	} else if (helper->spec.group_ends_first && !helper->timed_out) {
		helper->timed_out = true;
		kill_processes(helper);
		timer_arm(loop, w, (double)DEATH_WAIT / 1e3);
	} else {
		helper->timed_out = true;
		helper_cancel(helper);
		report_end(helper);
	}
	context_pump(helper->unit->ctx);
}

void helper_exited(struct child *child, pid_t pid, int wstatus)
{
	struct helper *helper;

	if (child->kind == CHILD_HELPER_ABANDONED) {
		helper = container_of(child, struct helper, abandoned);
		child->pid = 0;
		kill_group_of_dead(pid);
		release_cgroup(helper);
		return;
	}
	helper = container_of(child, struct helper, current);
	child->pid = 0;
	ev_timer_stop(helper->unit->ctx->loop, &helper->timer);
	kill_group_of_dead(pid);
	release_cgroup(helper);
	if (helper->report.fd < 0 || !read_report(helper, true, wstatus)) {
		helper->wstatus = wstatus;
		if (helper->spec.group_ends_first)
			await_group(helper, pid);
		else
			report_end(helper);
	}
	context_pump(helper->unit->ctx);
}

void helper_init(struct helper *helper, struct unit *u,
		 void (*done)(struct helper *helper, enum helper_end end, const char *text))
{
	*helper = (struct helper){ .unit = u, .done = done };
	helper->channel = CHANNEL_NONE;
	helper->current.kind = CHILD_HELPER;
	helper->abandoned.kind = CHILD_HELPER_ABANDONED;
	ev_init(&helper->timer, on_timer);
	io_init(&helper->report, on_report);
}

struct unit *child_unit(struct child *child)
{
	if (child->kind == CHILD_MAIN)
		return container_of(child, struct unit, main.child);
	if (child->kind == CHILD_HELPER)
		return container_of(child, struct helper, current)->unit;
	return NULL;
}
