/* supervisor/cleanup/cleanup.c - cleans up one unit step by step.
 *
 * Remaining processes get a signal and SIGCONT, some time to exit, and SIGKILL. The core
 * learns only then that the service has ended. After an unrequested exit of the main
 * process, the time is kill-timeout. During a stop, it is the rest of the stop time: the
 * core's timer keeps running, the signals of its next steps go to these processes
 * (signal.c), and its last step is SIGKILL. So the time is the same whether the main
 * process or one of its children is slow, and shutdown-timeout and further requests shorten
 * it. */
#include "supervisor/child/unit_cgroup.h"
#include "supervisor/child/watch.h"
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/cleanup/messages.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/proc/signal_process.h"

#include <signal.h>
#include <unistd.h>

#define KILL_TIME SECONDS(1)

/* Returns true if the unit is the command of `-- CMD` and got a signal that asks it to
 * exit. PID 1 forwards such signals, so the command ends without a stop by the core. */
static bool command_was_asked(const struct unit *u)
{
	return u->ctx->command_asked && u->ctx->host->command && !conf_is_setup(u->section);
}

/* Returns the time until SIGKILL for the remaining processes of a unit that is not being
 * stopped. */
static msec remaining_time(const struct unit *u)
{
	return command_was_asked(u) ? policy_stop_time(u->policy) : u->policy->kill_timeout;
}

void wait_for_remaining(struct unit *u)
{
	report_background(u);
	cleanup_move(u, CLEANUP_ON_TERM);
	if (cleanup_is_within_stop(u))
		return; /* the core's timer ends the wait */
	if (core_state(u->ctx->core, u->index) == SVC_KILLING)
		cleanup_kill(u); /* the core ordered the kill before the first check */
	else
		watch_arm_timer(u, (double)remaining_time(u) / 1e3);
}

void finish_cleanup(struct unit *u)
{
	watch_cancel_timer(u);
	if (u->main.pidfd >= 0)
		close(u->main.pidfd);
	u->main.pidfd = -1;
	cleanup_move(u, CLEANUP_ON_EMPTY);
	u->main.child.pid = 0;
	unit_cgroup_release(u);
	cleanup_dequeue(u);
	ownership_forget_unit(u->ctx->ownership, u->index);
	u->ctx->events->cleaned_up(u);
}

void finish_tree_signal(struct unit *u)
{
	struct cleanup_state *state = cleanup_state_of(u);
	int signal = u->policy->stop_signals[state->stop_step];
	pid_t pid = u->main.child.pid;

	if (state->tree_request == TREE_SIGNAL_KILL)
		kill_process(pid, u->main.pidfd, u->policy->kill != KILL_MAIN);
	else if (u->policy->stop_target != TARGET_GROUP ||
		 !stop_group(pid, u->main.pidfd, signal))
		stop_process(pid, u->main.pidfd, signal);
	state->tree_request = TREE_SIGNAL_NONE;
	cleanup_dequeue(u);
}

/* ---- killing ---- */

void cleanup_escalate(struct unit *u)
{
	if (u->cleanup_phase == CLEANUP_TERM_SENT)
		cleanup_kill(u);
}

static void wait_for_killed(struct unit *u)
{
	cleanup_move(u, CLEANUP_ON_KILL);
	watch_arm_timer(u, (double)KILL_TIME / 1e3);
}

void cleanup_kill(struct unit *u)
{
	if (found_by_scan(u) || found_by_cgroup(u)) {
		if (found_by_cgroup(u))
			cleanup_kill_cgroup(u);
		wait_for_killed(u);
		cleanup_schedule(u->ctx);
		return;
	}
	if (u->main.pidfd < 0 || u->cleanup_phase == CLEANUP_ZOMBIE)
		return;
	signal_group_by_pidfd(u, SIGKILL);
	wait_for_killed(u);
}

void cleanup_timer_expired(struct unit *u)
{
	bool tree = u->policy->kill == KILL_TREE && cleanup_can_scan(u);

	if (u->cleanup_phase == CLEANUP_ZOMBIE)
		return; /* the timer was armed before the main process died */
	if (u->cleanup_phase == CLEANUP_TERM_SENT) {
		if (!tree)
			u->ctx->host->report(REPORT_WARNING,
					     "%s: killing what is left of its group",
					     unit_name(u));
		cleanup_kill(u);
		return;
	}
	u->ctx->host->report(REPORT_WARNING, "%s: some of its %s cannot be ended",
			     unit_name(u), tree ? "processes" : "group");
	finish_cleanup(u);
	context_pump(u->ctx);
}
