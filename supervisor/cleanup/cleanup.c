/* supervisor/cleanup/cleanup.c - ends what is left of a service after its main process, and its
 * whole tree while that lives.
 *
 * What is left gets a signal and CONT, some time, and KILL; then the core may know of the
 * end. After an end that nobody asked for the time is kill-timeout. While the service is
 * stopped it is the rest of the stop's own time: the core's timer keeps running, its next
 * steps are sent to what is left (leftovers_signal.c), and its last one is KILL. So the time
 * is the same whether the main process or a child of it takes long, and shutdown-timeout and
 * further requests shorten it.
 * One scan (cleanup/ownership.h) serves all services that have business at that time.
 *
 * The dead main process is named by a pidfd taken while it was not reaped yet: a pidfd
 * means the kernel's struct pid and not a number, so a group signal through it (6.9,
 * PIDFD_SIGNAL_PROCESS_GROUP) can never hit a stranger. */
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/proc/signal_process.h"
#include "supervisor/service.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ROUNDS      10
#define KILLED_TIME SECONDS(1)
/* At the container's end the deaths nobody waits for are looked at together. */
#define PARK_SECONDS 0.02
#define SOON_SECONDS 0.02

bool cleanup_is_scanned(const struct unit *u)
{
	return SERVICE(u)->in_business &&
	       (u->cleanup_phase == CLEANUP_NONE || found_by_scan(u));
}

void cleanup_schedule(struct context *ctx)
{
	ev_feed_event(ctx->loop, &SUP(ctx)->settle, EV_CUSTOM);
}

static void enter_business(struct unit *u)
{
	struct context *ctx = u->ctx;

	if (!SERVICE(u)->in_business) {
		SERVICE(u)->in_business = true;
		SERVICE(u)->next_business = SUP(ctx)->business;
		SUP(ctx)->business = u;
	}
	SERVICE(u)->walked = false;
	cleanup_schedule(ctx);
}

static void leave_business(struct unit *u)
{
	struct unit **at = &SUP(u->ctx)->business;

	while (*at != NULL && *at != u)
		at = &SERVICE((*at))->next_business;
	if (*at == u)
		*at = SERVICE(u)->next_business;
	SERVICE(u)->in_business = SERVICE(u)->walked = false;
}

/* In sup_child_exited(): the main process is dead and pins its number; or it was not our
 * child, and u->main.pidfd is its pidfd already. */
void cleanup_begin(struct unit *u, pid_t pid)
{
	struct context *ctx = u->ctx;
	enum svc_state state = core_state(ctx->core, u->index);
	/* At the end of all a mistake within one clock tick does no harm: all goes. */
	bool ours = u->main.pidfd < 0;
	bool exact = !found_by_cgroup(u) &&
		     (!found_by_tree(u) || !core_shutting_down(ctx->core));

	if (pid > 0 && u->policy->kill != KILL_MAIN && state == SVC_KILLING &&
	    (ours || group_signal(u, SIGKILL) == -EINVAL))
		signal_group(pid, SIGKILL);
	if (ours && pid > 0 && u->policy->kill != KILL_MAIN && exact &&
	    group_signal_works())
		u->main.pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	SERVICE(u)->died = (uint32_t)proctree_now();
	u->cleanup_phase = CLEANUP_ZOMBIE;
	SERVICE(u)->want = TREE_SIGNAL_NONE;
	SERVICE(u)->rounds = 0;
	enter_business(u);
	if (state == SVC_STOPPING) { /* pre-stop, if that runs, has nothing to wait for */
		core_pre_stopped(ctx->core, u->index, clock_now());
		context_pump(ctx);
	}
}

/* Whose numbers are used once they are dead? Of helpers and of who is killed, their groups';
 * of the others only where a pidfd of the dead is taken (above). */
bool cleanup_needs_zombies(struct context *ctx)
{
	if (!core_shutting_down(ctx->core) || SUP(ctx)->killed ||
	    ctx->children->helpers > 0)
		return true;
	if (SUP(ctx)->pins == PINS_UNKNOWN) {
		SUP(ctx)->pins = PINS_NONE;
		for (uint32_t i = 0; i < ctx->count; i++) {
			if (ctx->units[i]->uses_pidfile || !found_by_tree(ctx->units[i]))
				SUP(ctx)->pins = PINS_SOME;
		}
	}
	return SUP(ctx)->pins == PINS_SOME;
}

