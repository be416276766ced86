/* supervisor/cleanup/queue.c - keeps the list of units whose processes we check. */
#include "supervisor/cleanup/cleanup_internal.h"

void cleanup_schedule(struct context *ctx)
{
	ev_feed_event(ctx->loop, &ctx->cleanup->timer, EV_CUSTOM);
}

void cleanup_enqueue(struct unit *u)
{
	struct cleanup_state *state = cleanup_state_of(u);

	if (!state->in_list) {
		state->in_list = true;
		state->next = u->ctx->cleanup->list;
		u->ctx->cleanup->list = u;
	}
	state->in_scan = false;
	cleanup_schedule(u->ctx);
}

void cleanup_dequeue(struct unit *u)
{
	struct unit **link = &u->ctx->cleanup->list;
	struct cleanup_state *state = cleanup_state_of(u);

	while (*link != NULL && *link != u)
		link = &cleanup_state_of(*link)->next;
	if (*link == u)
		*link = state->next;
	state->in_list = state->in_scan = false;
}

void cleanup_child_reaped(struct context *ctx)
{
	/* the child may have been the last process of a tree */
	if (ctx->cleanup->list != NULL)
		cleanup_schedule(ctx);
}

bool cleanup_is_running(const struct unit *u)
{
	return u->cleanup_phase != CLEANUP_NONE || cleanup_state_of(u)->in_list;
}
