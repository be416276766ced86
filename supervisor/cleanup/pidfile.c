/* supervisor/cleanup/pidfile.c - which process is the main one, where that changes.
 *
 * type = forking: the program ends, and pid-file names the process that stays. When that one
 * ends while the service is ready, pid-file is read once more: servers exchange their main
 * process (USR2 of gunicorn, unicorn and nginx, pgbouncer -R), and the new one is the main
 * process from then on. gunicorn writes the file up to a second after the old one has removed
 * it, so a file that is gone is waited for while any process of the service is left.
 * ready = notify: MAINPID= names it, at any time. */
#include "supervisor/cleanup/pidfile_internal.h"
#include "supervisor/env/environment.h"
#include "supervisor/service.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_PAUSE 0.01
#define LAST_PAUSE  0.5

#define EXCHANGE_TIME SECONDS(5)

static int compare(const void *key, const void *at)
{
	const struct unit *u = key;
	const struct pidfile *f = at;

	return u < f->unit ? -1 : u > f->unit;
}

struct pidfile *pidfile_of(const struct unit *u)
{
	const struct generation *e = u->generation;

	return u->changes_main ? bsearch(u, e->pidfiles, e->pidfile_count,
					 sizeof *e->pidfiles, compare)
			       : NULL;
}

pid_t pidfile_refuse(struct pidfile *f, const char *why)
{
	snprintf(f->why, sizeof f->why, "%s", why);
	return 0;
}

static void close_found(struct pidfile *f)
{
	if (f->found_fd >= 0)
		close(f->found_fd);
	f->found_fd = -1;
}

static void stop(struct pidfile *f)
{
	struct ev_loop *loop = f->unit->ctx->loop;

	ev_timer_stop(loop, &f->poll);
	helper_cancel(&f->helper);
	close_found(f);
	io_stop(loop, &f->gone);
	if (f->gone.fd >= 0) {
		close(f->gone.fd);
		f->unit->main.pidfd = -1;
	}
	io_set(&f->gone, -1, EV_READ);
	f->waits = f->exchanging = false;
}