void cleanup_request_tree_signal(struct unit *u, enum tree_request want, uint32_t step)
{
	SERVICE(u)->want = (uint8_t)want;
	SERVICE(u)->stop_step = (uint8_t)step;
	enter_business(u);
}

bool cleanup_can_scan(const struct unit *u)
{
	return ownership_is_possible(u->ctx->ownership);
}

static void wait_for_it(struct unit *u, enum cleanup_phase now, msec time)
{
	u->cleanup_phase = (uint8_t)now;
	watch_arm_timer(u, (double)time / 1e3);
}

/* The command of `-- CMD` ends by the signals that are passed on to it; the core has not
 * stopped it. */
static bool was_asked(const struct unit *u)
{
	return SUP(u->ctx)->asked_command && u->ctx->host->command &&
	       !conf_is_setup(u->section);
}

void wait_for_remaining(struct unit *u)
{
	report_background(u);
	if (cleanup_is_within_stop(u))
		u->cleanup_phase = CLEANUP_TERM_SENT; /* the core's timer runs */
	else if (core_state(u->ctx->core, u->index) == SVC_KILLING)
		cleanup_kill(u);
	else
		wait_for_it(u, CLEANUP_TERM_SENT,
			    was_asked(u) ? policy_stop_time(u->policy)
					 : u->policy->kill_timeout);
}

static void finish(struct unit *u)
{
	watch_cancel_timer(u);
	if (u->main.pidfd >= 0)
		close(u->main.pidfd);
	u->main.pidfd = -1;
	u->cleanup_phase = CLEANUP_NONE;
	u->main.child.pid = 0;
	unit_cgroup_release(u);
	leave_business(u);
	ownership_forget_unit(u->ctx->ownership, u->index);
	u->ctx->events->cleaned_up(u);
}

/* Each of its main process, its group or its tree, as it was asked for. */
static void do_want(struct unit *u)
{
	int signal = u->policy->stop_signals[SERVICE(u)->stop_step];
	int fd = u->main.pidfd;

	if (SERVICE(u)->want == TREE_SIGNAL_KILL)
		kill_process(u->main.child.pid, fd, u->policy->kill != KILL_MAIN);
	else if (u->policy->stop_target != TARGET_GROUP ||
		 !stop_group(u->main.child.pid, fd, signal))
		stop_process(u->main.child.pid, fd, signal);
	SERVICE(u)->want = TREE_SIGNAL_NONE;
	leave_business(u);
}

static void after_round(struct unit *u)
{
	if (SERVICE(u)->left == 0) {
		if (!ownership_scan_incomplete(u->ctx->ownership))
			finish(u);
	} else if (u->cleanup_phase == CLEANUP_ZOMBIE) {
		wait_for_remaining(u);
	} else if (u->cleanup_phase == CLEANUP_KILL_SENT && SERVICE(u)->fresh > 0 &&
		   ++SERVICE(u)->rounds < ROUNDS) {
		/* Each round may uncover what was forked meanwhile. */
		SUP(u->ctx)->look_again = true;
	}
}

static void act(struct context *ctx)
{
	size_t count;
	struct proc_info *found = ownership_scan_found(ctx->ownership, &count);
	struct unit *u, *next;

	for (u = SUP(ctx)->business; u != NULL; u = SERVICE(u)->next_business)
		SERVICE(u)->left = SERVICE(u)->fresh = 0;
	for (size_t i = 0; i < count; i++) {
		u = found[i].pid != 0 ? ctx->units[found[i].owner] : NULL;
		if (u != NULL && SERVICE(u)->walked)
			signal_found(u, &found[i]);
	}
	for (u = SUP(ctx)->business; u != NULL; u = next) {
		next = SERVICE(u)->next_business;
		if (!SERVICE(u)->walked) { /* it may have come while the walk went on */
			SUP(ctx)->look_again = true;
			continue;
		}
		if (SERVICE(u)->fresh > 0)
			report_killed(u, found, count);
		if (u->cleanup_phase == CLEANUP_NONE)
			do_want(u);
		else if (found_by_scan(u))
			after_round(u);
	}
	ownership_scan_end(ctx->ownership);
}

