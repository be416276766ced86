/* supervisor/cleanup/owned.c - the processes whose owner is known, sorted by pid. */
#include "supervisor/cleanup/ownership_internal.h"

#include <string.h>

struct proctree *ownership_tree(struct ownership *o)
{
	return &o->tree;
}

bool ownership_is_possible(const struct ownership *o)
{
	return o->tree.proc_fd >= 0;
}

/* The position of the first process whose pid is not below `pid`. */
static size_t position_of(const struct ownership *o, pid_t pid)
{
	size_t low = 0, high = o->owned_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (o->owned[middle].pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct owned_process *owned_find(const struct ownership *o, pid_t pid)
{
	size_t i = position_of(o, pid);

	return i < o->owned_count && o->owned[i].pid == pid ? &o->owned[i] : NULL;
}

static void owned_remove(struct ownership *o, size_t i)
{
	memmove(&o->owned[i], &o->owned[i + 1],
		(--o->owned_count - i) * sizeof o->owned[0]);
}

void owned_put(struct ownership *o, const struct proc_info *p, bool origin_read)
{
	size_t i = position_of(o, p->pid);
	struct owned_process entry = {
		.start = p->start,
		.seen = o->now,
		.pid = p->pid,
		.session = p->session,
		.owner = p->owner,
		.direct = p->direct,
		.origin_read = origin_read,
		.flags = (uint8_t)(p->flags & ~PROC_KILLED_NOW),
	};

	if (i == o->owned_count || o->owned[i].pid != p->pid) {
		if (o->owned_count == OWNED_MAX)
			return;
		memmove(&o->owned[i + 1], &o->owned[i],
			(o->owned_count++ - i) * sizeof o->owned[0]);
	} else if (o->owned[i].start == p->start) {
		entry.flags |= o->owned[i].flags;
		entry.origin_read |= o->owned[i].origin_read;
	}
	o->owned[i] = entry;
}

void ownership_remember(struct ownership *o, const struct proc_info *p)
{
	owned_put(o, p, false);
}

void ownership_reset_signals(struct ownership *o, uint32_t owner)
{
	for (size_t i = 0; i < o->owned_count; i++) {
		if (o->owned[i].owner == owner)
			o->owned[i].flags &= (uint8_t)~PROC_SIGNAL_SENT;
	}
	for (size_t i = 0; i < o->count; i++) { /* of the scan that runs */
		if (o->found[i].owner == owner)
			o->found[i].flags &= (uint8_t)~PROC_SIGNAL_SENT;
	}
}

void ownership_forget_pid(struct ownership *o, pid_t pid)
{
	size_t i;

	if (o->owned_count == 0)
		return;
	i = position_of(o, pid);
	if (i < o->owned_count && o->owned[i].pid == pid)
		owned_remove(o, i);
}

void ownership_forget_unit(struct ownership *o, uint32_t owner)
{
	for (size_t i = o->owned_count; i > 0; i--) {
		if (o->owned[i - 1].owner == owner && !o->owned[i - 1].direct)
			owned_remove(o, i - 1);
	}
}

static uint32_t remap_owner(uint32_t owner, const int32_t *to, uint32_t count)
{
	if (owner >= count) /* OWNER_NONE, OWNER_PENDING ... */
		return owner;
	return to[owner] >= 0 ? (uint32_t)to[owner] : OWNER_NONE;
}

void ownership_remap(struct ownership *o, const int32_t *to, uint32_t count)
{
	for (size_t i = 0; i < o->owned_count; i++)
		o->owned[i].owner = remap_owner(o->owned[i].owner, to, count);
	for (size_t i = 0; i < o->question_count; i++)
		o->questions[i].by_pipe = remap_owner(o->questions[i].by_pipe, to, count);
	for (size_t i = 0; i < o->count; i++) {
		o->found[i].owner = remap_owner(o->found[i].owner, to, count);
		if (i < o->next && o->found[i].owner == OWNER_NONE)
			o->found[i].pid = 0;
	}
}
