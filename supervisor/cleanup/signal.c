/* supervisor/cleanup/signal.c - decides which process of a unit gets which signal.
 *
 * During a stop, the stop signal goes to the processes that stop-target names, even after
 * the main process has died. All other remaining processes get SIGTERM, and so does a
 * process that ignores the stop signal: the background jobs of a shell ignore SIGINT and
 * SIGQUIT. No process gets the signal of a step twice. A process that a scan found gets
 * only one SIGTERM, because servers take a second SIGTERM as "now". */
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/cleanup/messages.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/signal_process.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

bool cleanup_has_processes(const struct unit *u)
{
	if (found_by_cgroup(u))
		return cgroup_populated(u->ctx->cgroup_fd, unit_name(u)) > 0;
	return cleanup_can_scan(u) && ownership_any_unknown(u->ctx->ownership);
}

bool cleanup_is_within_stop(const struct unit *u)
{
	return core_state(u->ctx->core, u->index) == SVC_STOPPING &&
	       u->cleanup_phase != CLEANUP_KILL_SENT;
}

/* ---- stop steps ---- */

void cleanup_forget_stop(struct unit *u)
{
	cleanup_state_of(u)->stop_sent = false;
}

void cleanup_set_stop_step(struct unit *u, uint32_t step)
{
	cleanup_state_of(u)->stop_step = (uint8_t)step;
}

uint32_t cleanup_stop_step(const struct unit *u)
{
	return cleanup_state_of(u)->stop_step;
}

void cleanup_stop_was_sent(struct unit *u)
{
	cleanup_state_of(u)->stop_sent = true;
}

/* ---- choosing a signal ---- */

/* Returns true if the unit is being stopped, and stop-target includes the processes of this
 * process group. */
static bool is_stop_target(const struct unit *u, pid_t group)
{
	return cleanup_is_within_stop(u) &&
	       (u->policy->stop_target == TARGET_TREE ||
		(u->policy->stop_target == TARGET_GROUP && group == u->main.child.pid));
}

static int step_signal(const struct unit *u)
{
	int signal = u->policy->stop_signals[cleanup_state_of(u)->stop_step];

	return signal > 0 ? signal : SIGTERM;
}

static bool ignores_signal(const struct unit *u, pid_t pid, int signal)
{
	return signal != SIGTERM &&
	       proctree_ignores_signal(ownership_tree(u->ctx->ownership), pid, signal);
}

/* ---- control groups ---- */

/* Returns the signal for a process in the control group, or 0. A process that is no stop
 * target, or ignores the stop signal, gets SIGTERM once, when the main process has
 * ended. */
static int signal_for_member(void *context, pid_t pid)
{
	const struct unit *u = context;
	int signal = step_signal(u);
	bool first = u->cleanup_phase == CLEANUP_ZOMBIE;

	if (!is_stop_target(u, getpgid(pid)) || ignores_signal(u, pid, signal))
		return first ? SIGTERM : 0;
	return cleanup_state_of(u)->stop_sent ? 0 : signal;
}

static void signal_members(struct unit *u)
{
	cgroup_signal_each(u->ctx->cgroup_fd, unit_name(u), signal_for_member, u);
}

static enum remaining check_cgroup(struct unit *u)
{
	if (cgroup_populated(u->ctx->cgroup_fd, unit_name(u)) <= 0)
		return REMAINING_NONE;
	if (u->cleanup_phase != CLEANUP_ZOMBIE)
		return REMAINING_SOME;
	signal_members(u);
	return REMAINING_SIGNALED;
}

void cleanup_kill_cgroup(struct unit *u)
{
	struct cleanup_state *state = cleanup_state_of(u);
	struct proc_info found[32];
	pid_t pids[ARRAY_LEN(found)];
	int own_fd = u->ctx->cgroup_fd;
	size_t count = cgroup_members(own_fd, unit_name(u), pids, ARRAY_LEN(pids));

	state->newly_killed = 0;
	for (size_t i = 0; i < count; i++) {
		found[i] =
			(struct proc_info){ .owner = u->index, .flags = PROC_KILLED_NOW };
		if (pids[i] != u->main.child.pid &&
		    proctree_stat(ownership_tree(u->ctx->ownership), pids[i], &found[i]))
			state->newly_killed++;
	}
	if (state->newly_killed > 0)
		report_killed(u, found, count);
	cgroup_kill(own_fd, unit_name(u));
	if (u->cleanup_phase == CLEANUP_NONE)
		kill_process(u->main.child.pid, u->main.pidfd, true);
}

/* ---- process groups ---- */

