/* supervisor/cleanup/turns.c - checks the processes of all units in the list.
 *
 * One scan (ownership.h) serves all units that are in the list when it begins. A large scan
 * takes several turns of the loop. */
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/cleanup/messages.h"
#include "supervisor/cleanup/ownership.h"

#include <signal.h>

#define KILL_ROUNDS_MAX 10
#define RESOLVE_SECONDS 0.02 /* delay before the next try to start the reader of marks */
/* During a shutdown, the check after a death waits this long if no unit depends on the dead
 * one. One scan then serves all deaths of that time. */
#define DEFER_SECONDS 0.02

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
		if (!state->in_scan) { /* the unit was enqueued during the scan */
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

/* Returns true if, during a shutdown, no unit waits for those in the list and more units
 * will end soon. One check then serves them all. */
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

/* Checks the units that need no scan. Returns true if a tree signal needs one. */
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

/* cleanup_schedule() fed the timer (revents has no EV_TIMER), or the timer expired, and a
 * scan continues or a delayed check begins. */
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

/* ---- shutdown ---- */

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
