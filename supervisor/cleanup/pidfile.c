/* supervisor/cleanup/pidfile.c - finds a main process that we did not start ourselves.
 *
 * With `type = forking` the command exits, and `pid-file` names the process that stays.
 * When that process exits without a request, we read `pid-file` again, because some servers
 * replace their main process (SIGUSR2 of gunicorn, unicorn and nginx, pgbouncer -R). The
 * new process then becomes the main process. gunicorn writes the file up to a second after
 * the old process has removed it. So while a process of the service is left, we wait for a
 * missing file, at most HANDOVER_TIME. With `ready = notify`, MAINPID= may name another
 * main process at any time. */
#include "supervisor/base/timer.h"
#include "supervisor/cleanup/pidfile_internal.h"
#include "supervisor/env/unit_value.h"

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
	struct pidfile *pidfile = pidfile_of(u);
	struct conf_value v;
	int r = 0;

	if (pidfile == NULL)
		return 0;
	pidfile_stop(pidfile);
	pidfile->began = proctree_now();
	main_session_register(&pidfile->session);
	pidfile->session.launcher = pidfile->session.session = pidfile->named = 0;
	pidfile->why[0] = '\0';
	if (!u->uses_pidfile)
		return 0;
	r = unit_value(u, env, CONF_SERVICE_PID_FILE, &v, err);
	if (r < 0)
		return r;
	text_clear(err);
	if (v.text != NULL && v.text[0] == '/' && strlen(v.text) < sizeof pidfile->path) {
		strcpy(pidfile->path, v.text);
		return 0;
	}
	return text_fail(err,
			 "pid-file: %.100s is not an absolute path of at most %zu bytes",
			 v.text ? v.text : "nothing", sizeof pidfile->path - 1);
}

/* ---- searching ---- */

static void poll_later(struct pidfile *pidfile)
{
	timer_arm(pidfile->session.unit->ctx->loop, &pidfile->poll, pidfile->poll_seconds);
	pidfile->poll_seconds *= 2;
	if (pidfile->poll_seconds > POLL_SECONDS_MAX)
		pidfile->poll_seconds = POLL_SECONDS_MAX;
}

/* Ends the unit, because no other process is named. Its remaining processes are in the
 * session of the process that exited, whose pidfd is kept. */
static void end_handover(struct pidfile *pidfile)
{
	struct unit *u = pidfile->session.unit;
	pid_t old = u->main.pidfd >= 0 ? pidfile->old : 0;

	if (old == 0 && u->policy->kill == KILL_GROUP)
		u->ctx->host->report(REPORT_WARNING,
				     "%s: the process group of pid %d is not ended: "
				     "pidfd_open failed when that process died",
				     unit_name(u), (int)pidfile->old);
	pidfile_stop(pidfile);
	u->main.child.pid = old;
	u->ctx->events->main_gone(u, old);
	/* A process that started during the handover may be a stranger with a reused
	 * number. */
	cleanup_state_of(u)->died = pidfile->died;
}

static void handle_not_found(struct pidfile *pidfile, bool file_names_old)
{
	bool wait =
		pidfile->owner_pending || (pidfile->file_is_gone && !file_names_old &&
					   cleanup_has_processes(pidfile->session.unit));

	if (pidfile->state != PIDFILE_HANDOVER || (wait && clock_now() < pidfile->until))
		poll_later(pidfile);
	else
		end_handover(pidfile);
}

static void on_file_read(struct helper *helper, enum helper_end end, const char *text)
{
	struct pidfile *pidfile = container_of(helper, struct pidfile, helper);
	struct proc_info p;
	pid_t pid = 0;

	pidfile->file_is_gone = pidfile->owner_pending = false;
	if (end == HELPER_TIMEOUT || end == HELPER_NOT_STARTED)
		pidfile_refuse(pidfile,
			       end == HELPER_TIMEOUT ? "no answer within 10 s" : text);
	else
		pid = pidfile_number(pidfile);
	pidfile_close_result(pidfile);
	if (pidfile->state == PIDFILE_HANDOVER && pid == pidfile->old && pid > 0)
		handle_not_found(pidfile, true);
	else if (pid <= 0 || !pidfile_verify(pidfile, pid, false, &p) ||
		 !pidfile_attach(pidfile, &p))
		handle_not_found(pidfile, false);
}

/* Tries the process in MAINPID=, which takes precedence over the file. Returns true if it
 * is the main process now, or will be tried again soon. */
static bool try_named(struct pidfile *pidfile)
{
	struct proc_info p;

	if (pidfile->named == 0)
		return false;
	if (pidfile->named != pidfile->old &&
	    pidfile_verify(pidfile, pidfile->named, true, &p) &&
	    pidfile_attach(pidfile, &p))
		return true;
	if (pidfile->named != pidfile->old && pidfile->owner_pending &&
	    clock_now() < pidfile->until) {
		poll_later(pidfile);
		return true;
	}
	pidfile->session.unit->ctx->host->report(REPORT_WARNING,
						 "%s: MAINPID=%d is ignored: %s",
						 unit_name(pidfile->session.unit),
						 (int)pidfile->named, pidfile->why);
	pidfile->named = 0;
	return false;
}

