/* supervisor/service/generation.c - creates units for a configuration, and frees them. */
#include "supervisor/service/generation.h"

#include "supervisor/base/sections.h"
#include "supervisor/child/spawn_slot.h"
#include "supervisor/child/watch.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/env/cache.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/output/output.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/probe/wait_for.h"
#include "supervisor/service/core_input.h"
#include "supervisor/start/policy_from_conf.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static void generation_free(struct generation *g)
{
	free(g->units);
	free(g->readiness);
	free(g->probes);
	free(g->waits);
	free(g->conditions);
	free(g->hooks);
	free(g->env_caches);
	free(g->log_streams);
	free(g->pidfiles);
	free(g->watches);
	free(g);
}

int generation_new(struct context *ctx, const struct conf *conf, uint32_t first,
		   uint32_t count, struct generation **ret)
{
	struct generation *g = calloc(1, sizeof *g);
	int r = -ENOMEM;

	if (g == NULL)
		return r;
	g->ctx = ctx;
	g->count = count;
	g->units = calloc(count + 1, unit_layout.size);
	for (uint32_t i = 0; g->units != NULL && i < count; i++) {
		struct unit *u = generation_unit(g, i);

		u->ctx = ctx;
		u->generation = g;
		u->section = section_at(conf, first + i);
		u->dynamic_policy = policy_is_dynamic(u->section);
		u->main.pidfd = -1;
		spawn_state_init(u);
	}
	if (g->units != NULL && (r = readiness_new_all(g)) == 0 &&
	    (r = wait_for_new_all(g)) == 0 && (r = conditions_new_all(g)) == 0 &&
	    (r = env_cache_new_all(g, conf)) == 0 && (r = hooks_new_all(g, conf)) == 0 &&
	    (r = log_streams_new(g)) == 0 && (r = watch_new_all(g)) == 0)
		r = pidfile_new_all(g);
	if (r < 0) {
		generation_free(g);
		return r;
	}
	*ret = g;
	return 0;
}

void generation_adopt(struct context *ctx, uint32_t i, struct unit *u,
		      struct policy *policy)
{
	u->generation->in_use++;
	ctx->units[i] = u;
	u->index = i;
	u->policy = policy;
}

void generation_release(struct unit *u)
{
	readiness_detach(u);
	wait_for_detach(u);
	conditions_detach(u);
	hooks_detach(u);
	env_cache_detach(u);
	log_stream_forget(u);
	pidfile_release(u);
	watch_cancel_timer(u);
	watch_close_report(u);
	if (u->main.pidfd >= 0)
		close(u->main.pidfd);
	u->main.pidfd = -1;
	u->generation->in_use--;
}

void generation_collect(struct generation **list)
{
	struct generation **link = list;

	while (*link != NULL) {
		struct generation *g = *link;

		if (g->in_use > 0) {
			link = &g->next;
			continue;
		}
		*link = g->next;
		generation_free(g);
	}
}

/* ---- stop order ---- */

static void mark_edge(void *context, struct core_edge edge)
{
	struct context *ctx = context;

	ctx->units[edge.to]->has_dependents = true;
}

void generation_mark_dependents(struct context *ctx)
{
	for (uint32_t i = 0; i < ctx->count; i++)
		ctx->units[i]->has_dependents = false;
	core_input_edges(ctx->conf, mark_edge, ctx);
}
