/* supervisor/cleanup/main_session.c - keeps the sessions of daemons and their launchers. */
#include "supervisor/cleanup/main_session.h"

#include "supervisor/cleanup/cleanup.h"
#include "supervisor/cleanup/ownership.h"

void main_session_register(struct main_session *entry)
{
	struct main_session **list = &entry->unit->ctx->cleanup->sessions;

	if (entry->link != NULL)
		return;
	entry->next = *list;
	entry->link = list;
	if (entry->next != NULL)
		entry->next->link = &entry->next;
	*list = entry;
}

void main_session_unregister(struct main_session *entry)
{
	if (entry->link == NULL)
		return;
	*entry->link = entry->next;
	if (entry->next != NULL)
		entry->next->link = entry->link;
	entry->link = NULL;
}

static bool made_session(const struct main_session *entry, pid_t session, uint64_t start)
{
	if (session != 0 && entry->launcher == session && start <= entry->launched)
		return true;
	/* While the main process runs, the number of its session cannot be reused. */
	return entry->session == session && session != 0 &&
	       (entry->unit->cleanup_phase == CLEANUP_NONE ||
		(uint32_t)start <= cleanup_state_of(entry->unit)->died);
}

uint32_t main_session_owner(const struct context *ctx, pid_t session, uint64_t start)
{
	for (const struct main_session *entry = ctx->cleanup->sessions; entry != NULL;
	     entry = entry->next) {
		if (made_session(entry, session, start))
			return entry->unit->index;
	}
	return OWNER_NONE;
}

struct unit *main_session_unit(const struct context *ctx, pid_t pid)
{
	for (const struct main_session *entry = ctx->cleanup->sessions; entry != NULL;
	     entry = entry->next) {
		const struct unit *u = entry->unit;

		if (u->main.pidfd >= 0 && u->cleanup_phase == CLEANUP_NONE &&
		    u->main.child.pid == pid)
			return entry->unit;
	}
	return NULL;
}
