/* supervisor/cleanup/owner.c - finds the unit of a process without reading its mark.
 *
 * It knows the owner of a remembered process (owned.c), of a process in the session of a
 * unit or, in our own session, in its process group, and of a process in its control group.
 * PID 1 finds all of this without waiting. For other processes it requests the mark. */
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/cleanup/main_session.h"
#include "supervisor/cleanup/ownership_internal.h"

#include <unistd.h>

static uint32_t owner_by_dead_leader(struct ownership *ownership, pid_t session,
				     uint64_t start)
{
	const struct cleanup_state *state;

	for (struct unit *u = ownership->ctx->cleanup->list; u != NULL; u = state->next) {
		state = cleanup_state_of(u);
		if (u->cleanup_phase == CLEANUP_NONE || u->main.child.pid != session)
			continue;
		/* Without a pidfd we also accept a process that started in the same tick as
		 * the death. cleanup_begin() opens no pidfd if an error does no harm or
		 * cannot be avoided. */
		if ((uint32_t)start < state->died + (u->main.pidfd < 0) ||
		    cleanup_group_is_alive(u))
			return u->index;
	}
	return OWNER_NONE;
}

static uint32_t owner_by_member(struct ownership *ownership, pid_t session, uint64_t start)
{
	for (size_t i = 0; i < ownership->owned_count; i++) {
		const struct owned_process *p = &ownership->owned[i];
		struct proc_info now = { 0 };

		if (p->session != session || p->owner == OWNER_NONE)
			continue;
		if (start < p->seen || (proctree_stat(&ownership->tree, p->pid, &now) &&
					now.start == p->start && now.session == session))
			return p->owner;
	}
	return OWNER_NONE;
}

/* A session has the pid of its creator, and this number is not reused while the creator or
 * a member of the session exists. So the owner is known
 * - by a child of ours with this pid,
 * - by a dead main process that had this pid, if the process started before that death or
 *   the group still has members (we ask the pidfd),
 * - by a remembered process that is still in the session, or was in it when the process
 *   already existed,
 * - by main_session.c. */
static uint32_t owner_by_session(struct ownership *ownership, pid_t session, uint64_t start)
{
	struct child *child = child_find(ownership->ctx, session);
	struct unit *u = child != NULL ? child_unit(child) : NULL;
	uint32_t owner;

	if (u != NULL)
		return u->index;
	owner = owner_by_dead_leader(ownership, session, start);
	if (owner == OWNER_NONE)
		owner = owner_by_member(ownership, session, start);
	return owner != OWNER_NONE ? owner
				   : main_session_owner(ownership->ctx, session, start);
}

/* Such a command has the marks of the service, but is none of its processes. */
static bool is_of_command(struct ownership *ownership, const struct proc_info *p)
{
	const struct child *leader = child_find(ownership->ctx, p->session);

	return leader != NULL && leader->kind == CHILD_COMMAND;
}

uint32_t ownership_find(struct ownership *ownership, const struct proc_info *p)
{
	const struct owned_process *known = owned_find(ownership, p->pid);
	uint32_t owner = OWNER_NONE;

	if (is_of_command(ownership, p))
		return OWNER_NONE;

	if (known != NULL && known->start == p->start && known->owner != OWNER_NONE)
		return known->owner;
	/* A process in our own session has taken the terminal: its group shows the
	 * owner. */
	if (p->session != ownership->session)
		owner = owner_by_session(ownership, p->session, p->start);
	else if (p->group != getpgrp())
		owner = owner_by_session(ownership, p->group, p->start);
	if (owner == OWNER_NONE)
		owner = unit_by_cgroup(ownership, p->pid);
	if (owner != OWNER_NONE)
		return owner;
	if (known != NULL && known->start == p->start && known->origin_read)
		return OWNER_NONE;
	mark_reader_add(ownership, p);
	return OWNER_PENDING;
}
