/* supervisor/cleanup/owned.c - keeps the processes whose owner is known, sorted by pid. */
#include "supervisor/cleanup/ownership_internal.h"

#include <string.h>

struct proctree *ownership_tree(struct ownership *ownership)
{
	return &ownership->tree;
}

bool ownership_is_possible(const struct ownership *ownership)
{
	return ownership->tree.proc_fd >= 0;
}

/* Returns the position of the first process whose pid is at least `pid`. */
static size_t position_of(const struct ownership *ownership, pid_t pid)
{
	size_t low = 0, high = ownership->owned_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (ownership->owned[middle].pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct owned_process *owned_find(const struct ownership *ownership, pid_t pid)
{
	size_t i = position_of(ownership, pid);

	return i < ownership->owned_count && ownership->owned[i].pid == pid
		       ? &ownership->owned[i]
		       : NULL;
}

static void owned_remove(struct ownership *ownership, size_t i)
{
	memmove(&ownership->owned[i], &ownership->owned[i + 1],
		(--ownership->owned_count - i) * sizeof ownership->owned[0]);
}

void owned_put(struct ownership *ownership, const struct proc_info *p, bool origin_read)
{
	size_t i = position_of(ownership, p->pid);
	struct owned_process entry = {
		.start = p->start,
		.seen = ownership->now,
		.pid = p->pid,
		.session = p->session,
		.owner = p->owner,
		.direct = p->direct,
		.origin_read = origin_read,
		.flags = (uint8_t)(p->flags & ~PROC_KILLED_NOW),
	};

	if (i == ownership->owned_count || ownership->owned[i].pid != p->pid) {
		if (ownership->owned_count == OWNED_MAX)
			return;
		memmove(&ownership->owned[i + 1], &ownership->owned[i],
			(ownership->owned_count++ - i) * sizeof ownership->owned[0]);
	} else if (ownership->owned[i].start == p->start) {
		entry.flags |= ownership->owned[i].flags;
		entry.origin_read |= ownership->owned[i].origin_read;
	}
	ownership->owned[i] = entry;
}

void ownership_remember(struct ownership *ownership, const struct proc_info *p)
{
	owned_put(ownership, p, false);
}

void ownership_reset_signals(struct ownership *ownership, uint32_t owner)
{
	for (size_t i = 0; i < ownership->owned_count; i++) {
		if (ownership->owned[i].owner == owner)
			ownership->owned[i].flags &= (uint8_t)~PROC_SIGNAL_SENT;
	}
	for (size_t i = 0; i < ownership->count; i++) { /* also update the running scan */
		if (ownership->found[i].owner == owner)
			ownership->found[i].flags &= (uint8_t)~PROC_SIGNAL_SENT;
	}
}

void ownership_forget_pid(struct ownership *ownership, pid_t pid)
{
	size_t i;

	if (ownership->owned_count == 0)
		return;
	i = position_of(ownership, pid);
	if (i < ownership->owned_count && ownership->owned[i].pid == pid)
		owned_remove(ownership, i);
}

void ownership_forget_unit(struct ownership *ownership, uint32_t owner)
{
	for (size_t i = ownership->owned_count; i > 0; i--) {
		if (ownership->owned[i - 1].owner == owner &&
		    !ownership->owned[i - 1].direct)
			owned_remove(ownership, i - 1);
	}
}

static uint32_t remap_owner(uint32_t owner, const int32_t *to, uint32_t count)
{
	if (owner >= count) /* no unit: OWNER_NONE, OWNER_PENDING, ... */
		return owner;
	return to[owner] >= 0 ? (uint32_t)to[owner] : OWNER_NONE;
}

void ownership_remap(struct ownership *ownership, const int32_t *to, uint32_t count)
{
	for (size_t i = 0; i < ownership->owned_count; i++)
		ownership->owned[i].owner =
			remap_owner(ownership->owned[i].owner, to, count);
	for (size_t i = 0; i < ownership->question_count; i++)
		ownership->questions[i].by_pipe =
			remap_owner(ownership->questions[i].by_pipe, to, count);
	for (size_t i = 0; i < ownership->count; i++) {
		ownership->found[i].owner =
			remap_owner(ownership->found[i].owner, to, count);
		if (i < ownership->next && ownership->found[i].owner == OWNER_NONE)
			ownership->found[i].pid = 0;
	}
}
