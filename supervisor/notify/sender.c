/* supervisor/notify/sender.c - decides whether a process of the service sent a datagram. */
#include "supervisor/notify/sender.h"

#include "supervisor/child/helper.h"
#include "supervisor/cleanup/ownership.h"

/* Checks a sender whose ancestor `orphan` is a child of PID 1 that PID 1 did not start. */
static enum sender judge_orphan(struct unit *u, const struct proc_info *orphan)
{
	struct ownership *ownership = u->ctx->ownership;
	struct proc_info p = { .pid = orphan->pid };
	uint32_t owner;

	if (orphan->group == u->main.child.pid || orphan->session == u->main.child.pid)
		return SENDER_OWN;
	if (!proctree_stat(ownership_tree(ownership), p.pid, &p))
		return SENDER_GONE; /* it is dead, so its environment cannot be read */
	p.direct = true;
	owner = ownership_find(ownership, &p);
	if (owner == OWNER_PENDING) {
		ownership_resolve(ownership);
		return SENDER_PENDING;
	}
	return owner == u->index ? SENDER_OWN : SENDER_OTHER;
}

struct sender_search {
	const struct unit *unit;
	bool is_own; /* the climb ended at a process of this service */
};

/* Ends the climb at a child that PID 1 started, such as a main process or a helper. */
static bool is_known_child(void *context, pid_t pid)
{
	struct sender_search *s = context;
	struct child *child = child_find(s->unit->ctx, pid);

	s->is_own = pid == s->unit->main.child.pid ||
		    (child != NULL && child_unit(child) == s->unit);
	return s->is_own || child != NULL;
}

/* A process below a main process or a helper of a service belongs to that service. So we
 * climb from the sender to the first child that PID 1 started. */
enum sender sender_of(struct unit *u, pid_t pid)
{
	struct sender_search search = { .unit = u };
	const struct climb climb = {
		.dead_too = true, /* a client may send and exit */
		.stop = is_known_child,
		.context = &search,
	};
	struct proc_info p;

	if (pid <= 0)
		return SENDER_OTHER;
	switch (proctree_climb(ownership_tree(u->ctx->ownership), &climb, pid, &p)) {
	case CLIMB_STOPPED: return search.is_own ? SENDER_OWN : SENDER_OTHER;
	case CLIMB_OUR_CHILD: return judge_orphan(u, &p);
	case CLIMB_GONE: return SENDER_GONE;
	case CLIMB_OUTSIDE: break;
	}
	return SENDER_OTHER;
}
