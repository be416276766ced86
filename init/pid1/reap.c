/* init/pid1/reap.c - reaps the children of PID 1. */
#include "init/pid1/reap.h"

#include "init/pid1/init.h"
#include "init/pid1/report.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* Leaves time for timers, reports and signals during a fork storm. */
#define DEATHS_PER_TURN 128

struct death {
	pid_t pid;
	int wstatus; /* the wait status, as from waitpid(2) */
	bool zombie; /* the child is not reaped yet */
};

static int wait_status(const siginfo_t *info)
{
	if (info->si_code == CLD_EXITED)
		return (info->si_status & 0xff) << 8;
	return (info->si_status & 0x7f) | (info->si_code == CLD_DUMPED ? 0x80 : 0);
}

/* Used if a filter blocks waitid(2), or the kernel does not know __WALL for it (before
 * 4.7). It reaps a child before the supervisor handles the death, so the pid may be reused
 * meanwhile. Missing the death would be worse. */
static int next_zombie_wait4(struct death *ret)
{
	ret->zombie = false;
	do
		ret->pid = waitpid(-1, &ret->wstatus, WNOHANG | __WALL);
	while (ret->pid < 0 && errno == EINTR);
	return ret->pid < 0 ? -errno : ret->pid > 0;
}

/* Returns 1 and stores a dead child in *ret. Returns 0 if all children are alive, -ECHILD
 * if there is no child, or another negative errno. With `keep` the child stays a zombie and
 * the next call returns it again, except that wait4(2) always reaps it. __WALL includes
 * children with any exit signal. */
static int next_zombie(struct death *ret, bool keep)
{
	static bool refused;
	siginfo_t info;
	int r;

	if (refused)
		return next_zombie_wait4(ret);
	do {
		info.si_pid = 0; /* waitid(2) does not set si_pid if no child is dead */
		r = waitid(P_ALL, 0, &info,
			   WEXITED | WNOHANG | (keep ? WNOWAIT : 0) | __WALL);
	} while (r < 0 && errno == EINTR);
	if (r < 0 && errno == ECHILD)
		return -ECHILD;
	if (r < 0) {
		refused = true;
		report(REPORT_WARNING, "waitid is refused: %s; using wait4",
		       strerror(errno));
		return next_zombie_wait4(ret);
	}
	*ret = (struct death){ info.si_pid, wait_status(&info), keep };
	return info.si_pid > 0;
}

static void reap_pid(pid_t pid)
{
	siginfo_t gone;

	while (waitid(P_PID, (id_t)pid, &gone, WEXITED | WNOHANG | __WALL) < 0 &&
	       errno == EINTR)
		;
}

int reap(struct init *init)
{
	static int last; /* the last error; a permanent one is reported only once */
	struct death dead;

	for (int i = 0; i < DEATHS_PER_TURN; i++) {
		int r = next_zombie(&dead, sup_needs_zombies(init->sup));

		if (r == -ECHILD)
			r = 0;
		if (r < 0 && r != last)
			report(REPORT_ERROR,
			       "cannot reap dead processes: wait4: %s; trying again soon",
			       strerror(-r));
		last = r < 0 ? r : 0;
		if (r <= 0)
			return r;
		if (!reload_reader_exited(init, dead.pid, dead.wstatus) &&
		    !sup_child_exited(init->sup, dead.pid, dead.wstatus)) {
			init->orphans_reaped++;
			report(REPORT_VERBOSE, "reaped the orphan %d", (int)dead.pid);
		}
		if (dead.zombie)
			reap_pid(dead.pid);
	}
	return 1;
}

bool reap_remaining(void)
{
	struct death dead;
	int r;

	while ((r = next_zombie(&dead, false)) > 0)
		;
	return r != -ECHILD;
}
