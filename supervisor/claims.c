/* supervisor/claims.c - which process belongs to which service. */
#include "supervisor/claims.h"

#include "supervisor/forking.h"
#include "supervisor/job.h"
#include "supervisor/proc/cgroup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FOUND_MOST 32768u
#define KNOWN_MOST 4096u
#define PIECE      256 /* processes looked at in a turn: some 5 ms */
#define OWNER_ASK  (UINT32_MAX - 2)
#define LATER_MOST 200 /* times in a row; somebody may call execve() without end */
#define KEEP_FOUND 512 /* more of them give the pages back */

/* A process met before: an adopted one until we reap it, another until its service is
 * gone. Sorted by pid. */
struct known {
	uint64_t start, seen; /* seen: the time of the walk */
	pid_t pid, session;
	uint32_t owner;
	bool direct;
	uint8_t mine;
};

struct claims {
	struct sup *sup;
	struct tree tree;
	struct tree_proc *found;
	struct known *known;
	size_t count, next, known_count;
	uint64_t now;   /* of the walk that runs */
	pid_t session;  /* our own */
	uint32_t owner; /* of what on_child() adds */
	pid_t parent;
	bool gathering, all, unsettled;
	unsigned later; /* times in a row */
};

static void *address_space(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

struct claims *claims_new(struct sup *sup)
{
	struct claims *c = calloc(1, sizeof *c);

	if (c == NULL)
		return NULL;
	c->sup = sup;
	c->session = getsid(0);
	tree_open(&c->tree);
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
	tree_close(&c->tree);
	if (c->found != NULL)
		munmap(c->found, FOUND_MOST * sizeof *c->found);
	if (c->known != NULL)
		munmap(c->known, KNOWN_MOST * sizeof *c->known);
	free(c);
}

struct tree *claims_tree(struct claims *c)
{
	return &c->tree;
}

bool claims_possible(const struct claims *c)
{
	return c->tree.proc_fd >= 0;
}

/* ---- what is known ---- */

static size_t known_place(const struct claims *c, pid_t pid)
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

static struct known *known_find(const struct claims *c, pid_t pid)
{
	size_t at = known_place(c, pid);

	return at < c->known_count && c->known[at].pid == pid ? &c->known[at] : NULL;
}

static void known_remove(struct claims *c, size_t at)
{
	memmove(&c->known[at], &c->known[at + 1],
		(--c->known_count - at) * sizeof c->known[0]);
}

/* Too many to remember: they are looked at anew each time. */
static void known_put(struct claims *c, const struct tree_proc *p)
{
	size_t at = known_place(c, p->pid);
	struct known k = { p->start,
			   c->now,
			   p->pid,
			   p->session,
			   p->owner,
			   p->direct,
			   (uint8_t)(p->mine & ~MINE_FRESH) };

	if (at == c->known_count || c->known[at].pid != p->pid) {
		if (c->known_count == KNOWN_MOST)
			return;
		memmove(&c->known[at + 1], &c->known[at],
			(c->known_count++ - at) * sizeof c->known[0]);
	} else if (c->known[at].start == p->start) {
		k.mine |= c->known[at].mine;
	}
	c->known[at] = k;
}

void claims_note(struct claims *c, const struct tree_proc *p)
{
	known_put(c, p);
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
	for (size_t i = 0; i < c->count; i++) {
		c->found[i].owner = renumbered(c->found[i].owner, to, count);
		if (i < c->next && c->found[i].owner == OWNER_NONE)
			c->found[i].pid = 0;
	}
}

/* ---- whose is it? ---- */

static struct service *service_of(struct child *child)
{
	if (child->kind == CHILD_SERVICE)
		return container_of(child, struct service, child);
	if (child->kind == CHILD_JOB)
		return container_of(child, struct job, now)->svc;
	return NULL;
}

/* A session is named by the number of who made it, and the number belongs to nobody else
 * as long as that process or anybody in the session is there. So: a main process that
 * lives, or one whose group still has members (asked by pidfd), or else only those who
 * were in it before it died. */
static uint32_t owner_by_session(struct claims *c, pid_t session, uint64_t start)
{
	struct child *child = child_find(c->sup, session);
	struct service *svc = child != NULL ? service_of(child) : NULL;

	if (svc != NULL)
		return service_index(svc);
	for (svc = c->sup->business; svc != NULL; svc = svc->next_business) {
		if (svc->leftover == LEFT_NOTHING || svc->child.pid != session)
			continue;
		/* No pidfd was taken where a mistake does no harm, or cannot be avoided. */
		if ((uint32_t)start < svc->died + (svc->group_fd < 0) ||
		    leftovers_group_lives(svc))
			return service_index(svc);
	}
	for (size_t i = 0; i < c->known_count; i++) {
		const struct known *k = &c->known[i];
		struct tree_proc now = { 0 };

		if (k->session != session || k->owner == OWNER_NONE)
			continue;
		if (start < k->seen || (tree_look(&c->tree, k->pid, &now) &&
					now.start == k->start && now.session == session))
			return k->owner;
	}
	return forking_owner(c->sup, session, start);
}

static uint32_t owner_by_cgroup(struct claims *c, pid_t pid)
{
	char text[1024], name[TREE_WORD];
	int i;

	if (c->sup->cgroup_fd < 0 || !tree_cgroup(&c->tree, pid, text, sizeof text) ||
	    !cgroup_service(text, name, sizeof name))
		return OWNER_NONE;
	i = conf_find_service(c->sup->conf, name);
	return i < 0 ? OWNER_NONE : (uint32_t)(i + (int)conf_setup_count(c->sup->conf));
}

static uint32_t owner_by_mark(struct claims *c, pid_t pid)
{
	char service[TREE_WORD], instance[TREE_WORD], name[2 * TREE_WORD + 1];
	int i;
	int r = tree_mark(&c->tree, pid, service, instance);

	if (r <= 0)
		return r == -EAGAIN && c->later < LATER_MOST ? OWNER_LATER : OWNER_NONE;
	if (setups_is_at_work(c->sup, service))
		return c->sup->setup;
	snprintf(name, sizeof name, "%s%s%s", service, instance[0] ? "@" : "", instance);
	i = conf_find_service(c->sup->conf, name);
	if (i < 0)
		i = conf_find_service(c->sup->conf, service);
	return i < 0 ? OWNER_NONE : (uint32_t)(i + (int)conf_setup_count(c->sup->conf));
}

uint32_t claims_owner(struct claims *c, const struct tree_proc *p)
{
	const struct known *k = known_find(c, p->pid);
	uint32_t owner = OWNER_NONE;

	if (k != NULL && k->start == p->start && k->owner != OWNER_NONE)
		return k->owner;
	/* In our own session only by the group: such a service has taken the terminal. */
	if (p->session != c->session)
		owner = owner_by_session(c, p->session, p->start);
	else if (p->group != getpgrp())
		owner = owner_by_session(c, p->group, p->start);
	if (owner == OWNER_NONE)
		owner = owner_by_cgroup(c, p->pid);
	return owner != OWNER_NONE ? owner : owner_by_mark(c, p->pid);
}

/* ---- the walk ---- */

static bool has_business(const struct claims *c, uint32_t owner)
{
	return owner < c->sup->count && leftovers_by_walk(c->sup->services[owner]);
}

static void add(struct claims *c, pid_t pid, uint32_t owner, uint8_t mine)
{
	if (c->count == FOUND_MOST)
		return;
	c->found[c->count++] =
		(struct tree_proc){ .pid = pid,
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

	if (child_find(c->sup, pid) != NULL)
		return true;
	k = known_find(c, pid);
	return k != NULL && k->direct && !has_business(c, k->owner);
}

bool claims_any(struct claims *c)
{
	return tree_any_unknown(&c->tree, is_known, c);
}

static void on_own_child(void *context, pid_t pid)
{
	struct claims *c = context;
	struct child *child = child_find(c->sup, pid);
	struct service *svc =
		child && child->kind == CHILD_SERVICE ? service_of(child) : NULL;

	if (c->all)
		add(c, pid, OWNER_NONE, 0);
	else if (svc != NULL && leftovers_by_walk(svc))
		add(c, pid, service_index(svc), MINE_MAIN);
	else if (child == NULL && !is_known(c, pid))
		add(c, pid, OWNER_ASK, 0);
}

void claims_begin(struct claims *c)
{
	c->count = c->next = 0;
	c->now = tree_now();
	c->gathering = true;
	c->all = c->unsettled = false;
}

void claims_begin_rest(struct claims *c)
{
	claims_begin(c);
	c->all = true;
}

/* A helper of ours: it reads a configuration or a file aside. */
static bool is_own(const struct claims *c, const struct tree_proc *p)
{
	return p->direct && p->session == c->session && p->group == getpgrp();
}

/* An orphan met for the first time: whose? */
static void settle_owner(struct claims *c, struct tree_proc *p)
{
	struct sup *sup = c->sup;

	p->owner = claims_owner(c, p);
	if (p->owner == OWNER_LATER) {
		c->unsettled = true;
		return;
	}
	known_put(c, p);
	if (p->owner == OWNER_NONE && !is_own(c, p) && !core_ending(sup->core))
		sup->host->say(SAY_WARNING,
			       "%s (pid %d) was left behind by no service that is known: "
			       "it is left alone until the end; a service that goes into "
			       "the background wants its option for the foreground, or "
			       "type = forking",
			       p->name, (int)p->pid);
}

static void expand(struct claims *c, struct tree_proc *p)
{
	pid_t parent = p->parent;
	const struct known *k;

	if (!tree_look(&c->tree, p->pid, p) ||
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
	tree_children(&c->tree, p, on_child, c);
}

bool claims_step(struct claims *c)
{
	struct tree_proc self = { .pid = (pid_t)c->tree.self, .threads = 1 };

	if (c->gathering) {
		if (!tree_gather(&c->tree, PIECE))
			return false;
		c->gathering = false;
		c->parent = self.pid;
		tree_children(&c->tree, &self, on_own_child, c);
	}
	for (int i = 0; i < PIECE && c->next < c->count; i++)
		expand(c, &c->found[c->next++]);
	return c->next == c->count;
}

struct tree_proc *claims_found(struct claims *c, size_t *ret_count)
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
	c->later = c->unsettled ? c->later + 1 : 0;
	if (c->count > KEEP_FOUND)
		madvise(c->found, FOUND_MOST * sizeof *c->found, MADV_DONTNEED);
	c->count = c->next = 0;
}
