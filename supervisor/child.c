/* supervisor/child.c - which child is whose: one table by pid, for services and jobs. */
#include "supervisor/child.h"

#include "supervisor/service.h"

static struct child **bucket(const struct sup *sup, pid_t pid)
{
	return &sup->by_pid[(uint32_t)pid & sup->pid_mask];
}

void child_remember(struct sup *sup, struct child *child, pid_t pid)
{
	struct child **at = bucket(sup, pid);

	sup->jobs += child->kind != CHILD_SERVICE;
	child->pid = pid;
	child->next = *at;
	*at = child;
}

void child_forget(struct sup *sup, struct child *child)
{
	struct child **at = bucket(sup, child->pid);

	while (*at != NULL && *at != child)
		at = &(*at)->next;
	if (*at != child)
		return;
	*at = child->next;
	sup->jobs -= child->kind != CHILD_SERVICE;
}

struct child *child_find(const struct sup *sup, pid_t pid)
{
	struct child *at = *bucket(sup, pid);

	while (at != NULL && at->pid != pid)
		at = at->next;
	return at;
}
