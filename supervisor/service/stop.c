/* supervisor/service/stop.c - the stop signal and the kill of one service. */
#include "supervisor/service/service.h"

#include "conf/base/exits.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/env/accounts.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/ids.h"
#include "supervisor/proc/signal_process.h"
#include "supervisor/service/retry.h"

#include <signal.h>

/* A start that waits, for /etc/passwd or for memory, is given up. */
static bool give_up_start(struct unit *u)
{
	if (retry_start_cancel(u)) {
		service_start_failed(u, CTINIT_EXIT_SETUP,
				     "stopped before there was room for its process");
		return true;
	}
	if (!accounts_release(u))
		return false;
	service_start_failed(u, CTINIT_EXIT_SIGNAL + SIGTERM,
			     "stopped while its user was looked up in " IDS_PASSWD);
	return true;
}

/* Before the signal the tree is looked at: what it is known by, should the main process
 * leave it behind. At the end of all that is not needed: all goes. */
void stop_send_signal(struct unit *u, uint32_t step)
{
	int signal = u->policy->stop_signals[step], fd = u->main.pidfd;

	cleanup_state_of(u)->stop_step = (uint8_t)step;
	if (give_up_start(u))
		return;
	if (u->cleanup_phase != CLEANUP_NONE) {
		cleanup_send_next_signal(u);
		return;
	}
	if (hooks_signal(u))
		return;
	if (pidfile_is_pending(u)) {
		pidfile_abandon(u);
		return;
	}
	if (u->main.child.pid <= 0)
		return;
	cleanup_state_of(u)->stop_sent = true;
	if (u->in_cgroup && u->policy->stop_target == TARGET_TREE)
		cgroup_signal(u->ctx->cgroup_fd, unit_name(u), signal);
	else if (cleanup_can_scan(u) && !u->in_cgroup &&
		 (u->policy->stop_target == TARGET_TREE ||
		  (u->policy->kill == KILL_TREE && !core_shutting_down(u->ctx->core))))
		cleanup_request_tree_signal(u, TREE_SIGNAL_STOP, step);
	else if (u->policy->stop_target == TARGET_MAIN) {
		SERVICE(u)->cont_due = signal_process(u->main.child.pid, fd, signal) == 0;
		stop_schedule_sigcont(u->ctx);
	} else if (!stop_group(u->main.child.pid, fd, signal))
		stop_process(u->main.child.pid, fd, signal);
}

void stop_kill(struct unit *u)
{
	if (give_up_start(u))
		return;
	cleanup_expect_kills(u->ctx);
	if (u->cleanup_phase != CLEANUP_NONE)
		cleanup_kill(u);
	else if (hooks_kill(u))
		;
	else if (pidfile_is_pending(u))
		pidfile_abandon(u);
	else if (u->main.child.pid > 0 && u->policy->kill == KILL_TREE && u->in_cgroup)
		cleanup_kill_cgroup(u);
	else if (u->main.child.pid > 0 && u->policy->kill == KILL_TREE &&
		 cleanup_can_scan(u))
		cleanup_request_tree_signal(u, TREE_SIGNAL_KILL, 0);
	else if (u->main.child.pid > 0)
		kill_process(u->main.child.pid, u->main.pidfd,
			     u->policy->kill != KILL_MAIN);
}
