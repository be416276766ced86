/* supervisor/cleanup/signal.c - which processes of a service get which signal.
 *
 * While a service is stopped, the stop signal is for the processes that stop-target names,
 * whether the main process lives or not. All other processes that it leaves get TERM, and so
 * does one that ignores the stop signal: the background jobs of a shell ignore INT and QUIT.
 * No process gets one signal twice in a row, because servers take a second TERM as "now". */
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/signal_process.h"
#include "supervisor/service.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#define GROUP 4u /* PIDFD_SIGNAL_PROCESS_GROUP, include/uapi/linux/pidfd.h */

static bool no_group_signals; /* before 6.9 */

bool group_signal_works(void)
{
	return !no_group_signals;
}

int group_signal(struct unit *u, int signal)
{
	if (u->main.pidfd < 0)
		return -ESRCH;
	return syscall(SYS_pidfd_send_signal, u->main.pidfd, signal, NULL, GROUP) < 0
		       ? -errno
		       : 0;
}

bool cleanup_group_is_alive(struct unit *u)
{
	int r = group_signal(u, 0);

	return r == 0 || r == -EPERM;
}

bool found_by_cgroup(const struct unit *u)
{
	return u->policy->kill == KILL_TREE && u->in_cgroup;
}

bool found_by_tree(const struct unit *u)
{
	return u->policy->kill == KILL_TREE && !u->in_cgroup &&
	       ownership_is_possible(u->ctx->ownership);
}

bool found_by_scan(const struct unit *u)
{
	return found_by_tree(u) || (u->policy->kill == KILL_GROUP && no_group_signals &&
				    ownership_is_possible(u->ctx->ownership));
}

bool cleanup_has_processes(const struct unit *u)
{
	if (found_by_cgroup(u))
		return cgroup_populated(u->ctx->cgroup_fd, unit_name(u)) > 0;
	return ownership_is_possible(u->ctx->ownership) &&
	       ownership_any_unknown(u->ctx->ownership);
}

bool cleanup_is_within_stop(const struct unit *u)
{
	return core_state(u->ctx->core, u->index) == SVC_STOPPING &&
	       u->cleanup_phase != CLEANUP_KILL_SENT;
}

/* ---- which signal ---- */

/* The stop signal is for this process, too. */
static bool in_target(const struct unit *u, pid_t group)
{
	return cleanup_is_within_stop(u) &&
	       (u->policy->stop_target == TARGET_TREE ||
		(u->policy->stop_target == TARGET_GROUP && group == u->main.child.pid));
}

static int step_signal(const struct unit *u)
{
	int signal = u->policy->stop_signals[SERVICE(u)->stop_step];

	return signal > 0 ? signal : SIGTERM;
}

static bool ignores(const struct unit *u, pid_t pid, int signal)
{
	return signal != SIGTERM &&
	       proctree_ignores_signal(ownership_tree(u->ctx->ownership), pid, signal);
}

/* ---- its control group ---- */

/* Those that are no target got TERM when the main process ended. */
static int signal_for_member(void *context, pid_t pid)
{
	const struct unit *u = context;
	int signal = step_signal(u);
	bool first = u->cleanup_phase == CLEANUP_ZOMBIE;

	if (!in_target(u, getpgid(pid)))
		return first ? SIGTERM : 0;
	if (ignores(u, pid, signal))
		return first ? SIGTERM : 0;
	return SERVICE(u)->stop_sent ? 0 : signal;
}

static void ask_cgroup(struct unit *u)
{
	cgroup_signal_each(u->ctx->cgroup_fd, unit_name(u), signal_for_member, u);
}

static bool cgroup_is_over(struct unit *u)
{
	if (cgroup_populated(u->ctx->cgroup_fd, unit_name(u)) <= 0)
		return true;
	if (u->cleanup_phase == CLEANUP_ZOMBIE) {
		ask_cgroup(u);
		wait_for_remaining(u);
	}
	return false;
}

void cleanup_kill_cgroup(struct unit *u)
{
	struct proc_info found[32];
	pid_t pids[ARRAY_LEN(found)];
	int own = u->ctx->cgroup_fd;
	size_t count = cgroup_members(own, unit_name(u), pids, ARRAY_LEN(pids));

	SERVICE(u)->fresh = 0;
	for (size_t i = 0; i < count; i++) {
		found[i] = (struct proc_info){ .owner = u->index, .mine = PROC_KILLED_NOW };
		if (pids[i] != u->main.child.pid &&
		    proctree_stat(ownership_tree(u->ctx->ownership), pids[i], &found[i]))
			SERVICE(u)->fresh++;
	}
	if (SERVICE(u)->fresh > 0)
		report_killed(u, found, count);
	cgroup_kill(own, unit_name(u));
	if (u->cleanup_phase == CLEANUP_NONE)
		kill_process(u->main.child.pid, u->main.pidfd, true);
}

