/* supervisor/cleanup/pidfile_verify.c - may this process be the main process of the service?
 *
 * Of pid-file: a process that was started after the service was, is no other service's, and
 * is known to be of this one; or nobody's, and of the user who wrote the file, or the file
 * is root's. A file left from an earlier run names a process that is gone, older, or a
 * stranger. Of MAINPID=: a process that is known to be of this service. */
#include "supervisor/cleanup/pidfile_internal.h"

#include <stdio.h>
#include <sys/stat.h>

static bool same_user(const struct pidfile *f, pid_t pid)
{
	char path[32];
	struct stat process;

	snprintf(path, sizeof path, "/proc/%d", (int)pid);
	return stat(path, &process) == 0 && (f->owner == 0 || f->owner == process.st_uid);
}

/* Whose is it by what it is below? false: that says nothing; `owner` is asked for. */
static bool by_place(struct pidfile *f, const struct proc_info *p, uint32_t *ret_owner)
{
	struct context *ctx = f->unit->ctx;
	struct proc_info root;
	struct child *child;
	const struct climb climb = { .dead_too = false };
	/* The child of ours that it is, or that it is below. */
	bool below = proctree_climb(ownership_tree(ctx->ownership), &climb, p->pid,
				    &root) == CLIMB_OUR_CHILD;

	if (below && root.pid != p->pid && (child = child_find(ctx, root.pid)) != NULL) {
		*ret_owner = child_unit(child) == f->unit ? f->unit->index : ctx->count;
		return true;
	}
	*ret_owner = ownership_find(ctx->ownership, p);
	if (*ret_owner == OWNER_NONE && below && root.pid != p->pid)
		*ret_owner = ownership_find(ctx->ownership, &root);
	return below;
}

bool pidfile_verify(struct pidfile *f, pid_t pid, bool named, struct proc_info *p)
{
	struct context *ctx = f->unit->ctx;
	const struct proctree *t = ownership_tree(ctx->ownership);
	uint32_t owner, index = f->unit->index;
	bool below;

	f->owner_pending = false;
	*p = (struct proc_info){ .pid = pid };
	if (!proctree_stat(t, pid, p))
		return pidfile_refuse(f, "there is no such process");
	if (p->start != 0 && p->start < f->began)
		return pidfile_refuse(f, "that process is older than this start");
	if (child_find(ctx, pid) != NULL)
		return pidfile_refuse(f, "that process is another service's");
	p->direct = p->parent == (pid_t)t->self;
	below = by_place(f, p, &owner);
	f->owner_pending = owner == OWNER_PENDING;
	if (f->owner_pending) {
		ownership_resolve(ctx->ownership);
		return pidfile_refuse(f, "that process is not settled yet");
	}
	if (owner == index)
		return true;
	if (owner != OWNER_NONE)
		return pidfile_refuse(f, "that process is another service's");
	if (named || !below)
		return pidfile_refuse(f, "that process is none of this service");
	return same_user(f, pid) ||
	       pidfile_refuse(f, "that process is another user's than the file");
}
