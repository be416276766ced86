/* supervisor/job.c - a short-lived child beside a service: a hook, a question, a name. */
#include "supervisor/job.h"

#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/signal_process.h"
#include "supervisor/start_again.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void close_report(struct job *job)
{
	struct sup *sup = job->svc->sup;
	int fd = job->report.fd;

	if (fd < 0)
		return;
	io_stop(sup->loop, &job->report);
	io_set(&job->report, -1, EV_READ);
	close(fd);
	sup->starting--;
}

/* Nobody waits for its process any more; it stays known until it is reaped. Of two that
 * do not die the older becomes an orphan. */
static void set_aside(struct job *job)
{
	struct sup *sup = job->svc->sup;
	pid_t pid = job->now.pid;

	ev_timer_stop(sup->loop, &job->timer);
	close_report(job);
	/* It may come to its desk still: nobody else's until it is dead, of an orphan ever. */
	if (job->desk > 0)
		job->desk_before = job->desk;
	job->desk = 0;
	if (pid == 0)
		return;
	child_forget(sup, &job->now);
	job->now.pid = 0;
	if (job->before.pid > 0)
		child_forget(sup, &job->before);
	child_remember(sup, &job->before, pid);
}

/* While the service is not in its control group that is all the job's. */
static void kill_all(const struct job *job)
{
	const struct service *svc = job->svc;

	if (job->now.pid > 0 && job->in_group && !svc->in_cgroup)
		cgroup_kill(svc->sup->cgroup_fd, service_name(svc));
	kill_process(job->now.pid, -1, true);
}

void job_cancel(struct job *job)
{
	kill_all(job);
	set_aside(job);
}

/* The group may not exist yet: the child has not come to setsid(). */
void job_signal(struct job *job, int signal)
{
	if (signal == SIGKILL)
		kill_all(job);
	else if (job->now.pid > 0 && !stop_group(job->now.pid, -1, signal))
		stop_process(job->now.pid, -1, signal);
}

void job_forget(struct job *job)
{
	set_aside(job);
	if (job->before.pid > 0)
		child_forget(job->svc->sup, &job->before);
	job->before.pid = 0;
	job->desk_before = 0;
}

bool job_runs(const struct job *job)
{
	return job->now.pid > 0;
}

/* ---- the start ---- */

/* All of a start, in the scratch; also to explain why it failed: nothing of it is kept. */
static int fill(struct job *job, struct spawn_plan *plan, struct env *env, struct text *err)
{
	static char itself[] = "ctinit";
	static char *const no_words[] = { itself, NULL };
	const struct job_wish *w = &job->wish;
	int r;

	job->svc->sup->scratch.used = 0;
	if (w->bare) {
		plan_fill_bare(job->svc, plan);
		r = env_init(env, &job->svc->sup->scratch);
	} else {
		r = plan_fill_job(job->svc, plan, env, w->own_ids, w->quiet, err);
	}
	for (char *const *v = w->extra; r == 0 && v != NULL && *v != NULL; v++)
		r = env_set_word(env, *v, conf_assignment_name(*v));
	plan->argv = w->run != NULL ? no_words : w->argv;
	if (r == 0 && w->tmpfiles)
		r = plan_tmpfiles(job->svc, plan, env, err);
	else if (r == 0 && plan->argv == NULL)
		r = w->words(job, env, &plan->argv, err);
	plan->envp = env->vars;
	plan->run = w->run;
	plan->run_context = w->context;
	plan->run_fd = w->result_fd;
	if (w->run != NULL) { /* what the service asks for is for programs */
		plan->directory = NULL;
		plan->limits_set = 0;
		plan->set_nice = plan->set_oom = false;
	}
	if (r < 0 && text_is_empty(err))
		text_set(err, "cannot be started: %s", strerror(-r));
	return r;
}

/* Our own code stays out of it: it may hang on a dead file system, and what the service
 * left would never be over. */
static int open_group(const struct job *job)
{
	const struct service *svc = job->svc;

	if (job->wish.run != NULL || job->wish.tmpfiles)
		return -1;
	if (svc->child.pid > 0 && !svc->in_cgroup)
		return -1;
	return service_open_group(svc);
}

/* While the service is not in its group, as before its start and in post-stop, the group
 * goes with the job. */
static void leave_group(const struct job *job)
{
	if (job->in_group && !job->svc->in_cgroup)
		cgroup_remove(job->svc->sup->cgroup_fd, service_name(job->svc));
}

static pid_t start(struct job *job, struct spawn_plan *plan, int *ret_report_fd)
{
	int group_fd = open_group(job);

	plan->cgroup_fd = group_fd;
	pid_t pid = desks_spawn(job->svc->sup, plan, ret_report_fd, &job->desk);
	if (group_fd >= 0)
		close(group_fd);
	job->in_group = pid > 0 && plan->cgroup_fd > 0;
	if (job->in_group && job->wish.of_start)
		job->svc->in_cgroup = true;
	return pid;
}