static void look_for_main(struct pidfile *pidfile)
{
	if (try_named(pidfile))
		return;
	if (pidfile->state == PIDFILE_IDLE)
		return; /* MAINPID= was wrong, but the main process runs */
	if (!pidfile->session.unit->uses_pidfile)
		end_handover(pidfile);
	else if (pidfile_read(pidfile) < 0)
		handle_not_found(pidfile, false);
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
	struct pidfile *pidfile = pidfile_of(u);

	if (pidfile == NULL || !u->uses_pidfile || pidfile->session.session != 0 ||
	    u->start_code != 0 || !WIFEXITED(wstatus) || WEXITSTATUS(wstatus) != 0 ||
	    core_state(u->ctx->core, u->index) != SVC_STARTING)
		return false;
	pidfile->session.launcher = pid;
	pidfile->session.launched = proctree_now();
	pidfile->state = PIDFILE_SEARCHING;
	pidfile->poll_seconds = POLL_SECONDS_MIN;
	pidfile->until = clock_now() + HANDOVER_TIME;
	pidfile->old = 0;
	u->main.child.pid = 0;
	snprintf(pidfile->why, sizeof pidfile->why, "no answer yet");
	look_for_main(pidfile);
	return true;
}

bool pidfile_begin_handover(struct unit *u, pid_t pid)
{
	struct pidfile *pidfile = pidfile_of(u);
	enum svc_state state = core_state(u->ctx->core, u->index);

	if (pidfile == NULL || u->start_code != 0 || pidfile->state == PIDFILE_HANDOVER ||
	    pid <= 0 || (state != SVC_READY && state != SVC_STARTING) ||
	    (u->uses_pidfile ? pidfile->session.session == 0 : pidfile->named == 0))
		return false;
	if (pidfile->exit_watch.fd >= 0) {
		io_stop(u->ctx->loop, &pidfile->exit_watch);
		io_set(&pidfile->exit_watch, -1, EV_READ); /* main.pidfd stays open */
	} else {
		u->main.pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	}
	ev_timer_stop(u->ctx->loop, &pidfile->poll);
	pidfile->old = pid;
	pidfile->died = (uint32_t)proctree_now();
	pidfile->state = PIDFILE_HANDOVER;
	pidfile->poll_seconds = POLL_SECONDS_MIN;
	pidfile->until = clock_now() + HANDOVER_TIME;
	u->main.child.pid = 0;
	look_for_main(pidfile);
	return true;
}

void pidfile_main_named(struct unit *u, pid_t pid)
{
	struct pidfile *pidfile = pidfile_of(u);
	enum svc_state state = core_state(u->ctx->core, u->index);

	if (pidfile == NULL || pid <= 1 || pid == u->main.child.pid ||
	    u->cleanup_phase != CLEANUP_NONE ||
	    (state != SVC_READY && state != SVC_STARTING))
		return;
	pidfile->named = pid;
	if (pidfile->state != PIDFILE_IDLE || u->main.child.pid <= 0 ||
	    (u->uses_pidfile && pidfile->session.session == 0))
		return; /* try again at the next poll, or when the old process has exited */
	pidfile->old = 0;
	pidfile->poll_seconds = POLL_SECONDS_MIN;
	pidfile->until = clock_now() + HANDOVER_TIME;
	look_for_main(pidfile);
}

bool pidfile_is_pending(const struct unit *u)
{
	const struct pidfile *pidfile = pidfile_of(u);

	return pidfile != NULL && pidfile->state != PIDFILE_IDLE;
}

void pidfile_abandon(struct unit *u)
{
	struct pidfile *pidfile = pidfile_of(u);

	if (pidfile->state == PIDFILE_HANDOVER) {
		end_handover(pidfile);
		return;
	}
	u->ctx->host->report(REPORT_ERROR, "%s: pid-file %s: %s", unit_name(u),
			     pidfile->path, pidfile->why);
	u->main.wstatus = 0;
	pidfile_stop(pidfile);
	u->ctx->main_processes++; /* main_exited() decrements it again */
	u->ctx->events->main_exited(u, 0, 0);
}

void pidfile_main_exited(struct unit *u)
{
	struct pidfile *pidfile = pidfile_of(u);

	if (pidfile == NULL)
		return;
	if (pidfile->exit_watch.fd >= 0) {
		io_stop(u->ctx->loop, &pidfile->exit_watch);
		io_set(&pidfile->exit_watch, -1, EV_READ); /* main.pidfd stays open */
	}
	pidfile_stop(pidfile);
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
		struct pidfile *pidfile = &g->pidfiles[g->pidfile_count++];
		u->may_change_main = true;
		u->uses_pidfile = uses_pidfile(u);
		pidfile_init(pidfile, u);
		ev_init(&pidfile->poll, on_poll);
		helper_init(&pidfile->helper, u, on_file_read);
	}
	return 0;
}

void pidfile_release(struct unit *u)
{
	struct pidfile *pidfile = pidfile_of(u);

	if (pidfile == NULL)
		return;
	helper_detach(&pidfile->helper);
	pidfile_stop(pidfile);
	main_session_unregister(&pidfile->session);
}
