/* supervisor/cleanup/pidfile_attach.c - makes a process that was found the main process. */
#include "supervisor/cleanup/pidfile_internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t pidfile_refuse(struct pidfile *f, const char *why)
{
	snprintf(f->why, sizeof f->why, "%s", why);
	return 0;
}

void pidfile_close_result(struct pidfile *f)
{
	if (f->result_fd >= 0)
		close(f->result_fd);
	f->result_fd = -1;
}

void pidfile_stop(struct pidfile *f)
{
	struct ev_loop *loop = f->unit->ctx->loop;

	ev_timer_stop(loop, &f->poll);
	helper_cancel(&f->helper);
	pidfile_close_result(f);
	io_stop(loop, &f->exit_watch);
	if (f->exit_watch.fd >= 0) {
		close(f->exit_watch.fd);
		f->unit->main.pidfd = -1;
	}
	io_set(&f->exit_watch, -1, EV_READ);
	f->state = PIDFILE_IDLE;
}

/* Returns the wait status if the process became our child when its parent died, else 0. */
static int wait_status_of(pid_t pid)
{
	siginfo_t dead = { 0 };

	if (waitid(P_PID, (id_t)pid, &dead, WEXITED | WNOHANG | WNOWAIT | __WALL) < 0 ||
	    dead.si_pid != pid)
		return 0;
	if (dead.si_code == CLD_EXITED)
		return (dead.si_status & 0xff) << 8;
	return dead.si_status | (dead.si_code == CLD_DUMPED ? WCOREFLAG : 0);
}

static void on_main_exited(struct ev_loop *loop, struct io *w)
{
	struct pidfile *f = container_of(w, struct pidfile, exit_watch);
	pid_t pid = f->unit->main.child.pid;

	(void)loop;
	f->unit->ctx->events->main_exited(f->unit, pid, wait_status_of(pid));
}

/* The main process so far may still run. From now on it is one process of the unit among
 * others. */
static void detach_old_main(struct pidfile *f)
{
	struct unit *u = f->unit;
	struct proc_info old = { 0 };

	if (u->main.child.pid <= 0)
		return;
	if (f->exit_watch.fd < 0)
		child_unregister(u->ctx, &u->main.child);
	u->ctx->main_processes--;
	if (proctree_stat(ownership_tree(u->ctx->ownership), u->main.child.pid, &old)) {
		old.owner = u->index;
		old.direct = f->exit_watch.fd < 0;
		ownership_remember(u->ctx->ownership, &old);
	}
	u->main.child.pid = 0;
}

static void report_attached(struct pidfile *f, const struct proc_info *p, pid_t old)
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

bool pidfile_attach(struct pidfile *f, const struct proc_info *p)
{
	struct unit *u = f->unit;
	pid_t old = f->state == PIDFILE_HANDOVER ? f->old : u->main.child.pid;
	struct proc_info now = { 0 };
	int fd = -1;

	if (!p->direct) {
		fd = (int)syscall(SYS_pidfd_open, p->pid, 0);
		if (fd < 0)
			return pidfile_refuse(f, strerror(errno));
		/* The number may be another process's by now. */
		if (!proctree_stat(ownership_tree(u->ctx->ownership), p->pid, &now) ||
		    now.start != p->start || now.parent != p->parent) {
			close(fd);
			return pidfile_refuse(f, "there is no such process");
		}
	}
	detach_old_main(f);
	pidfile_stop(f);
	if (u->main.pidfd >= 0) /* of the process that exited */
		close(u->main.pidfd);
	u->main.pidfd = -1;
	f->session.session = p->session;
	f->named = 0;
	ownership_forget_pid(u->ctx->ownership, p->pid);
	u->main.child.pid = p->pid;
	u->ctx->main_processes++;
	if (p->direct) {
		child_register(u->ctx, &u->main.child, p->pid);
	} else {
		u->main.pidfd = fd;
		io_set(&f->exit_watch, fd, EV_READ);
		io_start(u->ctx->loop, &f->exit_watch);
	}
	report_attached(f, p, old);
	if (old <= 0)
		u->ctx->events->running(u);
	return true;
}

void pidfile_init(struct pidfile *f, struct unit *u)
{
	f->unit = f->session.unit = u;
	f->result_fd = -1;
	io_init(&f->exit_watch, on_main_exited);
}
