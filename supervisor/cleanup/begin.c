/* supervisor/cleanup/begin.c - starts the clean-up of a unit, or a signal to its tree.
 *
 * Both only add the unit to the list. turns.c checks the list after the reaper. */
#include "conf/base/clock.h"
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/proc/signal_process.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

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
