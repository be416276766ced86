/* supervisor/cleanup/cleanup.c - ends the processes that a unit leaves, step by step.
 *
 * Processes that are left get a signal and SIGCONT, some time, and SIGKILL; then the core may
 * know of the end. After an end without a request the time is kill-timeout. While the
 * service is stopped it is the rest of the stop's own time: the core's timer keeps running,
 * the signals of its next steps go to these processes (signal.c), and its last step is SIGKILL.
 * So the time is the same whether the main process or a child of it takes long, and
 * shutdown-timeout and further requests shorten it.
 *
 * One scan (ownership.h) serves all units whose processes are looked at by then. */
#include "conf/base/clock.h"
#include "supervisor/base/timer.h"
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

#define KILL_ROUNDS_MAX 10
#define KILL_TIME       SECONDS(1)
#define RESOLVE_SECONDS 0.02 /* until the next try to start the reader of marks */
/* At the shutdown, deaths that nothing waits for are looked at together. */
#define DEFER_SECONDS 0.02

/* ---- begin ---- */

void cleanup_begin(struct unit *u, pid_t pid)
{
	struct context *ctx = u->ctx;
	struct cleanup_state *state = cleanup_state_of(u);
	enum svc_state core = core_state(ctx->core, u->index);
	bool our_child = u->main.pidfd < 0;
	/* At the shutdown a mistake within one clock tick does no harm, because all processes
	 * are ended. */
	bool exact = !found_by_cgroup(u) &&
		     (!found_by_tree(u) || !core_shutting_down(ctx->core));

	if (pid > 0 && u->policy->kill != KILL_MAIN && core == SVC_KILLING &&
	    (our_child || group_signal(u, SIGKILL) == -EINVAL))
		signal_group(pid, SIGKILL);
	if (our_child && pid > 0 && u->policy->kill != KILL_MAIN && exact &&
	    group_signal_works())
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

/* The numbers of dead processes are used by helpers and by kills, which signal process groups;
 * otherwise only for the pidfd that cleanup_begin() opens. */
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

/* The command of `-- CMD` ends by the signals that are passed on to it; the core has not
 * stopped it. */
static bool command_was_asked(const struct unit *u)
{
	return u->ctx->command_asked && u->ctx->host->command && !conf_is_setup(u->section);
}

static void wait_for_remaining(struct unit *u)
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

static void finish_cleanup(struct unit *u)
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

/* The tree was signaled; now the main process, or its process group. */
static void finish_tree_signal(struct unit *u)
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

/* ---- after a scan ---- */

static void settle_scanned(struct unit *u)
{
	struct cleanup_state *state = cleanup_state_of(u);

	if (state->remaining == 0) {
		if (!ownership_scan_incomplete(u->ctx->ownership))
			finish_cleanup(u);
	} else if (u->cleanup_phase == CLEANUP_ZOMBIE) {
		wait_for_remaining(u);
	} else if (u->cleanup_phase == CLEANUP_KILL_SENT && state->newly_killed > 0 &&
		   ++state->kill_rounds < KILL_ROUNDS_MAX) {
		/* Each scan may find new children. */
		u->ctx->cleanup->rescan = true;
	}
}

static void signal_all_found(struct context *ctx, struct proc_info *found, size_t count)
{
	for (struct unit *u = ctx->cleanup->list; u != NULL; u = cleanup_state_of(u)->next)
		cleanup_state_of(u)->remaining = cleanup_state_of(u)->newly_killed = 0;
	for (size_t i = 0; i < count; i++) {
		struct unit *u = found[i].pid != 0 ? ctx->units[found[i].owner] : NULL;

		if (u != NULL && cleanup_state_of(u)->in_scan)
			signal_found(u, &found[i]);
	}
}

static void handle_scan(struct context *ctx)
{
	size_t count;
	struct proc_info *found = ownership_scan_found(ctx->ownership, &count);
	struct unit *u, *next;

	signal_all_found(ctx, found, count);
	for (u = ctx->cleanup->list; u != NULL; u = next) {
		struct cleanup_state *state = cleanup_state_of(u);

		next = state->next;
		if (!state->in_scan) { /* it was enqueued while the scan ran */
			ctx->cleanup->rescan = true;
			continue;
		}
		if (state->newly_killed > 0)
			report_killed(u, found, count);
		if (u->cleanup_phase == CLEANUP_NONE)
			finish_tree_signal(u);
		else if (found_by_scan(u))
			settle_scanned(u);
	}
	ownership_scan_end(ctx->ownership);
}

/* ---- turns ---- */

static void run_later(struct context *ctx, double seconds)
{
	ev_timer_stop(ctx->loop, &ctx->cleanup->timer);
	ev_timer_set(&ctx->cleanup->timer, seconds, 0.);
	ev_timer_start(ctx->loop, &ctx->cleanup->timer);
}

static void continue_scan(struct context *ctx)
{
	struct cleanup *c = ctx->cleanup;
	bool incomplete, retry;

	if (!ownership_scan_step(ctx->ownership)) {
		run_later(ctx, 0.);
		return;
	}
	c->scanning = false;
	incomplete = ownership_scan_incomplete(ctx->ownership);
	handle_scan(ctx);
	retry = incomplete && !ownership_resolve(ctx->ownership);
	if (c->rescan || retry)
		run_later(ctx, retry ? RESOLVE_SECONDS : 0.);
	c->rescan = false;
}

/* Returns true at the shutdown if nothing waits for these units, and more will end soon. */
static bool may_defer(const struct context *ctx)
{
	const struct unit *u = ctx->cleanup->list;

	if (!core_shutting_down(ctx->core) || ctx->main_processes == 0)
		return false;
	for (; u != NULL; u = cleanup_state_of(u)->next) {
		if (u->cleanup_phase != CLEANUP_ZOMBIE || u->has_dependents ||
		    !found_by_tree(u))
			return false;
	}
	return ctx->cleanup->list != NULL;
}

static void look_without_scan(struct unit *u)
{
	switch (check_remaining(u)) {
	case REMAINING_NONE: finish_cleanup(u); break;
	case REMAINING_SIGNALED: wait_for_remaining(u); break;
	case REMAINING_SOME: break;
	}
}

/* Looks at the units that need no scan. Returns true if a tree signal needs one. */
static bool settle_without_scan(struct context *ctx)
{
	struct unit *u, *next;
	bool scan_wanted = false;

	for (u = ctx->cleanup->list; u != NULL; u = next) {
		next = cleanup_state_of(u)->next;
		cleanup_state_of(u)->in_scan = false;
		if (u->cleanup_phase == CLEANUP_NONE && cleanup_can_scan(u))
			scan_wanted = true;
		else if (u->cleanup_phase == CLEANUP_NONE)
			finish_tree_signal(u);
		else if (!found_by_scan(u))
			look_without_scan(u);
	}
	return scan_wanted;
}

static void look_at_units(struct context *ctx)
{
	struct unit *u, *next;
	bool tree_wanted = settle_without_scan(ctx), needed = tree_wanted, scan;

	for (u = ctx->cleanup->list; u != NULL && !needed; u = cleanup_state_of(u)->next)
		needed = found_by_scan(u) && u->cleanup_phase != CLEANUP_NONE;
	scan = needed && (tree_wanted || ownership_any_unknown(ctx->ownership));
	for (u = ctx->cleanup->list; u != NULL; u = next) {
		next = cleanup_state_of(u)->next;
		if (scan)
			cleanup_state_of(u)->in_scan = cleanup_is_scanned(u);
		else if (found_by_scan(u))
			finish_cleanup(u);
	}
	if (scan) {
		ctx->cleanup->scanning = true;
		ownership_scan_begin(ctx->ownership);
		continue_scan(ctx);
	}
}

/* The timer was fed because of a death (revents has no EV_TIMER), or it has expired: then the
 * scan continues. */
static void on_cleanup(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct context *ctx = w->data;
	bool own_turn = (revents & EV_TIMER) != 0;

	if (ctx->cleanup->scanning) {
		ctx->cleanup->rescan |= !own_turn;
		if (own_turn)
			continue_scan(ctx);
	} else if (!own_turn && may_defer(ctx)) {
		if (!ev_is_active(w))
			run_later(ctx, DEFER_SECONDS);
	} else {
		ev_timer_stop(loop, w);
		look_at_units(ctx);
	}
	context_pump(ctx);
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
	group_signal(u, SIGKILL);
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

/* ---- at the shutdown ---- */

void cleanup_signal_remaining(struct context *ctx, int signal, bool send, bool report)
{
	struct proc_info *found;
	size_t count;

	ownership_scan_begin_all(ctx->ownership);
	while (!ownership_scan_step(ctx->ownership))
		;
	found = ownership_scan_found(ctx->ownership, &count);
	for (size_t i = 0; send && i < count; i++) {
		if (found[i].pid != 0)
			proctree_signal(ownership_tree(ctx->ownership), &found[i], signal);
	}
	if (signal == SIGKILL && report)
		report_killed_remaining(ctx, found, count);
	ownership_scan_end(ctx->ownership);
}

/* ---- setup and teardown ---- */

void cleanup_init(struct context *ctx)
{
	ev_init(&ctx->cleanup->timer, on_cleanup);
	ctx->cleanup->timer.data = ctx;
	descendants_init(ctx);
}

void cleanup_done(struct context *ctx)
{
	ev_clear_pending(ctx->loop, &ctx->cleanup->timer);
	ev_timer_stop(ctx->loop, &ctx->cleanup->timer);
	ev_timer_stop(ctx->loop, &ctx->cleanup->records_timer);
}
