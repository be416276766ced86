/* supervisor/child/table.c - the table of our child processes, by pid. */
#include "supervisor/child/table.h"

#include "supervisor/service.h"

static struct child **bucket(const struct context *ctx, pid_t pid)
{
	return &SUP(ctx)->by_pid[(uint32_t)pid & SUP(ctx)->pid_mask];
}

void child_register(struct context *ctx, struct child *child, pid_t pid)
{
	struct child **at = bucket(ctx, pid);

	SUP(ctx)->helpers += child->kind != CHILD_SERVICE;
	child->pid = pid;
	child->next = *at;
	*at = child;
}

void child_unregister(struct context *ctx, struct child *child)
{
	struct child **at = bucket(ctx, child->pid);

	while (*at != NULL && *at != child)
		at = &(*at)->next;
	if (*at != child)
		return;
	*at = child->next;
	SUP(ctx)->helpers -= child->kind != CHILD_SERVICE;
}

struct child *child_find(const struct context *ctx, pid_t pid)
{
	struct child *at = *bucket(ctx, pid);

	while (at != NULL && at->pid != pid)
		at = at->next;
	return at;
}
