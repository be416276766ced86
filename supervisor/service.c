/* supervisor/service.c - the shell around the core: facts in, orders out. */
#include "supervisor/service.h"

#include "conf/base/exits.h"
#include "supervisor/accounts.h"
#include "supervisor/claims.h"
#include "supervisor/forking.h"
#include "supervisor/hooks.h"
#include "supervisor/job.h"
#include "supervisor/logs.h"
#include "supervisor/pipes.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/tty.h"
#include "supervisor/reload.h"
#include "supervisor/start_again.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void arm(struct service *svc, msec wait)
{
	if (svc->start_waits) /* the timer is its own now */
		return;
	if (svc->leftover != LEFT_NOTHING && !leftovers_in_stop(svc))
		return;
	if (wait < 0)
		watch_no_timer(svc);
	else
		watch_timer(svc, (double)wait / 1e3);
}

void service_timeout(struct service *svc)
{
	if (start_again_is_due(svc)) {
		service_start(svc);
		sup_pump(svc->sup);
		return;
	}
	if (svc->leftover != LEFT_NOTHING && !leftovers_in_stop(svc)) {
		leftovers_timeout(svc);
		return;
	}
	core_timeout(svc->sup->core, service_index(svc), sup_now());
	sup_pump(svc->sup);
}

/* ---- the start ---- */

/* Of a command behind `--` nobody has written a service. */
static void complain(struct service *svc, const char *text)
{
	const struct sup_host *host = svc->sup->host;
	bool command = host->command && !conf_is_setup(svc->section);

	host->say(SAY_ERROR, "%s: %s", command ? "ctinit" : service_name(svc), text);
}

/* Says why a step failed. The plan is not kept: what is needed of it is looked up again. */
static void explain(struct service *svc, const struct spawn_report *report)
{
	struct sup *sup = svc->sup;
	struct spawn_plan plan;
	struct conf_value ready;
	struct env env;
	char why[512], text[512];

	sup->scratch.used = 0;
	if (plan_fill(svc, &plan, &env, &ready, &TEXT(why)) < 0)
		snprintf(text, sizeof text, "cannot %s: %s", spawn_step_word(report->step),
			 strerror(report->err));
	else
		spawn_explain(&plan, report, text, sizeof text);
	complain(svc, text);
}

/* Empty the report pipe and forget it. True: the program runs. */
static bool take_report(struct service *svc)
{
	struct spawn_report report;
	ssize_t n = read(watch_report_fd(svc), &report, sizeof report);

	if (n < 0 && (errno == EAGAIN || errno == EINTR) && svc->leftover == LEFT_NOTHING)
		return false;
	watch_no_report(svc);
	svc->sup->starting--;
	loan_return(svc);
	if (n < 0 && desks_clear(svc->sup, &svc->desk, svc->wstatus, &report))
		n = sizeof report;
	desks_return(svc->sup, &svc->desk);
	if (n != (ssize_t)sizeof report)
		return true;
	svc->failed_code = (int16_t)spawn_exit_code(&report);
	svc->cannot_start = spawn_is_useless(&report);
	explain(svc, &report);
	return false;
}

/* With ready = start that is all. */
void service_runs(struct service *svc)
{
	if (svc->probe != NULL)
		probe_begin(svc);
	else if (!svc->policy->task)
		core_ready(svc->sup->core, service_index(svc), sup_now());
	sup_pump(svc->sup);
}

/* exec worked. */
static void program_runs(struct service *svc)
{
	if (!svc->is_forking)
		service_runs(svc);
	sup_pump(svc->sup);
}

void service_reported(struct service *svc)
{
	if (take_report(svc)) /* else the exit that follows reaches the core */
		program_runs(svc);
}

void service_not_started(struct service *svc, int code, const char *why)
{
	svc->failed_code = (int16_t)code;
	svc->started = sup_now();
	complain(svc, why);
	probe_end(svc);
	service_ended(svc);
}

/* All that is looked up before the fork. 0, or a negative errno with *err or (one of the
 * kernel's) without. */
static int prepare(struct service *svc, struct start *at, struct text *err)
{
	int r = plan_fill(svc, &at->plan, &at->env, &at->ready, err);

	if (r == 0)
		r = log_check(svc, &at->env, err);
	if (r < 0)
		return r;
	if (!text_is_empty(err))
		svc->sup->host->say(SAY_WARNING, "%s: %s", service_name(svc), err->buffer);
	text_clear(err);
	if (svc->probe != NULL)
		r = probe_prepare(svc, &at->plan, &at->env, &at->ready);
	if (svc->changes_main && r == 0)
		r = forking_prepare(svc, &at->env, err);
	at->plan.envp = at->env.vars;
	return r;
}

