/* supervisor/cleanup/begin.c - starts the clean-up of a unit, or a signal to its tree.
 *
 * Both only add the unit to the list. turns.c checks the list after the reaper. */
#include "conf/base/clock.h"
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/proc/signal_process.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Returns true if `pid` is a zombie of ours. Its number is then not reused, and kill(-pid)
 * cannot hit a stranger (waitid(2), WNOWAIT). `pidfd` shows that `pid` is still the number
 * of the same process; -1: we have not reaped it, because it has just died. */
static bool is_our_zombie(pid_t pid, int pidfd)
{
	siginfo_t dead = { 0 };

	return waitid(P_PID, (id_t)pid, &dead, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 &&
	       dead.si_pid == pid &&
	       (pidfd < 0 || syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) == 0);
}

/* Returns true if later checks find the rest of the process group without the number of the
 * dead main process. */
static bool is_group_found_later(struct unit *u)
{
	int r = signal_group_by_pidfd(u, 0);

	if (r == -EINVAL || r == -ENOSYS)
		note_no_group_signal();
	return (has_group_signal() && u->main.pidfd >= 0) || found_by_cgroup(u) ||
	       found_by_scan(u);
}

/* Opens main.pidfd for our dead child. If that fails for good (before Linux 5.3, a filter
 * refuses it, or the child had to be reaped), scans find process groups from now on. If it
 * fails for now, and no scan is possible, reports that the group is killed. */
static void open_pidfd(struct unit *u, pid_t pid)
{
	u->main.pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (u->main.pidfd >= 0)
		return;
	if (errno != EMFILE && errno != ENFILE && errno != ENOMEM)
		note_no_group_signal();
	else if (!found_by_scan(u))
		u->ctx->host->report(REPORT_WARNING,
				     "%s: pidfd_open: %s; killing what is left of its "
				     "group at once",
				     unit_name(u), strerror(errno));
}

/* Kills the process group of the dead main process. Without a pidfd, and before Linux 6.9,
 * it does nothing if the process is no zombie of ours. */
static void kill_group_now(struct unit *u, pid_t pid, bool our_child)
{
	if (signal_group_by_pidfd(u, SIGKILL) < 0 &&
	    is_our_zombie(pid, our_child ? -1 : u->main.pidfd))
		kill_group_of_dead(pid);
}

void cleanup_begin(struct unit *u, pid_t pid)
{
	struct context *ctx = u->ctx;
	struct cleanup_state *state = cleanup_state_of(u);
	enum svc_state core = core_state(ctx->core, u->index);
	bool our_child = u->main.pidfd < 0;
	/* With a pidfd the owner of a process is exact; otherwise it is known to one clock
	 * tick (owner.c). During a shutdown such an error does no harm, because all
	 * processes end. */
	bool exact = !found_by_cgroup(u) &&
		     (!found_by_tree(u) || !core_shutting_down(ctx->core));

	if (our_child && pid > 0 && u->policy->kill != KILL_MAIN && exact &&
	    has_group_signal())
		open_pidfd(u, pid);
	if (pid > 0 && u->policy->kill != KILL_MAIN &&
	    (!is_group_found_later(u) || core == SVC_KILLING))
		kill_group_now(u, pid, our_child);
	state->died = (uint32_t)proctree_now();
	state->tree_request = TREE_SIGNAL_NONE;
	state->kill_rounds = 0;
	cleanup_move(u, CLEANUP_ON_DEATH);
	cleanup_enqueue(u);
	if (core == SVC_STOPPING) { /* a running `pre-stop` has nothing left to wait for */
		core_pre_stopped(ctx->core, u->index, clock_now());
		context_pump(ctx);
	}
}

void cleanup_request_tree_signal(struct unit *u, enum tree_request signal, uint32_t step)
{
	struct cleanup_state *state = cleanup_state_of(u);

	state->tree_request = (uint8_t)signal & 3u;
	state->stop_step = (uint8_t)step;
	cleanup_enqueue(u);
}
