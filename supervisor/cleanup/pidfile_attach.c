/* supervisor/cleanup/pidfile_attach.c - makes a process that was found the main process. */
#include "supervisor/cleanup/pidfile_internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t pidfile_refuse(struct pidfile *pidfile, const char *why)
{
	snprintf(pidfile->why, sizeof pidfile->why, "%s", why);
	return 0;
}

void pidfile_close_result(struct pidfile *pidfile)
{
	if (pidfile->result_fd >= 0)
		close(pidfile->result_fd);
	pidfile->result_fd = -1;
}

void pidfile_stop(struct pidfile *pidfile)
{
	struct ev_loop *loop = pidfile->session.unit->ctx->loop;

	ev_timer_stop(loop, &pidfile->poll);
	helper_cancel(&pidfile->helper);
	pidfile_close_result(pidfile);
	io_stop(loop, &pidfile->exit_watch);
	if (pidfile->exit_watch.fd >= 0) {
		close(pidfile->exit_watch.fd);
		pidfile->session.unit->main.pidfd = -1;
	}
	io_set(&pidfile->exit_watch, -1, EV_READ);
	pidfile->state = PIDFILE_IDLE;
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
	struct pidfile *pidfile = container_of(w, struct pidfile, exit_watch);
	pid_t pid = pidfile->session.unit->main.child.pid;

	(void)loop;
	pidfile->session.unit->ctx->events->main_exited(pidfile->session.unit, pid,
							wait_status_of(pid));
}

/* Makes the current main process, which may still run, an ordinary process of the unit. */
static void detach_old_main(struct pidfile *pidfile)
{
	struct unit *u = pidfile->session.unit;
	struct proc_info old = { 0 };

	if (u->main.child.pid <= 0)
		return;
	if (pidfile->exit_watch.fd < 0)
		child_unregister(u->ctx, &u->main.child);
	u->ctx->main_processes--;
	if (proctree_stat(ownership_tree(u->ctx->ownership), u->main.child.pid, &old)) {
		old.owner = u->index;
		old.direct = pidfile->exit_watch.fd < 0;
		ownership_remember(u->ctx->ownership, &old);
	}
	u->main.child.pid = 0;
}

static void report_attached(struct pidfile *pidfile, const struct proc_info *p, pid_t old)
{
	if (old > 0)
		pidfile->session.unit->ctx->host
			->report(REPORT_EVENT,
				 "%s: its main process is now %s (pid %d), in place "
				 "of pid %d",
				 unit_name(pidfile->session.unit), p->name, (int)p->pid,
				 (int)old);
	else
		pidfile->session.unit->ctx->host
			->report(REPORT_VERBOSE, "%s: its main process is %s (pid %d)",
				 unit_name(pidfile->session.unit), p->name, (int)p->pid);
}

bool pidfile_attach(struct pidfile *pidfile, const struct proc_info *p)
{
	struct unit *u = pidfile->session.unit;
	pid_t old = pidfile->state == PIDFILE_HANDOVER ? pidfile->old : u->main.child.pid;
	struct proc_info now = { 0 };
	int fd = -1;

	if (!p->direct) {
		fd = (int)syscall(SYS_pidfd_open, p->pid, 0);
		if (fd < 0)
			return pidfile_refuse(pidfile, strerror(errno));
		/* The pid may have been reused. */
		if (!proctree_stat(ownership_tree(u->ctx->ownership), p->pid, &now) ||
		    now.start != p->start || now.parent != p->parent) {
			close(fd);
			return pidfile_refuse(pidfile, "there is no such process");
		}
	}
	detach_old_main(pidfile);
	pidfile_stop(pidfile);
	if (u->main.pidfd >= 0) /* the pidfd of the old main process */
		close(u->main.pidfd);
	u->main.pidfd = -1;
	pidfile->session.session = p->session;
	pidfile->named = 0;
	ownership_forget_pid(u->ctx->ownership, p->pid);
	u->main.child.pid = p->pid;
	u->ctx->main_processes++;
	if (p->direct) {
		child_register(u->ctx, &u->main.child, p->pid);
	} else {
		u->main.pidfd = fd;
		io_set(&pidfile->exit_watch, fd, EV_READ);
		io_start(u->ctx->loop, &pidfile->exit_watch);
	}
	report_attached(pidfile, p, old);
	if (old <= 0)
		u->ctx->events->running(u);
	return true;
}

void pidfile_init(struct pidfile *pidfile, struct unit *u)
{
	pidfile->session.unit = u;
	pidfile->result_fd = -1;
	io_init(&pidfile->exit_watch, on_main_exited);
}