static void tell_not_started(const struct job *job, const char *why)
{
	if (job->wish.what != NULL)
		job->svc->sup->host->say(SAY_ERROR, "%s: %s: %s", service_name(job->svc),
					 job->wish.what, why);
}

int job_start(struct job *job, const struct job_wish *wish, struct text *err)
{
	struct sup *sup = job->svc->sup;
	struct spawn_plan plan;
	struct env env;
	int report_fd = -1, r;
	pid_t pid;

	text_clear(err);
	if (job->now.pid > 0)
		return -EBUSY;
	job->wish = *wish;
	r = fill(job, &plan, &env, err);
	pid = r < 0 ? r : start(job, &plan, &report_fd);
	job->no_room = r == 0 && start_lacks_room(pid);
	if (r == 0 && pid < 0)
		text_set(err, "cannot start a process: %s", strerror(-pid));
	sup_scratch_give_back(sup);
	if (pid < 0) {
		tell_not_started(job, err->buffer);
		return pid;
	}
	child_remember(sup, &job->now, pid);
	io_set(&job->report, report_fd, EV_READ);
	io_start(sup->loop, &job->report);
	sup->starting++;
	if (wish->timeout > 0) {
		ev_now_update(sup->loop);
		ev_timer_set(&job->timer, (double)wish->timeout / 1e3, 0.);
		ev_timer_start(sup->loop, &job->timer);
	}
	return 0;
}

/* ---- the end ---- */

/* Empties the report pipe. True: something is over, and done() was called. */
static bool take_report(struct job *job, bool dead, int wstatus)
{
	struct sup *sup = job->svc->sup;
	struct spawn_report report;
	struct spawn_plan plan;
	struct env env;
	char text[JOB_TEXT], why[JOB_TEXT];
	ssize_t n = read(job->report.fd, &report, sizeof report);

	if (n < 0 && (errno == EAGAIN || errno == EINTR) && !dead)
		return false;
	close_report(job);
	if (n < 0 && desks_clear(sup, &job->desk, wstatus, &report))
		n = sizeof report;
	desks_return(sup, &job->desk);
	if (n != (ssize_t)sizeof report)
		return false;
	if (fill(job, &plan, &env, &TEXT(why)) < 0)
		snprintf(text, sizeof text, "cannot %s: %s", spawn_step_word(report.step),
			 strerror(report.err));
	else
		spawn_explain(&plan, &report, text, sizeof text);
	tell_not_started(job, text);
	set_aside(job);
	job->exit_code = spawn_exit_code(&report);
	job->useless = spawn_failure_is_permanent(&report);
	job->done(job, JOB_NOT_STARTED, text);
	return true;
}

static void on_report(struct ev_loop *loop, struct io *w)
{
	struct job *job = container_of(w, struct job, report);

	(void)loop;
	take_report(job, false, 0);
	sup_pump(job->svc->sup); /* starts may wait for this one to be on its way */
}

static void on_timeout(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct job *job = container_of(w, struct job, timer);
	char text[JOB_TEXT], time[32];

	(void)loop;
	(void)revents;
	snprintf(text, sizeof text, "no end within %s", tell_time(job->wish.timeout, time));
	job_cancel(job);
	job->done(job, JOB_TIMEOUT, text);
	sup_pump(job->svc->sup);
}

void job_exited(struct child *child, pid_t pid, int wstatus)
{
	struct spawn_report nothing;
	struct job *job;
	char text[64];

	if (child->kind == CHILD_JOB_BEFORE) {
		job = container_of(child, struct job, before);
		child->pid = 0;
		desks_clear(job->svc->sup, &job->desk_before, wstatus, &nothing);
		signal_group(pid, SIGKILL);
		leave_group(job);
		return;
	}
	job = container_of(child, struct job, now);
	child->pid = 0;
	ev_timer_stop(job->svc->sup->loop, &job->timer);
	signal_group(pid, SIGKILL);
	leave_group(job);
	if (job->report.fd < 0 || !take_report(job, true, wstatus)) {
		tell_wait_status(wstatus, text);
		job->wstatus = wstatus;
		job->exit_code = WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : -1;
		job->done(job,
			  WIFEXITED(wstatus) && WEXITSTATUS(wstatus) == 0 ? JOB_GOOD
									  : JOB_BAD,
			  text);
	}
	sup_pump(job->svc->sup);
}

void job_init(struct job *job, struct service *svc,
	      void (*done)(struct job *job, enum job_end end, const char *text))
{
	*job = (struct job){ .svc = svc, .done = done };
	job->now.kind = CHILD_JOB;
	job->before.kind = CHILD_JOB_BEFORE;
	ev_init(&job->timer, on_timeout);
	io_init(&job->report, on_report);
}
