/* supervisor/cleanup/suspect.c - finds a process that an earlier start may have left
 * behind. */
#include "supervisor/cleanup/cleanup.h"
#include "supervisor/cleanup/messages.h"
#include "supervisor/cleanup/ownership_internal.h"

#include <string.h>

/* The kernel keeps 15 bytes of the last path component (TASK_COMM_LEN). The hash is
 * FNV-1a. */
uint16_t ownership_program_hash(const char *file)
{
	const char *slash = strrchr(file, '/');
	uint32_t hash = 2166136261u;

	file = slash != NULL ? slash + 1 : file;
	for (int i = 0; i < 15 && file[i] != '\0'; i++)
		hash = (hash ^ (unsigned char)file[i]) * 16777619u;
	return (uint16_t)(hash ^ hash >> 16);
}

void ownership_set_program(struct unit *u, const char *file)
{
	cleanup_state_of(u)->program = file != NULL ? ownership_program_hash(file) : 0;
}

struct suspect_search {
	struct ownership *ownership;
	uint16_t program;
	struct proc_info found;
	bool any;
};

static void on_child(void *context, pid_t pid)
{
	struct suspect_search *s = context;
	struct ownership *ownership = s->ownership;
	const struct owned_process *known = owned_find(ownership, pid);
	struct proc_info p = { 0 };

	if (s->any || child_find(ownership->ctx, pid) != NULL ||
	    !proctree_stat(&ownership->tree, pid, &p) ||
	    ownership_program_hash(p.name) != s->program ||
	    (known != NULL && known->start == p.start && known->owner != OWNER_NONE))
		return;
	s->found = p;
	s->any = true;
}

bool ownership_find_suspect(struct ownership *ownership, const struct unit *u,
			    struct proc_info *ret)
{
	struct proc_info self = { .pid = (pid_t)ownership->tree.self, .threads = 1 };
	struct suspect_search search = { .ownership = ownership,
					 .program = cleanup_state_of(u)->program };

	if (!ownership_is_possible(ownership) || !ownership->tree.lists ||
	    search.program == 0)
		return false;
	proctree_children(&ownership->tree, &self, on_child, &search);
	*ret = search.found;
	return search.any;
}

void report_suspect(struct unit *u)
{
	struct proc_info p;

	if (ownership_find_suspect(u->ctx->ownership, u, &p))
		u->ctx->host
			->report(REPORT_WARNING,
				 "%s: %s (pid %d) runs the same program, and nothing "
				 "shows which service it belongs to: if an earlier start "
				 "left it behind, it may be why this one fails. If the "
				 "program goes into the background, give it its option "
				 "for the foreground, or set type = forking and pid-file",
				 unit_name(u), p.name, (int)p.pid);
}
