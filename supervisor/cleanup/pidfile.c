/* supervisor/cleanup/pidfile.c - finds the main process of a service that is not the one
 * started.
 *
 * type = forking: the command exits, and pid-file names the process that stays. When that
 * process exits while the service is ready, pid-file is read once more: some servers
 * replace their main process (SIGUSR2 of gunicorn, unicorn and nginx, pgbouncer -R), and
 * the new process is the main one from then on. gunicorn writes the file up to a second
 * after the old process has removed it, so we wait for a file that is gone as long as any
 * process of the service is left. ready = notify: MAINPID= names the main process, at any
 * time. */
#include "supervisor/base/timer.h"
#include "supervisor/cleanup/pidfile_internal.h"
#include "supervisor/env/environment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define POLL_SECONDS_MIN 0.01
#define POLL_SECONDS_MAX 0.5
#define HANDOVER_TIME    SECONDS(5)

static struct pidfile *pidfile_of(const struct unit *u)
{
	const struct generation *g = u->generation;

	return u->may_change_main
		       ? unit_find(u, g->pidfiles, g->pidfile_count, sizeof *g->pidfiles)
		       : NULL;
}

int pidfile_prepare(struct unit *u, struct env *env, struct text *err)
{
	struct pidfile *f = pidfile_of(u);
	struct conf_value v;
	int r = 0;

	if (f == NULL)
		return 0;
	pidfile_stop(f);
	f->began = proctree_now();
	main_session_register(&f->session);
	f->session.launcher = f->session.session = f->named = 0;
	f->why[0] = '\0';
	if (!u->uses_pidfile)
		return 0;
	r = unit_value(u, env, CONF_SERVICE_PID_FILE, &v, err);
	if (r < 0)
		return r;
	text_clear(err);
	if (v.text != NULL && v.text[0] == '/' && strlen(v.text) < sizeof f->path) {
		strcpy(f->path, v.text);
		return 0;
	}
	return text_fail(err,
			 "pid-file: %.100s is not an absolute path of at most %zu bytes",
			 v.text ? v.text : "nothing", sizeof f->path - 1);
}

/* ---- the search ---- */

static void poll_later(struct pidfile *f)
{
	timer_arm(f->unit->ctx->loop, &f->poll, f->poll_seconds);
	f->poll_seconds *= 2;
	if (f->poll_seconds > POLL_SECONDS_MAX)
		f->poll_seconds = POLL_SECONDS_MAX;
}

/* No other process is named: the unit has ended after all. Its other processes are in the
 * session of the process that exited, whose pidfd was kept. */
static void end_handover(struct pidfile *f)
{
	struct unit *u = f->unit;
	pid_t old = u->main.pidfd >= 0 ? f->old : 0;

	pidfile_stop(f);
	u->main.child.pid = old;
	u->ctx->events->main_gone(u, old);
}

static void handle_not_found(struct pidfile *f, bool file_names_old)
{
	bool wait = f->owner_pending ||
		    (f->file_is_gone && !file_names_old && cleanup_has_processes(f->unit));

	if (f->state != PIDFILE_HANDOVER || (wait && clock_now() < f->until))
		poll_later(f);
	else
		end_handover(f);
}

static void on_file_read(struct helper *helper, enum helper_end end, const char *text)
{
	struct pidfile *f = container_of(helper, struct pidfile, helper);
	struct proc_info p;
	pid_t pid = 0;

	f->file_is_gone = f->owner_pending = false;
	if (end == HELPER_TIMEOUT || end == HELPER_NOT_STARTED)
		pidfile_refuse(f, end == HELPER_TIMEOUT ? "no answer within 10 s" : text);
	else
		pid = pidfile_number(f);
	pidfile_close_result(f);
	if (f->state == PIDFILE_HANDOVER && pid == f->old && pid > 0)
		handle_not_found(f, true);
	else if (pid <= 0 || !pidfile_verify(f, pid, false, &p) || !pidfile_attach(f, &p))
		handle_not_found(f, false);
}

/* MAINPID= takes precedence over the file. Returns true if that process is the main one now, or
 * is tried again soon. */
static bool try_named(struct pidfile *f)
{
	struct proc_info p;

	if (f->named == 0)
		return false;
	if (f->named != f->old && pidfile_verify(f, f->named, true, &p) &&
	    pidfile_attach(f, &p))
		return true;
	if (f->named != f->old && f->owner_pending && clock_now() < f->until) {
		poll_later(f);
		return true;
	}
	f->unit->ctx->host->report(REPORT_WARNING, "%s: MAINPID=%d is ignored: %s",
				   unit_name(f->unit), (int)f->named, f->why);
	f->named = 0;
	return false;
}

static void look_for_main(struct pidfile *f)
{
	if (try_named(f))
		return;
	if (f->state == PIDFILE_IDLE) /* MAINPID= was wrong, and the main process runs */
		return;
	if (!f->unit->uses_pidfile)
		end_handover(f);
	else if (pidfile_read(f) < 0)
		handle_not_found(f, false);
}

static void on_poll(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	look_for_main(container_of(w, struct pidfile, poll));
}