int pidfile_prepare(struct unit *u, struct env *env, struct text *err)
{
	struct pidfile *f = pidfile_of(u);
	struct conf_value v;
	int r = 0;

	if (f == NULL)
		return 0;
	stop(f);
	f->began = proctree_now();
	f->launcher = f->session = f->named = 0;
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

/* ---- the main process ---- */

/* It became our child when its parent died: then its end is known. */
static int status_of(pid_t pid)
{
	siginfo_t dead = { 0 };

	if (waitid(P_PID, (id_t)pid, &dead, WEXITED | WNOHANG | WNOWAIT | __WALL) < 0 ||
	    dead.si_pid != pid)
		return 0;
	if (dead.si_code == CLD_EXITED)
		return (dead.si_status & 0xff) << 8;
	return dead.si_status | (dead.si_code == CLD_DUMPED ? WCOREFLAG : 0);
}

static void on_gone(struct ev_loop *loop, struct io *w)
{
	struct pidfile *f = container_of(w, struct pidfile, gone);
	pid_t pid = f->unit->main.child.pid;

	(void)loop;
	f->unit->ctx->events->main_exited(f->unit, pid,
					  status_of(pid)); /* 0: it was not our child */
}

struct unit *pidfile_find_main(const struct context *ctx, pid_t pid)
{
	for (const struct generation *e = SUP(ctx)->generation; e != NULL; e = e->next) {
		for (uint32_t i = 0; i < e->pidfile_count; i++) {
			const struct pidfile *f = &e->pidfiles[i];

			if (f->gone.fd >= 0 && f->unit->main.child.pid == pid)
				return f->unit;
		}
	}
	return NULL;
}

/* The main process so far lives, and is one of the others from now on. */
static void set_aside(struct pidfile *f)
{
	struct unit *u = f->unit;
	struct proc_info old = { 0 };

	if (u->main.child.pid <= 0)
		return;
	if (f->gone.fd < 0)
		child_unregister(u->ctx, &u->main.child);
	u->ctx->main_processes--;
	if (proctree_stat(ownership_tree(u->ctx->ownership), u->main.child.pid, &old)) {
		old.owner = u->index;
		old.direct = f->gone.fd < 0;
		ownership_remember(u->ctx->ownership, &old);
	}
	u->main.child.pid = 0;
}

static void told_adopted(struct pidfile *f, const struct proc_info *p, pid_t old)
{
	if (old > 0)
		f->unit->ctx->host
			->report(REPORT_EVENT,
				 "%s: its main process is now %s (pid %d), in place "
				 "of pid %d",
				 unit_name(f->unit), p->name, (int)p->pid, (int)old);
	else
		f->unit->ctx->host->report(REPORT_VERBOSE,
					   "%s: its main process is %s (pid %d)",
					   unit_name(f->unit), p->name, (int)p->pid);
}

/* false: it died meanwhile. */
static bool adopt(struct pidfile *f, const struct proc_info *p)
{
	struct unit *u = f->unit;
	pid_t old = f->exchanging ? f->old : u->main.child.pid;
	struct proc_info now = { 0 };
	int fd = -1;

	if (!p->direct) {
		fd = (int)syscall(SYS_pidfd_open, p->pid, 0);
		if (fd < 0)
			return pidfile_refuse(f, strerror(errno));
		/* Is it still the one that was checked? */
		if (!proctree_stat(ownership_tree(u->ctx->ownership), p->pid, &now) ||
		    now.start != p->start || now.parent != p->parent) {
			close(fd);
			return pidfile_refuse(f, "there is no such process");
		}
	}
	set_aside(f);
	stop(f);
	if (u->main.pidfd >= 0) /* of the one that ended */
		close(u->main.pidfd);
	u->main.pidfd = -1;
	f->session = p->session;
	f->named = 0;
	ownership_forget_pid(u->ctx->ownership, p->pid);
	u->main.child.pid = p->pid;
	u->ctx->main_processes++;
	if (p->direct) {
		child_register(u->ctx, &u->main.child, p->pid);
	} else {
		u->main.pidfd = fd;
		io_set(&f->gone, fd, EV_READ);
		io_start(u->ctx->loop, &f->gone);
	}
	told_adopted(f, p, old);
	if (old <= 0)
		u->ctx->events->running(u);
	return true;
}

static void look_later(struct pidfile *f)
{
	struct ev_loop *loop = f->unit->ctx->loop;

	ev_now_update(loop);
	ev_timer_stop(loop, &f->poll);
	ev_timer_set(&f->poll, f->pause, 0.);
	ev_timer_start(loop, &f->poll);
	f->pause = f->pause * 2 > LAST_PAUSE ? LAST_PAUSE : f->pause * 2;
}

/* No other process is named: it was an end after all. What is left belongs to the session
 * of the one that ended, whose pidfd was kept. */
static void end_exchange(struct pidfile *f)
{
	struct unit *u = f->unit;
	pid_t old = u->main.pidfd >= 0 ? f->old : 0;

	stop(f);
	u->main.child.pid = old;
	u->ctx->events->main_gone(u, old);
}

static void not_found(struct pidfile *f, bool file_names_old)
{
	bool wait = f->unsettled ||
		    (f->is_gone && !file_names_old && cleanup_has_processes(f->unit));

	if (!f->exchanging || (wait && clock_now() < f->until))
		look_later(f);
	else
		end_exchange(f);
}

static void on_read(struct helper *helper, enum helper_end end, const char *text)
{
	struct pidfile *f = container_of(helper, struct pidfile, helper);
	struct proc_info p;
	pid_t pid = 0;

	f->is_gone = f->unsettled = false;
	if (end == HELPER_TIMEOUT || end == HELPER_NOT_STARTED)
		pidfile_refuse(f, end == HELPER_TIMEOUT ? "no answer within 10 s" : text);
	else
		pid = pidfile_number(f);
	close_found(f);
	if (f->exchanging && pid == f->old && pid > 0)
		not_found(f, true);
	else if (pid <= 0 || !pidfile_verify(f, pid, false, &p) || !adopt(f, &p))
		not_found(f, false);
}

/* MAINPID= counts more than the file. true: adopted, or looked at again soon. */
static bool look_at_named(struct pidfile *f)
{
	struct proc_info p;

	if (f->named == 0)
		return false;
	if (f->named != f->old && pidfile_verify(f, f->named, true, &p) && adopt(f, &p))
		return true;
	if (f->named != f->old && f->unsettled && clock_now() < f->until) {
		look_later(f);
		return true;
	}
	f->unit->ctx->host->report(REPORT_WARNING, "%s: MAINPID=%d is ignored: %s",
				   unit_name(f->unit), (int)f->named, f->why);
	f->named = 0;
	return false;
}

static void look(struct pidfile *f)
{
	if (look_at_named(f))
		return;
	if (!f->waits) /* MAINPID= came to nothing, and the main process lives */
		return;
	if (!f->unit->uses_pidfile)
		end_exchange(f);
	else if (pidfile_read(f) < 0)
		not_found(f, false);
}

static void on_poll(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	look(container_of(w, struct pidfile, poll));
}

/* ---- its life ---- */

bool pidfile_launcher_exited(struct unit *u, pid_t pid, int wstatus)
{
	struct pidfile *f = pidfile_of(u);

	if (f == NULL || !u->uses_pidfile || f->session != 0 || u->start_code != 0 ||
	    !WIFEXITED(wstatus) || WEXITSTATUS(wstatus) != 0 ||
	    core_state(u->ctx->core, u->index) != SVC_STARTING)
		return false;
	f->launcher = pid;
	f->launched = proctree_now();
	f->waits = true;
	f->pause = FIRST_PAUSE;
	f->until = clock_now() + EXCHANGE_TIME;
	f->old = 0;
	u->main.child.pid = 0;
	snprintf(f->why, sizeof f->why, "no answer yet");
	look(f);
	return true;
}

bool pidfile_begin_handover(struct unit *u, pid_t pid)
{
	struct pidfile *f = pidfile_of(u);
	enum svc_state state = core_state(u->ctx->core, u->index);

	if (f == NULL || u->start_code != 0 || f->exchanging || pid <= 0 ||
	    (state != SVC_READY && state != SVC_STARTING) ||
	    (u->uses_pidfile ? f->session == 0 : f->named == 0))
		return false;
	if (f->gone.fd >= 0) {
		io_stop(u->ctx->loop, &f->gone);
		io_set(&f->gone, -1, EV_READ); /* main.pidfd stays */
	} else {
		u->main.pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	}
	ev_timer_stop(u->ctx->loop, &f->poll);
	f->old = pid;
	f->waits = f->exchanging = true;
	f->pause = FIRST_PAUSE;
	f->until = clock_now() + EXCHANGE_TIME;
	u->main.child.pid = 0;
	look(f);
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
	if (f->waits || u->main.child.pid <= 0 || (u->uses_pidfile && f->session == 0))
		return; /* at the next look, or when the first process has ended */
	f->old = 0;
	f->pause = FIRST_PAUSE;
	f->until = clock_now() + EXCHANGE_TIME;
	look(f);
}

bool pidfile_is_pending(const struct unit *u)
{
	const struct pidfile *f = pidfile_of(u);

	return f != NULL && f->waits;
}

void pidfile_abandon(struct unit *u)
{
	struct pidfile *f = pidfile_of(u);

	if (f->exchanging) {
		end_exchange(f);
		return;
	}
	u->ctx->host->report(REPORT_ERROR, "%s: pid-file %s: %s", unit_name(u), f->path,
			     f->why);
	u->main.wstatus = 0;
	stop(f);
	u->ctx->main_processes++; /* as if the main process had been there, for its end */
	u->ctx->events->main_exited(u, 0, 0);
}

void pidfile_main_exited(struct unit *u)
{
	struct pidfile *f = pidfile_of(u);

	if (f == NULL)
		return;
	if (f->gone.fd >= 0) {
		io_stop(u->ctx->loop, &f->gone);
		io_set(&f->gone, -1, EV_READ); /* main.pidfd stays */
	}
	stop(f);
}

static bool made_session(const struct pidfile *f, pid_t session, uint64_t start)
{
	if (session != 0 && f->launcher == session && start <= f->launched)
		return true;
	/* Pinned by the main process as long as that lives. */
	return f->session == session && session != 0 &&
	       (f->unit->cleanup_phase == CLEANUP_NONE ||
		(uint32_t)start <= SERVICE(f->unit)->died);
}

uint32_t pidfile_session_owner(const struct context *ctx, pid_t session, uint64_t start)
{
	for (const struct generation *e = SUP(ctx)->generation; e != NULL; e = e->next) {
		for (uint32_t i = 0; i < e->pidfile_count; i++) {
			const struct pidfile *f = &e->pidfiles[i];

			if (made_session(f, session, start))
				return f->unit->index;
		}
	}
	return OWNER_NONE;
}

static bool uses_pidfile(const struct unit *u)
{
	return conf_number(u->section, CONF_SERVICE_TYPE) == TYPE_FORKING;
}

static bool may_change(const struct unit *u)
{
	return uses_pidfile(u) ||
	       conf_number(u->section, CONF_SERVICE_READY) == READY_NOTIFY ||
	       conf_is_dynamic(u->section, CONF_SERVICE_READY);
}

int pidfile_new_all(struct generation *e)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < e->count; i++)
		used += may_change(generation_unit(e, i));
	if (!GENERATION_ALLOC(e->pidfiles, used))
		return -ENOMEM;
	for (uint32_t i = 0; i < e->count; i++) {
		struct unit *u = generation_unit(e, i);

		if (!may_change(u))
			continue;
		struct pidfile *f = &e->pidfiles[e->pidfile_count++];
		u->changes_main = true;
		u->uses_pidfile = uses_pidfile(u);
		f->unit = u;
		ev_init(&f->poll, on_poll);
		helper_init(&f->helper, u, on_read);
		f->found_fd = -1;
		io_init(&f->gone, on_gone);
	}
	return 0;
}

/* Its sessions are no hint any more: its place may be another's. */
void pidfile_forget(struct unit *u)
{
	struct pidfile *f = pidfile_of(u);

	if (f == NULL)
		return;
	helper_detach(&f->helper);
	stop(f);
	f->launcher = f->session = 0;
}