static void signal_remaining_group(struct unit *u)
{
	bool target = cleanup_is_within_stop(u) && u->policy->stop_target != TARGET_MAIN;

	if (target ? cleanup_state_of(u)->stop_sent : u->cleanup_phase != CLEANUP_ZOMBIE)
		return;
	signal_group_by_pidfd(u, target ? step_signal(u) : SIGTERM);
	signal_group_by_pidfd(u, SIGCONT);
}

/* Before Linux 6.9 a scan finds the members of the group. Without /proc cleanup_begin() has
 * killed the group, because its number may be reused now. */
enum remaining check_remaining(struct unit *u)
{
	int r = signal_group_by_pidfd(u, 0);

	if (u->policy->kill == KILL_MAIN)
		return REMAINING_NONE;
	if (found_by_cgroup(u))
		return check_cgroup(u);
	if (r < 0 && r != -EPERM)
		return REMAINING_NONE;
	if (u->cleanup_phase != CLEANUP_ZOMBIE)
		return REMAINING_SOME;
	signal_remaining_group(u);
	return REMAINING_SIGNALED;
}

void cleanup_send_next_signal(struct unit *u)
{
	cleanup_state_of(u)->stop_sent = false;
	if (u->cleanup_phase != CLEANUP_TERM_SENT)
		return; /* the first check sends the signal, or SIGKILL was sent already */
	if (found_by_cgroup(u)) {
		signal_members(u);
	} else if (found_by_scan(u)) {
		ownership_reset_signals(u->ctx->ownership, u->index);
		cleanup_schedule(u->ctx);
	} else {
		signal_remaining_group(u);
	}
}

/* ---- trees ---- */

/* Requests another scan, because a signal could not be sent. The process has exited, we may
 * not signal it, or it has made a session meanwhile; the next scan then finds it. */
static void note_failed_signal(struct unit *u, struct proc_info *p)
{
	if (!(p->flags & PROC_SIGNAL_FAILED))
		u->ctx->cleanup->rescan = true;
	p->flags |= PROC_SIGNAL_FAILED;
}

static void kill_found(struct unit *u, struct proc_info *p)
{
	if (!proctree_signal(ownership_tree(u->ctx->ownership), p, SIGKILL)) {
		note_failed_signal(u, p);
	} else if (!(p->flags & PROC_KILL_SENT)) {
		p->flags |= PROC_KILL_SENT | PROC_KILLED_NOW;
		cleanup_state_of(u)->newly_killed++;
	}
}

static void send_signal(struct unit *u, struct proc_info *p, int signal)
{
	uint8_t term = signal == SIGTERM ? PROC_TERM_SENT : 0;

	if ((p->flags & term) ||
	    proctree_signal(ownership_tree(u->ctx->ownership), p, signal))
		p->flags |= PROC_SIGNAL_SENT | term;
	else
		note_failed_signal(u, p);
}

static void stop_found(struct unit *u, struct proc_info *p)
{
	int signal = step_signal(u);

	if (p->flags & PROC_SIGNAL_SENT)
		return;
	if (!is_stop_target(u, p->group) || ignores_signal(u, p->pid, signal))
		send_signal(u, p, SIGTERM);
	else if (cleanup_state_of(u)->stop_sent && u->policy->stop_target == TARGET_GROUP)
		p->flags |= PROC_SIGNAL_SENT; /* it got the signal with its group */
	else
		send_signal(u, p, signal);
}

/* Sends the stop signal while the main process runs. A process that ignores it gets SIGTERM
 * after the main process has ended. */
static void stop_found_in_tree(struct unit *u, struct proc_info *p)
{
	int signal = step_signal(u);

	if (!proctree_signal(ownership_tree(u->ctx->ownership), p, signal))
		return;
	if (!ignores_signal(u, p->pid, signal))
		p->flags |= PROC_SIGNAL_SENT | (signal == SIGTERM ? PROC_TERM_SENT : 0);
}

void signal_found(struct unit *u, struct proc_info *p)
{
	struct cleanup_state *state = cleanup_state_of(u);
	bool main_runs = u->cleanup_phase == CLEANUP_NONE;

	if ((p->flags & PROC_MAIN) ||
	    (!main_runs && u->policy->kill == KILL_GROUP && p->group != u->main.child.pid))
		return;
	state->remaining++;
	if (u->cleanup_phase == CLEANUP_KILL_SENT ||
	    (main_runs && state->tree_request == TREE_SIGNAL_KILL))
		kill_found(u, p);
	else if (!main_runs)
		stop_found(u, p);
	else if (state->tree_request == TREE_SIGNAL_STOP &&
		 u->policy->stop_target == TARGET_TREE)
		stop_found_in_tree(u, p);
	ownership_remember(u->ctx->ownership, p);
}
