/* supervisor/notify/sender.c - was a datagram sent by one of the service's own processes? */
#include "supervisor/notify/sender.h"

#include "supervisor/child/helper.h"
#include "supervisor/cleanup/ownership.h"

#define DEEPEST 256 /* parents looked at */

/* A child of PID 1 that is no main process: it lost its parent. */
static enum sender of_orphan(struct unit *u, pid_t pid, const struct proc_info *at)
{
	struct ownership *claims = u->ctx->ownership;
	struct proc_info p = { .pid = pid };
	uint32_t owner;

	if (at->group == u->main.child.pid || at->session == u->main.child.pid)
		return SENDER_OWN;
	if (!proctree_stat(ownership_tree(claims), pid, &p))
		return SENDER_GONE; /* dead: what it had is gone */
	p.direct = true;
	owner = ownership_find(claims, &p);
	if (owner == OWNER_PENDING) {
		ownership_resolve(claims);
		return SENDER_PENDING;
	}
	return owner == u->index ? SENDER_OWN : SENDER_OTHER;
}

/* Whoever is below a main process, or a helper of a service, is its own. */
enum sender sender_of(struct unit *u, pid_t pid)
{
	const struct proctree *t = ownership_tree(u->ctx->ownership);
	struct proc_info at;

	if (pid <= 0)
		return SENDER_OTHER;
	for (int i = 0; i < DEEPEST; i++) {
		struct child *child = child_find(u->ctx, pid);

		if (pid == u->main.child.pid)
			return SENDER_OWN;
		if (child != NULL)
			return child_unit(child) == u ? SENDER_OWN : SENDER_OTHER;
		if (!proctree_stat_dead(t, pid, &at)) /* a client may send and exit */
			return SENDER_GONE;
		if (at.parent == (pid_t)t->self)
			return of_orphan(u, pid, &at);
		if (at.parent <= 1)
			return SENDER_OTHER;
		pid = at.parent;
	}
	return SENDER_OTHER;
}