/* ---- events ---- */

bool pidfile_launcher_exited(struct unit *u, pid_t pid, int wstatus)
{
	struct pidfile *f = pidfile_of(u);

	if (f == NULL || !u->uses_pidfile || f->session.session != 0 ||
	    u->start_code != 0 || !WIFEXITED(wstatus) || WEXITSTATUS(wstatus) != 0 ||
	    core_state(u->ctx->core, u->index) != SVC_STARTING)
		return false;
	f->session.launcher = pid;
	f->session.launched = proctree_now();
	f->state = PIDFILE_SEARCHING;
	f->poll_seconds = POLL_SECONDS_MIN;
	f->until = clock_now() + HANDOVER_TIME;
	f->old = 0;
	u->main.child.pid = 0;
	snprintf(f->why, sizeof f->why, "no answer yet");
	look_for_main(f);
	return true;
}

bool pidfile_begin_handover(struct unit *u, pid_t pid)
{
	struct pidfile *f = pidfile_of(u);
	enum svc_state state = core_state(u->ctx->core, u->index);

	if (f == NULL || u->start_code != 0 || f->state == PIDFILE_HANDOVER || pid <= 0 ||
	    (state != SVC_READY && state != SVC_STARTING) ||
	    (u->uses_pidfile ? f->session.session == 0 : f->named == 0))
		return false;
	if (f->exit_watch.fd >= 0) {
		io_stop(u->ctx->loop, &f->exit_watch);
		io_set(&f->exit_watch, -1, EV_READ); /* main.pidfd stays */
	} else {
		u->main.pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	}
	ev_timer_stop(u->ctx->loop, &f->poll);
	f->old = pid;
	f->state = PIDFILE_HANDOVER;
	f->poll_seconds = POLL_SECONDS_MIN;
	f->until = clock_now() + HANDOVER_TIME;
	u->main.child.pid = 0;
	look_for_main(f);
	return true;
}

void pidfile_main_named(struct unit *u, pid_t pid)
{
	struct pidfile *f = pidfile_of(u);
	enum svc_state state = core_state(u->ctx->core, u->index);

	if (f == NULL || pid <= 1 || pid == u->main.child.pid ||
	    u->cleanup_phase != CLEANUP_NONE ||
	    (state != SVC_READY && state != SVC_STARTING))
		return;
	f->named = pid;
	if (f->state != PIDFILE_IDLE || u->main.child.pid <= 0 ||
	    (u->uses_pidfile && f->session.session == 0))
		return; /* it is tried at the next poll, or when the first process has exited */
	f->old = 0;
	f->poll_seconds = POLL_SECONDS_MIN;
	f->until = clock_now() + HANDOVER_TIME;
	look_for_main(f);
}

bool pidfile_is_pending(const struct unit *u)
{
	const struct pidfile *f = pidfile_of(u);

	return f != NULL && f->state != PIDFILE_IDLE;
}

void pidfile_abandon(struct unit *u)
{
	struct pidfile *f = pidfile_of(u);

	if (f->state == PIDFILE_HANDOVER) {
		end_handover(f);
		return;
	}
	u->ctx->host->report(REPORT_ERROR, "%s: pid-file %s: %s", unit_name(u), f->path,
			     f->why);
	u->main.wstatus = 0;
	pidfile_stop(f);
	u->ctx->main_processes++; /* it is counted down again below */
	u->ctx->events->main_exited(u, 0, 0);
}

void pidfile_main_exited(struct unit *u)
{
	struct pidfile *f = pidfile_of(u);

	if (f == NULL)
		return;
	if (f->exit_watch.fd >= 0) {
		io_stop(u->ctx->loop, &f->exit_watch);
		io_set(&f->exit_watch, -1, EV_READ); /* main.pidfd stays */
	}
	pidfile_stop(f);
}

static bool uses_pidfile(const struct unit *u)
{
	return conf_number(u->section, CONF_SERVICE_TYPE) == TYPE_FORKING;
}

static bool may_change_main(const struct unit *u)
{
	return uses_pidfile(u) ||
	       conf_number(u->section, CONF_SERVICE_READY) == READY_NOTIFY ||
	       conf_is_dynamic(u->section, CONF_SERVICE_READY);
}

int pidfile_new_all(struct generation *g)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < g->count; i++)
		count += may_change_main(generation_unit(g, i));
	if (!GENERATION_ALLOC(g->pidfiles, count))
		return -ENOMEM;
	for (uint32_t i = 0; i < g->count; i++) {
		struct unit *u = generation_unit(g, i);

		if (!may_change_main(u))
			continue;
		struct pidfile *f = &g->pidfiles[g->pidfile_count++];
		u->may_change_main = true;
		u->uses_pidfile = uses_pidfile(u);
		pidfile_init(f, u);
		ev_init(&f->poll, on_poll);
		helper_init(&f->helper, u, on_file_read);
	}
	return 0;
}

void pidfile_release(struct unit *u)
{
	struct pidfile *f = pidfile_of(u);

	if (f == NULL)
		return;
	helper_detach(&f->helper);
	pidfile_stop(f);
	main_session_unregister(&f->session);
}