/* ---- the group alone ---- */

static void ask_group(struct unit *u)
{
	bool target = cleanup_is_within_stop(u) && u->policy->stop_target != TARGET_MAIN;

	if (target ? SERVICE(u)->stop_sent : u->cleanup_phase != CLEANUP_ZOMBIE)
		return;
	group_signal(u, target ? step_signal(u) : SIGTERM);
	group_signal(u, SIGCONT);
}

/* Before 6.9 the group is found by a walk; without /proc it is asked by number right after
 * the reap, and killed at once. */
bool check_remaining(struct unit *u)
{
	int r = group_signal(u, 0);

	if (u->policy->kill == KILL_MAIN)
		return true;
	if (found_by_cgroup(u))
		return cgroup_is_over(u);
	if (r == -EINVAL || (no_group_signals && u->cleanup_phase == CLEANUP_ZOMBIE)) {
		no_group_signals = true;
		if (found_by_scan(u))
			return false;
		signal_group(u->main.child.pid, SIGKILL);
		return true;
	}
	if (r < 0 && r != -EPERM)
		return true;
	if (u->cleanup_phase == CLEANUP_ZOMBIE) {
		ask_group(u);
		wait_for_remaining(u);
	}
	return false;
}

void cleanup_send_next_signal(struct unit *u)
{
	SERVICE(u)->stop_sent = false;
	if (u->cleanup_phase != CLEANUP_TERM_SENT)
		return; /* not asked yet: the first look does it; or it is killed */
	if (found_by_cgroup(u)) {
		ask_cgroup(u);
	} else if (found_by_scan(u)) {
		ownership_reset_signals(u->ctx->ownership, u->index);
		cleanup_schedule(u->ctx);
	} else {
		ask_group(u);
	}
}

/* ---- the tree ---- */

/* It is gone, not ours to signal, or has made a session since it was looked at: then the
 * next look finds it. */
static void missed(struct unit *u, struct proc_info *p)
{
	if (!(p->mine & PROC_SIGNAL_FAILED))
		SUP(u->ctx)->look_again = true;
	p->mine |= PROC_SIGNAL_FAILED;
}

static void kill_found(struct unit *u, struct proc_info *p)
{
	if (!proctree_signal(ownership_tree(u->ctx->ownership), p, SIGKILL)) {
		missed(u, p);
	} else if (!(p->mine & PROC_KILL_SENT)) {
		p->mine |= PROC_KILL_SENT | PROC_KILLED_NOW;
		SERVICE(u)->fresh++;
	}
}

static void send_found(struct unit *u, struct proc_info *p, int signal)
{
	uint8_t term = signal == SIGTERM ? PROC_TERM_SENT : 0;

	if ((p->mine & term) ||
	    proctree_signal(ownership_tree(u->ctx->ownership), p, signal))
		p->mine |= PROC_SIGNAL_SENT | term;
	else
		missed(u, p);
}

static void ask_found(struct unit *u, struct proc_info *p)
{
	int signal = step_signal(u);

	if (p->mine & PROC_SIGNAL_SENT)
		return;
	if (!in_target(u, p->group) || ignores(u, p->pid, signal))
		send_found(u, p, SIGTERM);
	else if (SERVICE(u)->stop_sent && u->policy->stop_target == TARGET_GROUP)
		p->mine |= PROC_SIGNAL_SENT; /* as a member of the group */
	else
		send_found(u, p, signal);
}

/* While the main process lives. What ignores the signal is asked when that has ended. */
static void signal_tree(struct unit *u, struct proc_info *p)
{
	int signal = step_signal(u);

	if (!proctree_signal(ownership_tree(u->ctx->ownership), p, signal))
		return;
	if (!ignores(u, p->pid, signal))
		p->mine |= PROC_SIGNAL_SENT | (signal == SIGTERM ? PROC_TERM_SENT : 0);
}

void signal_found(struct unit *u, struct proc_info *p)
{
	bool lives = u->cleanup_phase == CLEANUP_NONE; /* the main process */

	if ((p->mine & PROC_MAIN) ||
	    (!lives && u->policy->kill == KILL_GROUP && p->group != u->main.child.pid))
		return;
	SERVICE(u)->left++;
	if (u->cleanup_phase == CLEANUP_KILL_SENT ||
	    (lives && SERVICE(u)->want == TREE_SIGNAL_KILL))
		kill_found(u, p);
	else if (!lives)
		ask_found(u, p);
	else if (SERVICE(u)->want == TREE_SIGNAL_STOP &&
		 u->policy->stop_target == TARGET_TREE)
		signal_tree(u, p);
	ownership_remember(u->ctx->ownership, p);
}