static void again(struct context *ctx, double seconds)
{
	ev_timer_stop(ctx->loop, &SUP(ctx)->settle);
	ev_timer_set(&SUP(ctx)->settle, seconds, 0.);
	ev_timer_start(ctx->loop, &SUP(ctx)->settle);
}

static void walk(struct context *ctx)
{
	bool unsettled, ask;

	if (!ownership_scan_step(ctx->ownership)) {
		again(ctx, 0.);
		return;
	}
	SUP(ctx)->walking = false;
	unsettled = ownership_scan_incomplete(ctx->ownership);
	act(ctx);
	ask = unsettled && !ownership_resolve(ctx->ownership);
	if (SUP(ctx)->look_again || ask)
		again(ctx, ask ? SOON_SECONDS : 0.);
	SUP(ctx)->look_again = false;
}

/* True: nobody waits for any of these, and more will end soon. */
static bool may_park(const struct context *ctx)
{
	if (!core_shutting_down(ctx->core) || ctx->main_processes == 0)
		return false;
	for (const struct unit *s = SUP(ctx)->business; s != NULL;
	     s = SERVICE(s)->next_business) {
		if (s->cleanup_phase != CLEANUP_ZOMBIE || s->awaited || !found_by_tree(s))
			return false;
	}
	return SUP(ctx)->business != NULL;
}

/* Those that need no walk. True: one is needed for the others. */
static bool settle_simple(struct context *ctx)
{
	struct unit *u, *next;
	bool needed = false;

	for (u = SUP(ctx)->business; u != NULL; u = next) {
		next = SERVICE(u)->next_business;
		SERVICE(u)->walked = false;
		if (u->cleanup_phase == CLEANUP_NONE &&
		    ownership_is_possible(ctx->ownership))
			needed = true; /* it wants something */
		else if (u->cleanup_phase == CLEANUP_NONE)
			do_want(u);
		else if (!found_by_scan(u) && check_remaining(u))
			finish(u);
	}
	return needed;
}

static void look(struct context *ctx)
{
	struct unit *u, *next;
	bool wanted = settle_simple(ctx), needed = wanted;
	bool any;

	for (u = SUP(ctx)->business; u != NULL && !needed; u = SERVICE(u)->next_business)
		needed = found_by_scan(u) && u->cleanup_phase != CLEANUP_NONE;
	any = needed && (wanted || ownership_any_unknown(ctx->ownership));

	for (u = SUP(ctx)->business; u != NULL; u = next) {
		next = SERVICE(u)->next_business;
		if (any)
			SERVICE(u)->walked = cleanup_is_scanned(u);
		else if (found_by_scan(u))
			finish(u);
	}
	if (any) {
		SUP(ctx)->walking = true;
		ownership_scan_begin(ctx->ownership);
		walk(ctx);
	}
}

/* `again`: in its own turn, not because of a death. */
void cleanup_run(struct context *ctx, bool own_turn)
{
	if (SUP(ctx)->walking) {
		SUP(ctx)->look_again |= !own_turn;
		if (own_turn)
			walk(ctx);
	} else if (!own_turn && may_park(ctx)) {
		if (!ev_is_active(&SUP(ctx)->settle))
			again(ctx, PARK_SECONDS);
	} else {
		ev_timer_stop(ctx->loop, &SUP(ctx)->settle);
		look(ctx);
	}
	context_pump(ctx);
}

/* The command was asked to end once more: no more waiting. */
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
		wait_for_it(u, CLEANUP_KILL_SENT, KILLED_TIME);
		cleanup_schedule(u->ctx);
		return;
	}
	if (u->main.pidfd < 0 || u->cleanup_phase == CLEANUP_ZOMBIE)
		return;
	group_signal(u, SIGKILL);
	wait_for_it(u, CLEANUP_KILL_SENT, KILLED_TIME);
}

void cleanup_timer_expired(struct unit *u)
{
	bool tree = u->policy->kill == KILL_TREE && cleanup_can_scan(u);

	if (u->cleanup_phase == CLEANUP_ZOMBIE)
		return; /* a timer of the state before: the look that comes decides */
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
	finish(u);
	context_pump(u->ctx);
}
