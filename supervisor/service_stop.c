/* supervisor/service_stop.c - the stop signal and the kill of one service. */
#include "supervisor/service.h"

#include "conf/base/exits.h"
#include "supervisor/accounts.h"
#include "supervisor/forking.h"
#include "supervisor/hooks.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/ids.h"
#include "supervisor/proc/kill.h"
#include "supervisor/start_again.h"

#include <signal.h>

/* A start that waits, for /etc/passwd or for memory, is given up. */
static bool give_up_start(struct service *svc)
{
	if (start_again_give_up(svc)) {
		service_not_started(svc, CTINIT_EXIT_SETUP,
				    "stopped before there was room for its process");
		return true;
	}
	if (!accounts_release(svc))
		return false;
	service_not_started(svc, CTINIT_EXIT_SIGNAL + SIGTERM,
			    "stopped while its user was looked up in " IDS_PASSWD);
	return true;
}

/* Before the signal the tree is looked at: what it is known by, should the main process
 * leave it behind. At the end of all that is not needed: all goes. */
void service_stop(struct service *svc, uint32_t step)
{
	int signal = svc->policy->stop_signals[step], fd = forking_pidfd(svc);

	svc->want_step = (uint8_t)step;
	if (give_up_start(svc))
		return;
	if (svc->leftover != LEFT_NOTHING) {
		leftovers_next_signal(svc);
		return;
	}
	if (hooks_signal(svc))
		return;
	if (forking_waits(svc)) {
		forking_give_up(svc);
		return;
	}
	if (svc->child.pid <= 0)
		return;
	svc->stop_sent = true;
	if (svc->in_cgroup && svc->policy->stop_target == TARGET_TREE)
		cgroup_signal(svc->sup->cgroup_fd, service_name(svc), signal);
	else if (leftovers_can_see(svc) && !svc->in_cgroup &&
		 (svc->policy->stop_target == TARGET_TREE ||
		  (svc->policy->kill == KILL_TREE && !core_ending(svc->sup->core))))
		leftovers_want(svc, WANT_SIGNAL, step);
	else if (svc->policy->stop_target == TARGET_MAIN) {
		svc->cont_due = kill_only(svc->child.pid, fd, signal) == 0;
		sup_cont_soon(svc->sup);
	} else if (!kill_stop_group(svc->child.pid, fd, signal))
		kill_stop(svc->child.pid, fd, signal);
}

void service_kill(struct service *svc)
{
	if (give_up_start(svc))
		return;
	svc->sup->killed = true;
	if (svc->leftover != LEFT_NOTHING)
		leftovers_kill(svc);
	else if (hooks_kill(svc))
		;
	else if (forking_waits(svc))
		forking_give_up(svc);
	else if (svc->child.pid > 0 && svc->policy->kill == KILL_TREE && svc->in_cgroup)
		leftovers_kill_group(svc);
	else if (svc->child.pid > 0 && svc->policy->kill == KILL_TREE &&
		 leftovers_can_see(svc))
		leftovers_want(svc, WANT_KILL, 0);
	else if (svc->child.pid > 0)
		kill_now(svc->child.pid, forking_pidfd(svc),
			 svc->policy->kill != KILL_MAIN);
}
