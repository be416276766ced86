/* supervisor/cleanup/pidfile_verify.c - decides whether a process may be the main process.
 *
 * The process that `pid-file` names must not be older than this start of the service, and
 * must not belong to another service. Its owner must be this service. If its owner is
 * unknown, the process must be below PID 1, and the file must belong to its user or to
 * root. So a stale file is refused: its process is gone, older, or a stranger.
 *
 * The process that MAINPID= names must be known to belong to the service. */
#include "supervisor/cleanup/pidfile_internal.h"

#include <stdio.h>
#include <sys/stat.h>

static bool same_user(const struct pidfile *pidfile, pid_t pid)
{
	char path[32];
	struct stat process;

	snprintf(path, sizeof path, "/proc/%d", (int)pid);
	return stat(path, &process) == 0 &&
	       (pidfile->owner == 0 || pidfile->owner == process.st_uid);
}

/* Finds the owner of the process, first by its ancestor that is our child. Returns true if
 * the process is below us. */
static bool find_owner(struct pidfile *pidfile, const struct proc_info *p,
		       uint32_t *ret_owner)
{
	struct context *ctx = pidfile->session.unit->ctx;
	struct proc_info root;
	struct child *child;
	const struct climb climb = { .dead_too = false };
	/* `root` is the process itself or its ancestor that is our child. */
	bool below = proctree_climb(ownership_tree(ctx->ownership), &climb, p->pid,
				    &root) == CLIMB_OUR_CHILD;

	if (below && root.pid != p->pid && (child = child_find(ctx, root.pid)) != NULL) {
		*ret_owner = child_unit(child) == pidfile->session.unit
				     ? pidfile->session.unit->index
				     : ctx->count;
		return true;
	}
	*ret_owner = ownership_find(ctx->ownership, p);
	if (*ret_owner == OWNER_NONE && below && root.pid != p->pid)
		*ret_owner = ownership_find(ctx->ownership, &root);
	return below;
}

bool pidfile_verify(struct pidfile *pidfile, pid_t pid, bool named, struct proc_info *p)
{
	struct context *ctx = pidfile->session.unit->ctx;
	const struct proctree *t = ownership_tree(ctx->ownership);
	uint32_t owner, index = pidfile->session.unit->index;
	bool below;

	pidfile->owner_pending = false;
	*p = (struct proc_info){ .pid = pid };
	if (!proctree_stat(t, pid, p))
		return pidfile_refuse(pidfile, "there is no such process");
	if (p->start != 0 && p->start < pidfile->began)
		return pidfile_refuse(pidfile, "that process is older than this start");
	if (child_find(ctx, pid) != NULL)
		return pidfile_refuse(pidfile, "that process is another service's");
	p->direct = p->parent == (pid_t)t->self;
	below = find_owner(pidfile, p, &owner);
	pidfile->owner_pending = owner == OWNER_PENDING;
	if (pidfile->owner_pending) {
		ownership_resolve(ctx->ownership);
		return pidfile_refuse(pidfile, "that process is not settled yet");
	}
	if (owner == index)
		return true;
	if (owner != OWNER_NONE)
		return pidfile_refuse(pidfile, "that process is another service's");
	if (named || !below)
		return pidfile_refuse(pidfile, "that process is none of this service");
	return same_user(pidfile, pid) ||
	       pidfile_refuse(pidfile, "that process is another user's than the file");
}
