/* supervisor/leftovers_signal.c - which processes of a service get which signal.
 *
 * While a service is stopped, the stop signal is for the processes that stop-target names,
 * whether the main process lives or not. All other processes that it leaves get TERM, and so
 * does one that ignores the stop signal: the background jobs of a shell ignore INT and QUIT.
 * No process gets one signal twice in a row, because servers take a second TERM as "now". */
#include "supervisor/claims.h"
#include "supervisor/forking.h"
#include "supervisor/leftovers.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/kill.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#define GROUP 4u /* PIDFD_SIGNAL_PROCESS_GROUP, include/uapi/linux/pidfd.h */

static bool no_group_signals; /* before 6.9 */

bool left_group_signals(void)
{
	return !no_group_signals;
}

int left_group_signal(struct service *svc, int signal)
{
	if (svc->group_fd < 0)
		return -ESRCH;
	return syscall(SYS_pidfd_send_signal, svc->group_fd, signal, NULL, GROUP) < 0
		       ? -errno
		       : 0;
}

bool leftovers_group_lives(struct service *svc)
{
	int r = left_group_signal(svc, 0);

	return r == 0 || r == -EPERM;
}

bool left_by_cgroup(const struct service *svc)
{
	return svc->policy->kill == KILL_TREE && svc->in_cgroup;
}

bool left_by_tree(const struct service *svc)
{
	return svc->policy->kill == KILL_TREE && !svc->in_cgroup &&
	       claims_possible(svc->sup->claims);
}

bool left_by_walk(const struct service *svc)
{
	return left_by_tree(svc) || (svc->policy->kill == KILL_GROUP && no_group_signals &&
				     claims_possible(svc->sup->claims));
}

bool leftovers_any(const struct service *svc)
{
	if (left_by_cgroup(svc))
		return cgroup_populated(svc->sup->cgroup_fd, service_name(svc)) > 0;
	return claims_possible(svc->sup->claims) && claims_any(svc->sup->claims);
}

bool leftovers_in_stop(const struct service *svc)
{
	return core_state(svc->sup->core, service_index(svc)) == SVC_STOPPING &&
	       svc->leftover != LEFT_KILLED;
}

/* ---- which signal ---- */

/* The stop signal is for this process, too. */
static bool in_target(const struct service *svc, pid_t group)
{
	return leftovers_in_stop(svc) &&
	       (svc->policy->stop_target == TARGET_TREE ||
		(svc->policy->stop_target == TARGET_GROUP && group == svc->child.pid));
}

static int step_signal(const struct service *svc)
{
	int signal = svc->policy->stop_signals[svc->want_step];

	return signal > 0 ? signal : SIGTERM;
}

static bool ignores(const struct service *svc, pid_t pid, int signal)
{
	return signal != SIGTERM &&
	       tree_ignores(claims_tree(svc->sup->claims), pid, signal);
}

/* ---- its control group ---- */

/* Those that are no target got TERM when the main process ended. */
static int signal_for_member(void *context, pid_t pid)
{
	const struct service *svc = context;
	int signal = step_signal(svc);
	bool first = svc->leftover == LEFT_UNREAPED;

	if (!in_target(svc, getpgid(pid)))
		return first ? SIGTERM : 0;
	if (ignores(svc, pid, signal))
		return first ? SIGTERM : 0;
	return svc->stop_sent ? 0 : signal;
}

static void ask_cgroup(struct service *svc)
{
	cgroup_signal_each(svc->sup->cgroup_fd, service_name(svc), signal_for_member, svc);
}

static bool cgroup_is_over(struct service *svc)
{
	if (cgroup_populated(svc->sup->cgroup_fd, service_name(svc)) <= 0)
		return true;
	if (svc->leftover == LEFT_UNREAPED) {
		ask_cgroup(svc);
		left_wait(svc);
	}
	return false;
}

void leftovers_kill_group(struct service *svc)
{
	struct tree_proc found[32];
	pid_t pids[ARRAY_LEN(found)];
	int own = svc->sup->cgroup_fd;
	size_t count = cgroup_members(own, service_name(svc), pids, ARRAY_LEN(pids));

	svc->fresh = 0;
	for (size_t i = 0; i < count; i++) {
		found[i] = (struct tree_proc){ .owner = service_index(svc),
					       .mine = MINE_FRESH };
		if (pids[i] != svc->child.pid &&
		    tree_look(claims_tree(svc->sup->claims), pids[i], &found[i]))
			svc->fresh++;
	}
	if (svc->fresh > 0)
		tell_killed(svc, found, count);
	cgroup_kill(own, service_name(svc));
	if (svc->leftover == LEFT_NOTHING)
		kill_now(svc->child.pid, forking_pidfd(svc), true);
}

