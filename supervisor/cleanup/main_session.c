/* supervisor/cleanup/main_session.c - the sessions of main processes that we did not start. */
#include "supervisor/cleanup/main_session.h"

#include "supervisor/cleanup/cleanup.h"
#include "supervisor/cleanup/ownership.h"

void main_session_register(struct main_session *s)
{
	struct main_session **list = &s->unit->ctx->cleanup->sessions;

	if (s->link != NULL)
		return;
	s->next = *list;
	s->link = list;
	if (s->next != NULL)
		s->next->link = &s->next;
	*list = s;
}

void main_session_unregister(struct main_session *s)
{
	if (s->link == NULL)
		return;
	*s->link = s->next;
	if (s->next != NULL)
		s->next->link = s->link;
	s->link = NULL;
}

static bool made_session(const struct main_session *s, pid_t session, uint64_t start)
{
	if (session != 0 && s->launcher == session && start <= s->launched)
		return true;
	/* As long as the main process runs it pins the number of its session. */
	return s->session == session && session != 0 &&
	       (s->unit->cleanup_phase == CLEANUP_NONE ||
		(uint32_t)start <= cleanup_state_of(s->unit)->died);
}

uint32_t main_session_owner(const struct context *ctx, pid_t session, uint64_t start)
{
	for (const struct main_session *s = ctx->cleanup->sessions; s != NULL;
	     s = s->next) {
		if (made_session(s, session, start))
			return s->unit->index;
	}
	return OWNER_NONE;
}

struct unit *main_session_unit(const struct context *ctx, pid_t pid)
{
	for (const struct main_session *s = ctx->cleanup->sessions; s != NULL;
	     s = s->next) {
		const struct unit *u = s->unit;

		if (u->main.pidfd >= 0 && u->cleanup_phase == CLEANUP_NONE &&
		    u->main.child.pid == pid)
			return s->unit;
	}
	return NULL;
}
