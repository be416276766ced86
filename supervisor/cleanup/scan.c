/* supervisor/claims.c - the walk through processes, and those that were met before. */
#include "supervisor/claims_table.h"
#include "supervisor/forking.h"
#include "supervisor/proc/signal_process.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIECE      256 /* processes looked at in a turn: some 5 ms */
#define OWNER_ASK  (UINT32_MAX - 2)
#define KEEP_FOUND 512 /* more of them give the pages back */

static void *address_space(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

struct claims *claims_new(struct context *ctx)
{
	struct claims *c = calloc(1, sizeof *c);

	if (c == NULL)
		return NULL;
	c->ctx = ctx;
	c->session = getsid(0);
	proctree_open(&c->tree);
	reader_init(c);
	c->found = address_space(FOUND_MOST * sizeof *c->found);
	c->known = address_space(KNOWN_MOST * sizeof *c->known);
	if (c->found == NULL || c->known == NULL) {
		claims_free(c);
		return NULL;
	}
	return c;
}

void claims_free(struct claims *c)
{
	if (c == NULL)
		return;
	reader_done(c);
	proctree_close(&c->tree);
	if (c->found != NULL)
		munmap(c->found, FOUND_MOST * sizeof *c->found);
	if (c->known != NULL)
		munmap(c->known, KNOWN_MOST * sizeof *c->known);
	free(c);
}

struct proctree *claims_tree(struct claims *c)
{
	return &c->tree;
}

bool claims_possible(const struct claims *c)
{
	return c->tree.proc_fd >= 0;
}

/* ---- what is known ---- */

size_t known_place(const struct claims *c, pid_t pid)
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

struct known *known_find(const struct claims *c, pid_t pid)
{
	size_t at = known_place(c, pid);

	return at < c->known_count && c->known[at].pid == pid ? &c->known[at] : NULL;
}

static void known_remove(struct claims *c, size_t at)
{
	memmove(&c->known[at], &c->known[at + 1],
		(--c->known_count - at) * sizeof c->known[0]);
}

void known_put(struct claims *c, const struct proc_info *p, bool asked)
{
	size_t at = known_place(c, p->pid);
	struct known k = { p->start, c->now,    p->pid, p->session,
			   p->owner, p->direct, asked,  (uint8_t)(p->mine & ~MINE_FRESH) };

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

void claims_note(struct claims *c, const struct proc_info *p)
{
	known_put(c, p, false);
}

void claims_ask_again(struct claims *c, uint32_t owner)
{
	for (size_t i = 0; i < c->known_count; i++) {
		if (c->known[i].owner == owner)
			c->known[i].mine &= (uint8_t)~MINE_ASKED;
	}
	for (size_t i = 0; i < c->count; i++) { /* of a walk that runs */
		if (c->found[i].owner == owner)
			c->found[i].mine &= (uint8_t)~MINE_ASKED;
	}
}

void claims_reaped(struct claims *c, pid_t pid)
{
	size_t at;

	if (c->known_count == 0)
		return;
	at = known_place(c, pid);
	if (at < c->known_count && c->known[at].pid == pid)
		known_remove(c, at);
}

void claims_forget(struct claims *c, uint32_t owner)
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

void claims_renumber(struct claims *c, const int32_t *to, uint32_t count)
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

void claims_glance(struct claims *c, struct unit *u)
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
		known_put(c, &p, false);
	}
}

/* ---- the walk ---- */

static bool has_business(const struct claims *c, uint32_t owner)
{
	return owner < c->ctx->count && leftovers_by_walk(c->ctx->units[owner]);
}

static void add(struct claims *c, pid_t pid, uint32_t owner, uint8_t mine)
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
	struct claims *c = context;

	add(c, pid, c->owner, 0);
}

static bool is_known(void *context, pid_t pid)
{
	struct claims *c = context;
	const struct known *k;

	if (child_find(c->ctx, pid) != NULL)
		return true;
	k = known_find(c, pid);
	return k != NULL && k->direct && !has_business(c, k->owner);
}

bool claims_any(struct claims *c)
{
	return proctree_has_unknown_child(&c->tree, is_known, c);
}

static void on_own_child(void *context, pid_t pid)
{
	struct claims *c = context;
	struct child *child = child_find(c->ctx, pid);
	struct unit *u = child && child->kind == CHILD_SERVICE
				 ? container_of(child, struct unit, main.child)
				 : NULL;

	if (c->all)
		add(c, pid, OWNER_NONE, 0);
	else if (u != NULL && leftovers_by_walk(u))
		add(c, pid, u->index, MINE_MAIN);
	else if (child == NULL && !is_known(c, pid))
		add(c, pid, OWNER_ASK, 0);
}

void claims_begin(struct claims *c)
{
	c->count = c->next = 0;
	c->now = proctree_now();
	c->gathering = true;
	c->all = c->unsettled = false;
}

void claims_begin_rest(struct claims *c)
{
	claims_begin(c);
	c->all = true;
}

/* A helper of ours: it reads a configuration or a file aside. */
static bool is_own(const struct claims *c, const struct proc_info *p)
{
	return p->direct && p->session == c->session && p->group == getpgrp();
}

void claims_tell_unknown(struct claims *c, const struct proc_info *p)
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
static void settle_owner(struct claims *c, struct proc_info *p)
{
	p->owner = claims_owner(c, p);
	if (p->owner == OWNER_LATER) {
		c->unsettled = true;
		reader_tell(c, p->pid);
	} else {
		known_put(c, p, false);
	}
}

static void expand(struct claims *c, struct proc_info *p)
{
	pid_t parent = p->parent;
	const struct known *k;

	if (!proctree_stat(&c->tree, p->pid, p) ||
	    (p->parent != parent && p->parent != (pid_t)c->tree.self)) {
		p->pid = 0; /* gone, or somebody else by now */
		return;
	}
	p->direct = p->parent == (pid_t)c->tree.self;
	k = known_find(c, p->pid);
	if (k != NULL && k->start == p->start)
		p->mine |= k->mine;
	if (p->owner == OWNER_ASK)
		settle_owner(c, p);
	if (!c->all && !has_business(c, p->owner)) {
		p->pid = 0;
		return;
	}
	c->owner = p->owner;
	c->parent = p->pid;
	proctree_children(&c->tree, p, on_child, c);
}

bool claims_step(struct claims *c)
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

struct proc_info *claims_found(struct claims *c, size_t *ret_count)
{
	*ret_count = c->count;
	return c->found;
}

bool claims_unsettled(const struct claims *c)
{
	return c->unsettled;
}

void claims_end(struct claims *c)
{
	if (c->count > KEEP_FOUND)
		madvise(c->found, FOUND_MOST * sizeof *c->found, MADV_DONTNEED);
	c->count = c->next = 0;
}
