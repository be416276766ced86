/* supervisor/cleanup/owner.c - whose is this process? By what PID 1 can see without waiting. */
#include "supervisor/cleanup/ownership_internal.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/service.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A session is named by the number of who made it, and the number belongs to nobody else
 * as long as that process or anybody in the session is there. So: a main process that
 * lives, or one whose group still has members (asked by pidfd), or else only those who
 * were in it before it died. */
static uint32_t owner_by_session(struct ownership *c, pid_t session, uint64_t start)
{
	struct child *child = child_find(c->ctx, session);
	struct unit *u = child != NULL ? child_unit(child) : NULL;

	if (u != NULL)
		return u->index;
	for (u = SUP(c->ctx)->business; u != NULL; u = SERVICE(u)->next_business) {
		if (u->cleanup_phase == CLEANUP_NONE || u->main.child.pid != session)
			continue;
		/* No pidfd was taken where a mistake does no harm, or cannot be avoided. */
		if ((uint32_t)start < SERVICE(u)->died + (u->main.pidfd < 0) ||
		    cleanup_group_is_alive(u))
			return u->index;
	}
	for (size_t i = 0; i < c->known_count; i++) {
		const struct known *k = &c->known[i];
		struct proc_info now = { 0 };

		if (k->session != session || k->owner == OWNER_NONE)
			continue;
		if (start < k->seen || (proctree_stat(&c->tree, k->pid, &now) &&
					now.start == k->start && now.session == session))
			return k->owner;
	}
	return pidfile_session_owner(c->ctx, session, start);
}

static uint32_t owner_by_cgroup(struct ownership *c, pid_t pid)
{
	char text[1024], name[PROCTREE_WORD];
	int i;

	if (c->ctx->cgroup_fd < 0 || !proctree_cgroup(&c->tree, pid, text, sizeof text) ||
	    !cgroup_service(text, name, sizeof name))
		return OWNER_NONE;
	i = conf_find_service(c->ctx->conf, name);
	return i < 0 ? OWNER_NONE : (uint32_t)(i + (int)conf_setup_count(c->ctx->conf));
}

static bool is_running_setup(const struct context *ctx, const char *name)
{
	return ctx->running_setup != UNIT_NONE &&
	       strcmp(conf_name(ctx->units[ctx->running_setup]->section), name) == 0;
}

uint32_t owner_by_words(struct ownership *c, const char *service, const char *instance)
{
	char name[2 * PROCTREE_WORD + 1];
	int i;

	if (service[0] == '\0')
		return OWNER_NONE;
	if (is_running_setup(c->ctx, service))
		return c->ctx->running_setup;
	snprintf(name, sizeof name, "%s%s%s", service, instance[0] ? "@" : "", instance);
	i = conf_find_service(c->ctx->conf, name);
	if (i < 0)
		i = conf_find_service(c->ctx->conf, service);
	return i < 0 ? OWNER_NONE : (uint32_t)(i + (int)conf_setup_count(c->ctx->conf));
}

uint32_t ownership_find(struct ownership *c, const struct proc_info *p)
{
	const struct known *k = owned_find(c, p->pid);
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
	if (owner != OWNER_NONE)
		return owner;
	if (k != NULL && k->start == p->start && k->asked)
		return OWNER_NONE;
	mark_reader_add(c, p);
	return OWNER_PENDING;
}

/* ---- what may be left of an earlier start ---- */

/* The kernel keeps 15 bytes of the last part of the path (TASK_COMM_LEN). FNV-1a. */
uint16_t ownership_program_hash(const char *file)
{
	const char *slash = strrchr(file, '/');
	uint32_t hash = 2166136261u;

	file = slash != NULL ? slash + 1 : file;
	for (int i = 0; i < 15 && file[i] != '\0'; i++)
		hash = (hash ^ (unsigned char)file[i]) * 16777619u;
	return (uint16_t)(hash ^ hash >> 16);
}

struct suspect {
	struct ownership *c;
	uint16_t program;
	struct proc_info found;
	bool any;
};

static void on_child(void *context, pid_t pid)
{
	struct suspect *s = context;
	const struct known *k = owned_find(s->c, pid);
	struct proc_info p = { 0 };

	if (s->any || child_find(s->c->ctx, pid) != NULL ||
	    !proctree_stat(&s->c->tree, pid, &p) ||
	    ownership_program_hash(p.name) != s->program ||
	    (k != NULL && k->start == p.start && k->owner != OWNER_NONE))
		return;
	s->found = p;
	s->any = true;
}

bool ownership_find_suspect(struct ownership *c, const struct unit *u,
			    struct proc_info *ret)
{
	struct proc_info self = { .pid = (pid_t)c->tree.self, .threads = 1 };
	struct suspect s = { .c = c, .program = SERVICE(u)->program };

	if (!ownership_is_possible(c) || !c->tree.lists || SERVICE(u)->program == 0)
		return false;
	proctree_children(&c->tree, &self, on_child, &s);
	*ret = s.found;
	return s.any;
}
