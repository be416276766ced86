/* supervisor/cleanup/scan.c - the walk through processes, and those that were met before. */
#include "supervisor/cleanup/ownership_internal.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/proc/signal_process.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIECE            256 /* processes looked at in a turn: some 5 ms */
#define OWNER_UNRESOLVED (UINT32_MAX - 2)
#define KEEP_FOUND       512 /* more of them give the pages back */

static void *address_space(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

struct ownership *ownership_new(struct context *ctx)
{
	struct ownership *c = calloc(1, sizeof *c);

	if (c == NULL)
		return NULL;
	c->ctx = ctx;
	c->session = getsid(0);
	proctree_open(&c->tree);
	mark_reader_init(c);
	c->found = address_space(FOUND_MOST * sizeof *c->found);
	c->known = address_space(KNOWN_MOST * sizeof *c->known);
	if (c->found == NULL || c->known == NULL) {
		ownership_free(c);
		return NULL;
	}
	return c;
}

void ownership_free(struct ownership *c)
{
	if (c == NULL)
		return;
	mark_reader_done(c);
	proctree_close(&c->tree);
	if (c->found != NULL)
		munmap(c->found, FOUND_MOST * sizeof *c->found);
	if (c->known != NULL)
		munmap(c->known, KNOWN_MOST * sizeof *c->known);
	free(c);
}

struct proctree *ownership_tree(struct ownership *c)
{
	return &c->tree;
}

bool ownership_is_possible(const struct ownership *c)
{
	return c->tree.proc_fd >= 0;
}

/* ---- what is known ---- */

size_t owned_position(const struct ownership *c, pid_t pid)
{
	size_t low = 0, high = c->known_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->known[middle].pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct known *owned_find(const struct ownership *c, pid_t pid)
{
	size_t at = owned_position(c, pid);

	return at < c->known_count && c->known[at].pid == pid ? &c->known[at] : NULL;
}

static void known_remove(struct ownership *c, size_t at)
{
	memmove(&c->known[at], &c->known[at + 1],
		(--c->known_count - at) * sizeof c->known[0]);
}

void owned_put(struct ownership *c, const struct proc_info *p, bool asked)
{
	size_t at = owned_position(c, p->pid);
	struct known k = { p->start, c->now,
			   p->pid,   p->session,
			   p->owner, p->direct,
			   asked,    (uint8_t)(p->mine & ~PROC_KILLED_NOW) };

	if (at == c->known_count || c->known[at].pid != p->pid) {
		if (c->known_count == KNOWN_MOST)
			return;
		memmove(&c->known[at + 1], &c->known[at],
			(c->known_count++ - at) * sizeof c->known[0]);
	} else if (c->known[at].start == p->start) {
		k.mine |= c->known[at].mine;
		k.asked |= c->known[at].asked;
	}
	c->known[at] = k;
}

void ownership_remember(struct ownership *c, const struct proc_info *p)
{
	owned_put(c, p, false);
}

void ownership_reset_signals(struct ownership *c, uint32_t owner)
{
	for (size_t i = 0; i < c->known_count; i++) {
		if (c->known[i].owner == owner)
			c->known[i].mine &= (uint8_t)~PROC_SIGNAL_SENT;
	}
	for (size_t i = 0; i < c->count; i++) { /* of a walk that runs */
		if (c->found[i].owner == owner)
			c->found[i].mine &= (uint8_t)~PROC_SIGNAL_SENT;
	}
}

void ownership_forget_pid(struct ownership *c, pid_t pid)
{
	size_t at;

	if (c->known_count == 0)
		return;
	at = owned_position(c, pid);
	if (at < c->known_count && c->known[at].pid == pid)
		known_remove(c, at);
}

void ownership_forget_unit(struct ownership *c, uint32_t owner)
{
	for (size_t at = c->known_count; at > 0; at--) {
		if (c->known[at - 1].owner == owner && !c->known[at - 1].direct)
			known_remove(c, at - 1);
	}
}

static uint32_t renumbered(uint32_t owner, const int32_t *to, uint32_t count)
{
	if (owner >= count) /* none, or not yet asked */
		return owner;
	return to[owner] >= 0 ? (uint32_t)to[owner] : OWNER_NONE;
}

void ownership_remap(struct ownership *c, const int32_t *to, uint32_t count)
{
	for (size_t i = 0; i < c->known_count; i++)
		c->known[i].owner = renumbered(c->known[i].owner, to, count);
	for (size_t i = 0; i < c->question_count; i++)
		c->questions[i].by_pipe = renumbered(c->questions[i].by_pipe, to, count);
	for (size_t i = 0; i < c->count; i++) {
		c->found[i].owner = renumbered(c->found[i].owner, to, count);
		if (i < c->next && c->found[i].owner == OWNER_NONE)
			c->found[i].pid = 0;
	}
}

/* ---- a look at one that lives ---- */

#define GLANCE_MOST 64 /* processes, of one service */

struct glance {
	pid_t pids[GLANCE_MOST], parents[GLANCE_MOST];
	pid_t parent; /* of what on_seen() adds */
	size_t count;
};

static void on_seen(void *context, pid_t pid)
{
	struct glance *g = context;

	if (g->count < GLANCE_MOST)
		g->parents[g->count] = g->parent, g->pids[g->count++] = pid;
}

void ownership_add_descendants(struct ownership *c, struct unit *u)
{
	struct proc_info p = { .pid = u->main.child.pid, .threads = 2 };
	struct glance g = { .parent = p.pid };

	if (signal_process(p.pid, u->main.pidfd, 0) < 0)
		return; /* not our child, and its number may be another's by now */
	if (!c->tree.lists)
		return; /* it would take a look at all processes */
	c->now = c->count == 0 ? proctree_now() : c->now;
	proctree_children(&c->tree, &p, on_seen, &g);
	for (size_t i = 0; i < g.count; i++) {
		if (!proctree_stat(&c->tree, g.pids[i], &p) || p.parent != g.parents[i])
			continue; /* gone, or not below it any more */
		g.parent = p.pid;
		proctree_children(&c->tree, &p, on_seen, &g);
		if (p.session == u->main.child.pid)
			continue; /* known by the session */
		p.owner = u->index;
		p.direct = false;
		p.mine = 0;
		owned_put(c, &p, false);
	}
}

/* ---- the walk ---- */

static bool has_business(const struct ownership *c, uint32_t owner)
{
	return owner < c->ctx->count && cleanup_is_scanned(c->ctx->units[owner]);
}

static void add(struct ownership *c, pid_t pid, uint32_t owner, uint8_t mine)
{
	if (c->count == FOUND_MOST)
		return;
	c->found[c->count++] =
		(struct proc_info){ .pid = pid,
				    .parent = c->parent,
				    .owner = owner,
				    .direct = c->parent == (pid_t)c->tree.self,
				    .mine = mine };
}

static void on_child(void *context, pid_t pid)
{
	struct ownership *c = context;

	add(c, pid, c->owner, 0);
}

static bool is_known(void *context, pid_t pid)
{
	struct ownership *c = context;
	const struct known *k;

	if (child_find(c->ctx, pid) != NULL)
		return true;
	k = owned_find(c, pid);
	return k != NULL && k->direct && !has_business(c, k->owner);
}

bool ownership_any_unknown(struct ownership *c)
{
	return proctree_has_unknown_child(&c->tree, is_known, c);
}

static void on_own_child(void *context, pid_t pid)
{
	struct ownership *c = context;
	struct child *child = child_find(c->ctx, pid);
	struct unit *u = child && child->kind == CHILD_SERVICE
				 ? container_of(child, struct unit, main.child)
				 : NULL;

	if (c->all)
		add(c, pid, OWNER_NONE, 0);
	else if (u != NULL && cleanup_is_scanned(u))
		add(c, pid, u->index, PROC_MAIN);
	else if (child == NULL && !is_known(c, pid))
		add(c, pid, OWNER_UNRESOLVED, 0);
}

void ownership_scan_begin(struct ownership *c)
{
	c->count = c->next = 0;
	c->now = proctree_now();
	c->gathering = true;
	c->all = c->unsettled = false;
}

void ownership_scan_begin_all(struct ownership *c)
{
	ownership_scan_begin(c);
	c->all = true;
}

/* A helper of ours: it reads a configuration or a file aside. */
static bool is_own(const struct ownership *c, const struct proc_info *p)
{
	return p->direct && p->session == c->session && p->group == getpgrp();
}

void report_unknown(struct ownership *c, const struct proc_info *p)
{
	struct context *ctx = c->ctx;

	if (p->direct && !is_own(c, p) && !core_shutting_down(ctx->core))
		ctx->host
			->report(REPORT_WARNING,
				 "%s (pid %d) was left behind by no service that is known: "
				 "it is left alone until the end; a service that goes into "
				 "the background wants its option for the foreground, or "
				 "type = forking",
				 p->name, (int)p->pid);
}

/* An orphan met for the first time: whose? */
static void settle_owner(struct ownership *c, struct proc_info *p)
{
	p->owner = ownership_find(c, p);
	if (p->owner == OWNER_PENDING) {
		c->unsettled = true;
		mark_reader_report(c, p->pid);
	} else {
		owned_put(c, p, false);
	}
}

static void expand(struct ownership *c, struct proc_info *p)
{
	pid_t parent = p->parent;
	const struct known *k;

	if (!proctree_stat(&c->tree, p->pid, p) ||
	    (p->parent != parent && p->parent != (pid_t)c->tree.self)) {
		p->pid = 0; /* gone, or somebody else by now */
		return;
	}
	p->direct = p->parent == (pid_t)c->tree.self;
	k = owned_find(c, p->pid);
	if (k != NULL && k->start == p->start)
		p->mine |= k->mine;
	if (p->owner == OWNER_UNRESOLVED)
		settle_owner(c, p);
	if (!c->all && !has_business(c, p->owner)) {
		p->pid = 0;
		return;
	}
	c->owner = p->owner;
	c->parent = p->pid;
	proctree_children(&c->tree, p, on_child, c);
}

bool ownership_scan_step(struct ownership *c)
{
	struct proc_info self = { .pid = (pid_t)c->tree.self, .threads = 1 };

	if (c->gathering) {
		if (!proctree_snapshot(&c->tree, PIECE))
			return false;
		c->gathering = false;
		c->parent = self.pid;
		proctree_children(&c->tree, &self, on_own_child, c);
	}
	for (int i = 0; i < PIECE && c->next < c->count; i++)
		expand(c, &c->found[c->next++]);
	return c->next == c->count;
}

struct proc_info *ownership_scan_found(struct ownership *c, size_t *ret_count)
{
	*ret_count = c->count;
	return c->found;
}

bool ownership_scan_incomplete(const struct ownership *c)
{
	return c->unsettled;
}

void ownership_scan_end(struct ownership *c)
{
	if (c->count > KEEP_FOUND)
		madvise(c->found, FOUND_MOST * sizeof *c->found, MADV_DONTNEED);
	c->count = c->next = 0;
}
