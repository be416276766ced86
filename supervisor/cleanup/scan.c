/* supervisor/cleanup/scan.c - the scan for processes of the units that are cleaned up. */
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/cleanup/ownership_internal.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define PROCESSES_A_TURN 256 /* some 5 ms */
#define KEEP_FOUND       512 /* a larger scan gives its pages back */
/* The owner of an orphan that was not asked for yet. */
#define OWNER_UNRESOLVED (UINT32_MAX - 2)

static void *map_address_space(size_t size)
{
	void *base = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return base == MAP_FAILED ? NULL : base;
}

struct ownership *ownership_new(struct context *ctx)
{
	struct ownership *o = calloc(1, sizeof *o);

	if (o == NULL)
		return NULL;
	o->ctx = ctx;
	o->session = getsid(0);
	proctree_open(&o->tree);
	mark_reader_init(o);
	o->found = map_address_space(FOUND_MAX * sizeof *o->found);
	o->owned = map_address_space(OWNED_MAX * sizeof *o->owned);
	if (o->found == NULL || o->owned == NULL) {
		ownership_free(o);
		return NULL;
	}
	return o;
}

void ownership_free(struct ownership *o)
{
	if (o == NULL)
		return;
	mark_reader_done(o);
	proctree_close(&o->tree);
	if (o->found != NULL)
		munmap(o->found, FOUND_MAX * sizeof *o->found);
	if (o->owned != NULL)
		munmap(o->owned, OWNED_MAX * sizeof *o->owned);
	free(o);
}

/* ---- where it starts ---- */

static bool is_owner_scanned(const struct ownership *o, uint32_t owner)
{
	return owner < o->ctx->count && cleanup_is_scanned(o->ctx->units[owner]);
}

static void add_process(struct ownership *o, pid_t pid, uint32_t owner, uint8_t flags)
{
	if (o->count == FOUND_MAX)
		return;
	o->found[o->count++] =
		(struct proc_info){ .pid = pid,
				    .parent = o->parent,
				    .owner = owner,
				    .direct = o->parent == (pid_t)o->tree.self,
				    .flags = flags };
}

static void on_child(void *context, pid_t pid)
{
	struct ownership *o = context;

	add_process(o, pid, o->owner, 0);
}

/* Returns true if this child of ours needs no look. */
static bool is_known(void *context, pid_t pid)
{
	struct ownership *o = context;
	const struct owned_process *known;

	if (child_find(o->ctx, pid) != NULL)
		return true;
	known = owned_find(o, pid);
	return known != NULL && known->direct && !is_owner_scanned(o, known->owner);
}

bool ownership_any_unknown(struct ownership *o)
{
	return proctree_has_unknown_child(&o->tree, is_known, o);
}

static void on_own_child(void *context, pid_t pid)
{
	struct ownership *o = context;
	struct child *child = child_find(o->ctx, pid);
	struct unit *u =
		child != NULL && child->kind == CHILD_MAIN ? child_unit(child) : NULL;

	if (o->all)
		add_process(o, pid, OWNER_NONE, 0);
	else if (u != NULL && cleanup_is_scanned(u))
		add_process(o, pid, u->index, PROC_MAIN);
	else if (child == NULL && !is_known(o, pid))
		add_process(o, pid, OWNER_UNRESOLVED, 0);
}

void ownership_scan_begin(struct ownership *o)
{
	o->count = o->next = 0;
	o->now = proctree_now();
	o->gathering = true;
	o->all = o->incomplete = false;
}

void ownership_scan_begin_all(struct ownership *o)
{
	ownership_scan_begin(o);
	o->all = true;
}

/* ---- one step ---- */

static void resolve_orphan(struct ownership *o, struct proc_info *p)
{
	p->owner = ownership_find(o, p);
	if (p->owner == OWNER_PENDING) {
		o->incomplete = true;
		mark_reader_report(o, p->pid);
	} else {
		owned_put(o, p, false);
	}
}

/* Looks at a process, and adds its children. */
static void expand_process(struct ownership *o, struct proc_info *p)
{
	pid_t parent = p->parent;
	const struct owned_process *known;

	if (!proctree_stat(&o->tree, p->pid, p) ||
	    (p->parent != parent && p->parent != (pid_t)o->tree.self)) {
		p->pid = 0; /* it is gone, or its number is another process's now */
		return;
	}
	p->direct = p->parent == (pid_t)o->tree.self;
	known = owned_find(o, p->pid);
	if (known != NULL && known->start == p->start)
		p->flags |= known->flags;
	if (p->owner == OWNER_UNRESOLVED)
		resolve_orphan(o, p);
	if (!o->all && !is_owner_scanned(o, p->owner)) {
		p->pid = 0;
		return;
	}
	o->owner = p->owner;
	o->parent = p->pid;
	proctree_children(&o->tree, p, on_child, o);
}

bool ownership_scan_step(struct ownership *o)
{
	struct proc_info self = { .pid = (pid_t)o->tree.self, .threads = 1 };

	if (o->gathering) {
		if (!proctree_snapshot(&o->tree, PROCESSES_A_TURN))
			return false;
		o->gathering = false;
		o->parent = self.pid;
		proctree_children(&o->tree, &self, on_own_child, o);
	}
	for (int i = 0; i < PROCESSES_A_TURN && o->next < o->count; i++)
		expand_process(o, &o->found[o->next++]);
	return o->next == o->count;
}

/* ---- its result ---- */

struct proc_info *ownership_scan_found(struct ownership *o, size_t *ret_count)
{
	*ret_count = o->count;
	return o->found;
}

bool ownership_scan_incomplete(const struct ownership *o)
{
	return o->incomplete;
}

void ownership_scan_end(struct ownership *o)
{
	if (o->count > KEEP_FOUND)
		madvise(o->found, FOUND_MAX * sizeof *o->found, MADV_DONTNEED);
	o->count = o->next = 0;
}
