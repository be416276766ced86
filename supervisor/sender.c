/* supervisor/sender.c - does a message to a service come from one of its own processes? */
#include "supervisor/sender.h"

#include "supervisor/claims.h"
#include "supervisor/job.h"

#define DEEPEST 256 /* parents looked at */

static const struct service *service_of(const struct child *child)
{
	if (child->kind == CHILD_SERVICE)
		return container_of(child, struct service, child);
	if (child->kind == CHILD_JOB)
		return container_of(child, struct job, now)->svc;
	return NULL;
}

/* A child of PID 1 that is no main process: it lost its parent. */
static enum sender of_orphan(struct service *svc, pid_t pid, const struct tree_proc *at)
{
	struct claims *claims = svc->sup->claims;
	struct tree_proc p = { .pid = pid };
	uint32_t owner;

	if (at->group == svc->child.pid || at->session == svc->child.pid)
		return SENDER_OWN;
	if (!tree_look(claims_tree(claims), pid, &p))
		return SENDER_GONE; /* dead: what it had is gone */
	p.direct = true;
	owner = claims_owner(claims, &p);
	if (owner == OWNER_LATER) {
		claims_ask(claims);
		return SENDER_LATER;
	}
	return owner == service_index(svc) ? SENDER_OWN : SENDER_OTHER;
}

/* Whoever is below a main process, or a job of a service, is its own. */
enum sender sender_of(struct service *svc, pid_t pid)
{
	const struct tree *t = claims_tree(svc->sup->claims);
	struct tree_proc at;

	if (pid <= 0)
		return SENDER_OTHER;
	for (int i = 0; i < DEEPEST; i++) {
		const struct child *child = child_find(svc->sup, pid);

		if (pid == svc->child.pid)
			return SENDER_OWN;
		if (child != NULL)
			return service_of(child) == svc ? SENDER_OWN : SENDER_OTHER;
		if (!tree_look_dead(t, pid, &at)) /* a client may send and exit */
			return SENDER_GONE;
		if (at.parent == (pid_t)t->self)
			return of_orphan(svc, pid, &at);
		if (at.parent <= 1)
			return SENDER_OTHER;
		pid = at.parent;
	}
	return SENDER_OTHER;
}