/* ---- the group alone ---- */

static void ask_group(struct service *svc)
{
	bool target = leftovers_in_stop(svc) && svc->policy->stop_target != TARGET_MAIN;

	if (target ? svc->stop_sent : svc->leftover != LEFT_UNREAPED)
		return;
	left_group_signal(svc, target ? step_signal(svc) : SIGTERM);
	left_group_signal(svc, SIGCONT);
}

/* Before 6.9 the group is found by a walk; without /proc it is asked by number right after
 * the reap, and killed at once. */
bool left_is_over(struct service *svc)
{
	int r = left_group_signal(svc, 0);

	if (svc->policy->kill == KILL_MAIN)
		return true;
	if (left_by_cgroup(svc))
		return cgroup_is_over(svc);
	if (r == -EINVAL || (no_group_signals && svc->leftover == LEFT_UNREAPED)) {
		no_group_signals = true;
		if (left_by_walk(svc))
			return false;
		kill_group(svc->child.pid, SIGKILL);
		return true;
	}
	if (r < 0 && r != -EPERM)
		return true;
	if (svc->leftover == LEFT_UNREAPED) {
		ask_group(svc);
		left_wait(svc);
	}
	return false;
}

void leftovers_next_signal(struct service *svc)
{
	svc->stop_sent = false;
	if (svc->leftover != LEFT_ASKED)
		return; /* not asked yet: the first look does it; or it is killed */
	if (left_by_cgroup(svc)) {
		ask_cgroup(svc);
	} else if (left_by_walk(svc)) {
		claims_ask_again(svc->sup->claims, service_index(svc));
		leftovers_look_soon(svc->sup);
	} else {
		ask_group(svc);
	}
}

/* ---- the tree ---- */

/* It is gone, not ours to signal, or has made a session since it was looked at: then the
 * next look finds it. */
static void missed(struct service *svc, struct tree_proc *p)
{
	if (!(p->mine & MINE_MISSED))
		svc->sup->look_again = true;
	p->mine |= MINE_MISSED;
}

static void kill_found(struct service *svc, struct tree_proc *p)
{
	if (!tree_signal(claims_tree(svc->sup->claims), p, SIGKILL)) {
		missed(svc, p);
	} else if (!(p->mine & MINE_KILLED)) {
		p->mine |= MINE_KILLED | MINE_FRESH;
		svc->fresh++;
	}
}

static void send_found(struct service *svc, struct tree_proc *p, int signal)
{
	uint8_t term = signal == SIGTERM ? MINE_TERMED : 0;

	if ((p->mine & term) || tree_signal(claims_tree(svc->sup->claims), p, signal))
		p->mine |= MINE_ASKED | term;
	else
		missed(svc, p);
}

static void ask_found(struct service *svc, struct tree_proc *p)
{
	int signal = step_signal(svc);

	if (p->mine & MINE_ASKED)
		return;
	if (!in_target(svc, p->group) || ignores(svc, p->pid, signal))
		send_found(svc, p, SIGTERM);
	else if (svc->stop_sent && svc->policy->stop_target == TARGET_GROUP)
		p->mine |= MINE_ASKED; /* as a member of the group */
	else
		send_found(svc, p, signal);
}

/* While the main process lives. What ignores the signal is asked when that has ended. */
static void signal_tree(struct service *svc, struct tree_proc *p)
{
	int signal = step_signal(svc);

	if (!tree_signal(claims_tree(svc->sup->claims), p, signal))
		return;
	if (!ignores(svc, p->pid, signal))
		p->mine |= MINE_ASKED | (signal == SIGTERM ? MINE_TERMED : 0);
}

void left_signal_found(struct service *svc, struct tree_proc *p)
{
	bool lives = svc->leftover == LEFT_NOTHING; /* the main process */

	if ((p->mine & MINE_MAIN) ||
	    (!lives && svc->policy->kill == KILL_GROUP && p->group != svc->child.pid))
		return;
	svc->left++;
	if (svc->leftover == LEFT_KILLED || (lives && svc->want == WANT_KILL))
		kill_found(svc, p);
	else if (!lives)
		ask_found(svc, p);
	else if (svc->want == WANT_SIGNAL && svc->policy->stop_target == TARGET_TREE)
		signal_tree(svc, p);
	claims_note(svc->sup->claims, p);
}
