/* supervisor/cleanup/cleanup.c - ends the processes that a unit leaves, step by step.
 *
 * Processes that are left get a signal and SIGCONT, some time to exit, and SIGKILL. Only
 * then does the core learn that the service has ended. If the main process ended without a
 * request, the time is kill-timeout. If the service is being stopped, it is the rest of its
 * stop time: the core's timer keeps running, the signals of its next steps go to these
 * processes (signal.c), and its last step is SIGKILL. So the time is the same whether the
 * main process or a child of it is slow, and shutdown-timeout and further requests shorten
 * it. */
#include "conf/base/clock.h"
#include "supervisor/child/table.h"
#include "supervisor/child/unit_cgroup.h"
#include "supervisor/child/watch.h"
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/cleanup/messages.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/proc/signal_process.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#define KILL_TIME SECONDS(1)

/* ---- begin ---- */

void cleanup_begin(struct unit *u, pid_t pid)
{
	struct context *ctx = u->ctx;
	struct cleanup_state *state = cleanup_state_of(u);
	enum svc_state core = core_state(ctx->core, u->index);
	bool our_child = u->main.pidfd < 0;
	/* With a pidfd the owner of a process is exact, else it is known to one clock tick
	 * (owner.c). At the shutdown such a mistake does no harm, because all processes
	 * end. */
	bool exact = !found_by_cgroup(u) &&
		     (!found_by_tree(u) || !core_shutting_down(ctx->core));

	if (pid > 0 && u->policy->kill != KILL_MAIN && core == SVC_KILLING &&
	    (our_child || signal_group_by_pidfd(u, SIGKILL) == -EINVAL))
		kill_group_of_dead(pid);
	if (our_child && pid > 0 && u->policy->kill != KILL_MAIN && exact &&
	    has_group_signal())
		u->main.pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	state->died = (uint32_t)proctree_now();
	state->tree_request = TREE_SIGNAL_NONE;
	state->kill_rounds = 0;
	cleanup_move(u, CLEANUP_ON_DEATH);
	cleanup_enqueue(u);
	if (core == SVC_STOPPING) { /* pre-stop, if it runs, has nothing to wait for */
		core_pre_stopped(ctx->core, u->index, clock_now());
		context_pump(ctx);
	}
}

void cleanup_expect_kills(struct context *ctx)
{
	ctx->cleanup->kills_expected = true;
}

/* Helpers and kills signal process groups, so they need the numbers of dead processes.
 * Otherwise only cleanup_begin() needs them, for the pidfd that it opens. */
bool cleanup_needs_zombies(struct context *ctx)
{
	struct cleanup *c = ctx->cleanup;

	if (!core_shutting_down(ctx->core) || c->kills_expected ||
	    ctx->children->helpers > 0)
		return true;
	if (c->zombies == ZOMBIES_UNKNOWN) {
		c->zombies = ZOMBIES_NOT_NEEDED;
		for (uint32_t i = 0; i < ctx->count; i++) {
			if (ctx->units[i]->uses_pidfile || !found_by_tree(ctx->units[i]))
				c->zombies = ZOMBIES_NEEDED;
		}
	}
	return c->zombies == ZOMBIES_NEEDED;
}

void cleanup_request_tree_signal(struct unit *u, enum tree_request signal, uint32_t step)
{
	struct cleanup_state *state = cleanup_state_of(u);

	state->tree_request = (uint8_t)signal & 3u;
	state->stop_step = (uint8_t)step;
	cleanup_enqueue(u);
}

/* ---- end ---- */

static void move_and_arm(struct unit *u, enum cleanup_event on, msec time)
{
	cleanup_move(u, on);
	watch_arm_timer(u, (double)time / 1e3);
}

/* Returns true if the unit is the command of `-- CMD` and got a signal that asks it to end.
 * PID 1 passes such signals on, so the command ends without a stop by the core. */
static bool command_was_asked(const struct unit *u)
{
	return u->ctx->command_asked && u->ctx->host->command && !conf_is_setup(u->section);
}

void wait_for_remaining(struct unit *u)
{
	report_background(u);
	if (cleanup_is_within_stop(u))
		cleanup_move(u, CLEANUP_ON_TERM); /* the core's timer runs */
	else if (core_state(u->ctx->core, u->index) == SVC_KILLING)
		cleanup_kill(u);
	else
		move_and_arm(u, CLEANUP_ON_TERM,
			     command_was_asked(u) ? policy_stop_time(u->policy)
						  : u->policy->kill_timeout);
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

/* ---- kill ---- */

void cleanup_escalate(struct unit *u)
{
	if (u->cleanup_phase == CLEANUP_TERM_SENT)
		cleanup_kill(u);
}

void cleanup_kill(struct unit *u)
{
	if (found_by_scan(u) || found_by_cgroup(u)) {
		if (found_by_cgroup(u))
			cleanup_kill_cgroup(u);
		move_and_arm(u, CLEANUP_ON_KILL, KILL_TIME);
		cleanup_schedule(u->ctx);
		return;
	}
	if (u->main.pidfd < 0 || u->cleanup_phase == CLEANUP_ZOMBIE)
		return;
	signal_group_by_pidfd(u, SIGKILL);
	move_and_arm(u, CLEANUP_ON_KILL, KILL_TIME);
}

void cleanup_timer_expired(struct unit *u)
{
	bool tree = u->policy->kill == KILL_TREE && cleanup_can_scan(u);

	if (u->cleanup_phase == CLEANUP_ZOMBIE)
		return; /* the timer was armed before the death; the next look decides */
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
