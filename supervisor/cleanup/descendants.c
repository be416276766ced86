/* supervisor/cleanup/descendants.c - records the descendants of a running main process.
 *
 * A process with a cleared environment, no log pipe and its own session looks unowned when
 * its parent is dead. So for daemons whose processes are found by a scan, we record the
 * descendants of the main process once, one second after it became ready. We do it only
 * once, because an idle supervisor must stay idle. The descendants are remembered
 * (ownership.h) until no process of the service is left. One timer serves all services. */
#include "conf/base/clock.h"
#include "supervisor/base/timer.h"
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/cleanup/ownership_internal.h"
#include "supervisor/proc/signal_process.h"

#define SERVICES_A_TURN 64 /* 64 services take about 2 ms of a turn */
#define DESCENDANTS_MAX 64 /* most recorded descendants of one service */

/* Times of the records, counted from the moment the service became ready. */
static const msec times[] = { SECONDS(1) };

/* ---- one service ---- */

struct descendants {
	pid_t pids[DESCENDANTS_MAX], parents[DESCENDANTS_MAX];
	pid_t parent; /* parent of the processes that on_child() adds */
	size_t count;
};

static void on_child(void *context, pid_t pid)
{
	struct descendants *d = context;

	if (d->count < DESCENDANTS_MAX)
		d->parents[d->count] = d->parent, d->pids[d->count++] = pid;
}

static void record_descendants(struct ownership *ownership, const struct unit *u)
{
	struct proc_info p = { .pid = u->main.child.pid, .threads = 2 };
	struct descendants d = { .parent = p.pid };

	/* A main process that is not our child may have died, and its pid may have been
	 * reused. */
	if (signal_process(p.pid, u->main.pidfd, 0) < 0)
		return;
	/* Without /proc/PID/task/TID/children all of /proc would have to be scanned. */
	if (!ownership->tree.lists)
		return;
	ownership->now = ownership->count == 0 ? proctree_now() : ownership->now;
	proctree_children(&ownership->tree, &p, on_child, &d);
	for (size_t i = 0; i < d.count; i++) {
		if (!proctree_stat(&ownership->tree, d.pids[i], &p) ||
		    p.parent != d.parents[i])
			continue; /* the process has exited, or has another parent */
		d.parent = p.pid;
		proctree_children(&ownership->tree, &p, on_child, &d);
		if (p.session == u->main.child.pid)
			continue; /* no record needed: its session shows the owner */
		p.owner = u->index;
		p.direct = false;
		p.flags = 0;
		owned_put(ownership, &p, false);
	}
}

/* ---- all services ---- */

/* Returns the time until the descendants of `u` are recorded; negative: never. */
static msec due_in(const struct unit *u, msec now)
{
	const struct core *core = u->ctx->core;
	unsigned record = cleanup_state_of(u)->records;

	if (record == 0 || record > ARRAY_LEN(times))
		return -1;
	if (core_state(core, u->index) != SVC_READY || !unit_has_main(u))
		return -1;
	msec wait = core_since(core, u->index) + times[record - 1] - now;
	return wait > 0 ? wait : 0;
}

static void on_records_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct context *ctx = w->data;
	msec now = clock_now(), next = -1;
	unsigned done = 0;

	(void)revents;
	for (uint32_t i = 0; i < ctx->count && !core_shutting_down(ctx->core); i++) {
		struct unit *u = ctx->units[i];
		msec wait = due_in(u, now);

		if (wait == 0 && done < SERVICES_A_TURN) {
			record_descendants(ctx->ownership, u);
			cleanup_state_of(u)->records++;
			done++;
			wait = due_in(u, now);
		}
		if (wait >= 0 && (next < 0 || wait < next))
			next = wait;
	}
	if (next >= 0)
		timer_arm(loop, w, (double)next / 1e3);
}

void descendants_init(struct context *ctx)
{
	ev_init(&ctx->cleanup->records_timer, on_records_timer);
	ctx->cleanup->records_timer.data = ctx;
}

void descendants_record_later(struct unit *u)
{
	struct context *ctx = u->ctx;
	ev_timer *timer = &ctx->cleanup->records_timer;

	if (u->policy->kill != KILL_TREE || u->in_cgroup || u->policy->task ||
	    core_shutting_down(ctx->core) || !cleanup_can_scan(u))
		return;
	cleanup_state_of(u)->records = 1;
	if (!ev_is_active(timer) ||
	    ev_timer_remaining(ctx->loop, timer) * 1e3 > (double)times[0])
		timer_arm(ctx->loop, timer, (double)times[0] / 1e3);
}