int service_open_group(const struct service *svc)
{
	const struct sup *sup = svc->sup;

	return sup->cgroup_fd >= 0 && svc->policy->kill == KILL_TREE
		       ? cgroup_make(sup->cgroup_fd, service_name(svc))
		       : -1;
}

void service_leave_group(struct service *svc)
{
	if (svc->in_cgroup)
		cgroup_remove(svc->sup->cgroup_fd, service_name(svc));
	svc->in_cgroup = false;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* The pid; or a negative errno and *err. */
static pid_t start_at(struct service *svc, struct start *at, struct text *err,
		      bool *ret_no_room)
{
	struct sup *sup = svc->sup;
	int report_fd = -1, group_fd = -1;
	pid_t pid = prepare(svc, at, err);

	if (conf_is_set(svc->section, CONF_SERVICE_COMMAND))
		svc->started = sup_now(); /* else its scripts are what it does */
	if (pid == 0) {
		group_fd = service_open_group(svc);
		at->plan.cgroup_fd = group_fd;
		loan_use(svc, at);
		if (at->plan.session_terminal)
			tty_let_go(sup->host->terminal_fd, &sup->terminal);
		else if (at->plan.take_foreground)
			tcgetattr(sup->host->stdio[0], &sup->terminal);
		pid = desks_spawn(sup, &at->plan, &report_fd, &svc->desk);
		if (pid < 0 && at->plan.session_terminal)
			tty_take_back(sup->host->terminal_fd, &sup->terminal);
		*ret_no_room = start_lacks_room(pid);
	}
	*ret_no_room |= pid == -EMFILE && logs_will_close(sup);
	close_if_open(at->plan.notify_fd);
	close_if_open(group_fd);
	if (pid < 0 && text_is_empty(err))
		text_set(err, "cannot start a process: %s", strerror(-pid));
	if (pid < 0)
		return pid;
	svc->in_cgroup = at->plan.cgroup_fd > 0;
	svc->foreground = at->plan.take_foreground || at->plan.session_terminal;
	child_remember(sup, &svc->child, pid);
	svc->ran = true;
	sup->live++;
	watch_report(svc, report_fd);
	sup->starting++;
	svc->program = at->plan.argv != NULL ? claims_program(at->plan.argv[0]) : 0;
	log_started(svc, pid, svc->probe != NULL && at->ready.number == READY_LOG);
	sup->host->say(SAY_VERBOSE, "%s: pid %d: %s", service_name(svc), (int)pid,
		       at->plan.argv != NULL ? at->plan.argv[0] : "no program");
	return pid;
}

void service_start(struct service *svc)
{
	struct sup *sup = svc->sup;
	struct start own, *at;
	bool no_room = false, waited = svc->start_waited;
	char why[512];
	pid_t pid;

	if (accounts_hold(svc, ACCOUNTS_START))
		return;
	at = loan_take(svc);
	if (at == NULL)
		at = &own;
	sup->scratch.used = 0;
	svc->failed_code = 0;
	svc->cannot_start = false;
	svc->unhealthy = svc->stop_sent = svc->late = false;
	svc->stop_asked = 0;
	pid = start_at(svc, at, &TEXT(why), &no_room);
	if (pid < 0 || !spawn_shares(&at->plan))
		loan_return(svc);
	loan_leave(sup);
	sup_scratch_give_back(sup);
	svc->start_waited = no_room && !sup->host->command;
	if (svc->start_waited)
		start_again_later(svc, pid);
	else if (pid < 0) /* last: the next try may follow at once, from in there */
		service_not_started(svc, CTINIT_EXIT_SETUP, why);
	else if (waited && svc->policy->start_timeout > 0)
		watch_timer(svc, (double)svc->policy->start_timeout / 1e3);
}

void service_spawn(struct service *svc)
{
	svc->started = sup_now(); /* a process with a command begins anew */
	if (hooks_wanted_before(svc->section) && accounts_hold(svc, ACCOUNTS_SPAWN))
		return;
	if (!hooks_before(svc))
		service_start(svc);
}

/* ---- the end ---- */

void service_exited(struct service *svc, pid_t pid, int wstatus)
{
	svc->wstatus = wstatus;
	svc->has_ended = true;
	svc->sup->live--;
	svc->leftover = LEFT_UNREAPED; /* the report: take what is there, once */
	if (watch_report_fd(svc) >= 0 && take_report(svc))
		program_runs(svc);
	if (svc->changes_main) {
		svc->leftover = LEFT_NOTHING;
		probe_hear_last(svc);
		if (forking_launched(svc, pid, wstatus) || forking_exchanges(svc, pid))
			return;
		forking_ended(svc);
	}
	service_main_ended(svc, pid);
}

void service_main_ended(struct service *svc, pid_t pid)
{
	probe_end(svc);
	health_end(svc);
	hooks_main_ended(svc);
	leftovers_begin(svc, pid);
}

bool sup_child_exited(struct sup *sup, pid_t pid, int wstatus)
{
	struct child *child = child_find(sup, pid);
	enum child_kind kind;
	struct service *svc;

	if (child == NULL && (svc = forking_find(sup, pid)) != NULL) {
		service_exited(svc, pid, wstatus);
		return true;
	}
	if (child == NULL) {
		claims_reaped(sup->claims, pid);
		if (sup->business != NULL) /* perhaps the last of a tree */
			ev_feed_event(sup->loop, &sup->settle, EV_CUSTOM);
		return false;
	}
	child_forget(sup, child);
	kind = (enum child_kind)child->kind;
	if (kind == CHILD_SERVICE)
		service_exited(container_of(child, struct service, child), pid, wstatus);
	else if (kind == CHILD_LOGGER)
		logs_exited(child, wstatus);
	else
		job_exited(child, pid, wstatus);
	if (kind != CHILD_SERVICE && sup->business != NULL)
		ev_feed_event(sup->loop, &sup->settle, EV_CUSTOM);
	return true;
}

void service_ended(struct service *svc)
{
	if (!hooks_after(svc))
		service_gone(svc);
}

/* Nothing is left of it: now the core may know. */
void service_gone(struct service *svc)
{
	struct sup *sup = svc->sup;
	struct end end = { .kind = END_EXIT, .value = WEXITSTATUS(svc->wstatus) };

	setups_ended(svc);
	log_ended(svc);
	/* It was not asked to end: what it wrote last may say why. */
	if (svc->log != NULL && svc->stop_asked == 0 &&
	    (svc->wstatus != 0 || svc->failed_code != 0 || !svc->policy->task))
		logs_settle(sup->logs);
	service_leave_group(svc); /* of a start that failed after its pre-start */
	if (svc->failed_code != 0)
		end = (struct end){ .kind = svc->cannot_start ? END_CANNOT_START
							      : END_NOT_STARTED,
				    .value = svc->failed_code };
	else if (WIFSIGNALED(svc->wstatus))
		end = (struct end){ .kind = END_SIGNAL, .value = WTERMSIG(svc->wstatus) };
	if (svc->foreground && sup->host->terminal_fd >= 0)
		tty_take_back(sup->host->terminal_fd, &sup->terminal);
	else if (svc->foreground && sup->host->stdio[0] >= 0)
		tty_foreground_back(sup->host->stdio[0], &sup->terminal);
	svc->foreground = false;
	core_died(sup->core, service_index(svc), end, sup_now());
	if (core_state(sup->core, service_index(svc)) == SVC_DONE ||
	    core_state(sup->core, service_index(svc)) == SVC_FAILED)
		log_spent(svc);
	sup_pump(sup); /* before the next fact: the core keeps the orders of one only */
}

static void changed(struct service *svc, const struct core_order *order)
{
	tell_change(svc, order);
	tell_waits_changed(svc, order->from, order->to);
	reload_service_changed(svc, order->to);
	pipes_changed(svc, order->from, order->to);
	if (order->from == SVC_STARTING && order->to != SVC_READY)
		probe_stop_asking(svc);
	if (order->from == SVC_READY)
		health_end(svc);
	if (order->to == SVC_READY) {
		health_begin(svc);
		glance_begin(svc);
	}
}

void service_order(struct service *svc, const struct core_order *order)
{
	switch (order->kind) {
	case ORDER_PREPARE: prepare_begin(svc); break;
	case ORDER_UNPREPARE: prepare_end(svc); break;
	case ORDER_SPAWN: service_spawn(svc); break;
	case ORDER_PRE_STOP: hooks_pre_stop(svc); break;
	case ORDER_SIGNAL: service_stop(svc, order->step); break;
	case ORDER_KILL: service_kill(svc); break;
	case ORDER_ARM:
		if (svc->say_pause)
			tell_pause(svc, order->wait);
		arm(svc, order->wait);
		break;
	case ORDER_CANCEL: arm(svc, -1); break;
	case ORDER_SAY: changed(svc, order); break;
	case ORDER_ARM_END:
	case ORDER_FINISHED: break; /* sup.c's */
	}
}

void service_init(struct service *svc)
{
	svc->group_fd = -1;
}
