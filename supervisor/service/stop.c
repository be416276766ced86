/* supervisor/service/stop.c - sends one unit its stop signal, and kills it. */
#include "conf/base/exits.h"
#include "supervisor/base/timer.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/env/accounts.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/ids.h"
#include "supervisor/proc/signal_process.h"
#include "supervisor/service/life.h"
#include "supervisor/service/retry.h"
#include "supervisor/service/service.h"

#include <signal.h>

#define SIGCONT_SECONDS 0.05 /* most processes have exited by then after the stop signal */

/* Cancels a start that waits for resources or for /etc/passwd. Returns false if no start
 * waits. */
static bool cancel_start(struct unit *u)
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

/* ---- SIGCONT after the stop signal ---- */

/* Sends SIGCONT a moment after the stop signal, because a stopped process (SIGSTOP) handles
 * only SIGKILL. */
static void on_sigcont(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct context *ctx = w->data;

	(void)loop;
	(void)revents;
	for (uint32_t i = 0; i < ctx->count; i++) {
		struct unit *u = ctx->units[i];

		if (service_of(u)->sigcont_pending && unit_has_main(u))
			signal_process(u->main.child.pid, u->main.pidfd, SIGCONT);
		service_of(u)->sigcont_pending = false;
	}
}

static void signal_main(struct unit *u, int signal)
{
	struct context *ctx = u->ctx;
	ev_timer *timer = &ctx->services->dispatch.sigcont;

	service_of(u)->sigcont_pending =
		signal_process(u->main.child.pid, u->main.pidfd, signal) == 0;
	if (!ev_is_active(timer))
		timer_arm(ctx->loop, timer, SIGCONT_SECONDS);
}

void stop_init(struct context *ctx)
{
	ev_init(&ctx->services->dispatch.sigcont, on_sigcont);
	ctx->services->dispatch.sigcont.data = ctx;
}

void stop_done(struct context *ctx)
{
	ev_timer_stop(ctx->loop, &ctx->services->dispatch.sigcont);
}

/* ---- signals ---- */

/* Returns true if the tree must be scanned before the signal: all of it is signaled, or its
 * processes must be known if the main process leaves them behind. That does not matter
 * during a shutdown, which ends all processes. */
static bool is_tree_scanned(const struct unit *u)
{
	return cleanup_can_scan(u) && !u->in_cgroup &&
	       (u->policy->stop_target == TARGET_TREE ||
		(u->policy->kill == KILL_TREE && !core_shutting_down(u->ctx->core)));
}

static void signal_main_and_others(struct unit *u, uint32_t step)
{
	int signal = u->policy->stop_signals[step], pidfd = u->main.pidfd;
	pid_t pid = u->main.child.pid;

	cleanup_stop_was_sent(u);
	if (u->in_cgroup && u->policy->stop_target == TARGET_TREE)
		cgroup_signal(u->ctx->cgroup_fd, unit_name(u), signal);
	else if (is_tree_scanned(u))
		cleanup_request_tree_signal(u, TREE_SIGNAL_STOP, step);
	else if (u->policy->stop_target == TARGET_MAIN)
		signal_main(u, signal);
	else if (!stop_group(pid, pidfd, signal))
		stop_process(pid, pidfd, signal);
}

void stop_send_signal(struct unit *u, uint32_t step)
{
	cleanup_set_stop_step(u, step);
	if (cancel_start(u))
		return;
	if (u->cleanup_phase != CLEANUP_NONE)
		cleanup_send_next_signal(u);
	else if (hooks_signal(u))
		; /* the running hook got the signal */
	else if (pidfile_is_pending(u))
		pidfile_abandon(u);
	else if (u->main.child.pid > 0)
		signal_main_and_others(u, step);
}

static void kill_main_and_others(struct unit *u)
{
	bool tree = u->policy->kill == KILL_TREE;

	if (tree && u->in_cgroup)
		cleanup_kill_cgroup(u);
	else if (tree && cleanup_can_scan(u))
		cleanup_request_tree_signal(u, TREE_SIGNAL_KILL, 0);
	else
		kill_process(u->main.child.pid, u->main.pidfd,
			     u->policy->kill != KILL_MAIN);
}

void stop_kill(struct unit *u)
{
	if (cancel_start(u))
		return;
	cleanup_expect_kills(u->ctx);
	if (u->cleanup_phase != CLEANUP_NONE)
		cleanup_kill(u);
	else if (hooks_kill(u))
		; /* the running hook is killed */
	else if (pidfile_is_pending(u))
		pidfile_abandon(u);
	else if (u->main.child.pid > 0)
		kill_main_and_others(u);
}
