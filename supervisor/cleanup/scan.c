/* supervisor/cleanup/scan.c - scans for the processes of units that are cleaned up.
 *
 * A process below the main process of a unit, or below another process of the unit, belongs
 * to the unit. owner.c finds the owner of our other children. */
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/cleanup/ownership_internal.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define PROCESSES_A_TURN 256 /* 256 processes take about 5 ms */
#define KEEP_FOUND       512 /* a scan of more processes gives its pages back */
/* An orphan whose owner was not looked up yet. */
#define OWNER_UNRESOLVED (UINT32_MAX - 2)

static void *map_address_space(size_t size)
{
	void *base = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return base == MAP_FAILED ? NULL : base;
}

struct ownership *ownership_new(struct context *ctx)
{
	struct ownership *ownership = calloc(1, sizeof *ownership);

	if (ownership == NULL)
		return NULL;
	ownership->ctx = ctx;
	ownership->session = getsid(0);
	proctree_open(&ownership->tree);
	mark_reader_init(ownership);
	ownership->found = map_address_space(FOUND_MAX * sizeof *ownership->found);
	ownership->owned = map_address_space(OWNED_MAX * sizeof *ownership->owned);
	if (ownership->found == NULL || ownership->owned == NULL) {
		ownership_free(ownership);
		return NULL;
	}
	return ownership;
}

void ownership_free(struct ownership *ownership)
{
	if (ownership == NULL)
		return;
	mark_reader_done(ownership);
	proctree_close(&ownership->tree);
	if (ownership->found != NULL)
		munmap(ownership->found, FOUND_MAX * sizeof *ownership->found);
	if (ownership->owned != NULL)
		munmap(ownership->owned, OWNED_MAX * sizeof *ownership->owned);
	free(ownership);
}

/* ---- starting ---- */

static bool is_owner_scanned(const struct ownership *ownership, uint32_t owner)
{
	return owner < ownership->ctx->count &&
	       cleanup_is_scanned(ownership->ctx->units[owner]);
}

static void add_process(struct ownership *ownership, pid_t pid, uint32_t owner,
			uint8_t flags)
{
	if (ownership->count == FOUND_MAX)
		return;
	ownership->found[ownership->count++] =
		(struct proc_info){ .pid = pid,
				    .parent = ownership->parent,
				    .owner = owner,
				    .direct = ownership->parent ==
					      (pid_t)ownership->tree.self,
				    .flags = flags };
}

static void on_child(void *context, pid_t pid)
{
	struct ownership *ownership = context;

	add_process(ownership, pid, ownership->owner, 0);
}

/* Returns true if a scan need not look up this child of ours: it is in the child table, or
 * we remember that it belongs to no unit that is scanned. */
static bool is_known(void *context, pid_t pid)
{
	struct ownership *ownership = context;
	const struct owned_process *known;

	if (child_find(ownership->ctx, pid) != NULL)
		return true;
	known = owned_find(ownership, pid);
	return known != NULL && known->direct && !is_owner_scanned(ownership, known->owner);
}

bool ownership_any_unknown(struct ownership *ownership)
{
	return proctree_has_unknown_child(&ownership->tree, is_known, ownership);
}

static void on_own_child(void *context, pid_t pid)
{
	struct ownership *ownership = context;
	struct child *child = child_find(ownership->ctx, pid);
	struct unit *u =
		child != NULL && child->kind == CHILD_MAIN ? child_unit(child) : NULL;

	if (ownership->all)
		add_process(ownership, pid, OWNER_NONE, 0);
	else if (u != NULL && cleanup_is_scanned(u))
		add_process(ownership, pid, u->index, PROC_MAIN);
	else if (child == NULL && !is_known(ownership, pid))
		add_process(ownership, pid, OWNER_UNRESOLVED, 0);
}

void ownership_scan_begin(struct ownership *ownership)
{
	ownership->count = ownership->next = 0;
	ownership->now = proctree_now();
	ownership->gathering = true;
	ownership->all = ownership->incomplete = false;
}

void ownership_scan_begin_all(struct ownership *ownership)
{
	ownership_scan_begin(ownership);
	ownership->all = true;
}

/* ---- scanning ---- */

static void resolve_orphan(struct ownership *ownership, struct proc_info *p)
{
	p->owner = ownership_find(ownership, p);
	if (p->owner == OWNER_PENDING) {
		ownership->incomplete = true;
		mark_reader_report(ownership, p->pid);
	} else {
		owned_put(ownership, p, false);
	}
}

/* Reads a process and adds its children. */
static void expand_process(struct ownership *ownership, struct proc_info *p)
{
	pid_t parent = p->parent;
	const struct owned_process *known;

	if (!proctree_stat(&ownership->tree, p->pid, p) ||
	    (p->parent != parent && p->parent != (pid_t)ownership->tree.self)) {
		p->pid = 0; /* the process has exited, or its pid was reused */
		return;
	}
	p->direct = p->parent == (pid_t)ownership->tree.self;
	known = owned_find(ownership, p->pid);
	if (known != NULL && known->start == p->start)
		p->flags |= known->flags;
	if (p->owner == OWNER_UNRESOLVED)
		resolve_orphan(ownership, p);
	if (!ownership->all && !is_owner_scanned(ownership, p->owner)) {
		p->pid = 0;
		return;
	}
	ownership->owner = p->owner;
	ownership->parent = p->pid;
	proctree_children(&ownership->tree, p, on_child, ownership);
}

bool ownership_scan_step(struct ownership *ownership)
{
	struct proc_info self = { .pid = (pid_t)ownership->tree.self, .threads = 1 };

	if (ownership->gathering) {
		if (!proctree_snapshot(&ownership->tree, PROCESSES_A_TURN))
			return false;
		ownership->gathering = false;
		ownership->parent = self.pid;
		proctree_children(&ownership->tree, &self, on_own_child, ownership);
	}
	for (int i = 0; i < PROCESSES_A_TURN && ownership->next < ownership->count; i++)
		expand_process(ownership, &ownership->found[ownership->next++]);
	return ownership->next == ownership->count;
}

/* ---- results ---- */

struct proc_info *ownership_scan_found(struct ownership *ownership, size_t *ret_count)
{
	*ret_count = ownership->count;
	return ownership->found;
}

bool ownership_scan_incomplete(const struct ownership *ownership)
{
	return ownership->incomplete;
}

void ownership_scan_end(struct ownership *ownership)
{
	if (ownership->count > KEEP_FOUND)
		madvise(ownership->found, FOUND_MAX * sizeof *ownership->found,
			MADV_DONTNEED);
	ownership->count = ownership->next = 0;
}
