/* supervisor/reload/relax_edges.c - turns needs that a reload drops into order edges. */
#include "supervisor/reload/reload.h"
#include "supervisor/service/core_input.h"

#include <errno.h>
#include <stdlib.h>

struct edge_filter {
	const struct reload *reload;
	struct core_edge *edges;
	size_t used, relaxed;
};

static bool still_needs(const struct reload *reload, uint32_t to, uint32_t from)
{
	uint32_t setups = (uint32_t)conf_setup_count(reload->conf);
	uint32_t here = (uint32_t)reload->new_index[to];
	size_t count;
	const uint32_t *needs;

	if (reload->new_index[from] < 0 || here < setups)
		return false;
	needs = conf_edges(reload->conf, here - setups, CONF_SERVICE_NEEDS, &count);
	for (size_t i = 0; i < count; i++) {
		if (needs[i] + setups == (uint32_t)reload->new_index[from])
			return true;
	}
	return false;
}

static void keep_edge(void *context, struct core_edge edge)
{
	struct edge_filter *f = context;
	bool keep = edge.kind != EDGE_NEED || !f->reload->retire[edge.from] ||
		    f->reload->retire[edge.to] ||
		    still_needs(f->reload, edge.to, edge.from);

	if (!keep)
		edge.kind = EDGE_ORDER;
	if (f->edges != NULL)
		f->edges[f->used] = edge;
	f->used++;
	f->relaxed += !keep;
}

static struct core *migrate_old_core(struct context *ctx, const struct edge_filter *f,
				     int32_t *same, const struct policy **policy_of)
{
	struct core_config set;

	core_input_config(ctx->conf, &set);
	set.edges = f->edges;
	set.edge_count = f->used;
	set.policies = policy_of;
	for (uint32_t i = 0; i < ctx->count; i++) {
		same[i] = (int32_t)i;
		policy_of[i] = ctx->units[i]->policy;
	}
	return core_migrate(ctx->core, &set, same);
}

int reload_relax_edges(struct context *ctx, struct reload *reload)
{
	struct edge_filter filter = { .reload = reload };
	const struct policy **policy_of;
	struct core *core = NULL;
	int32_t *same;

	core_input_edges(ctx->conf, keep_edge, &filter);
	if (filter.relaxed == 0)
		return 0;
	filter.edges = calloc(filter.used + 1, sizeof *filter.edges);
	filter.used = 0;
	same = calloc(ctx->count + 1, sizeof *same);
	policy_of = calloc(ctx->count + 1, sizeof *policy_of);
	if (filter.edges != NULL && same != NULL && policy_of != NULL) {
		core_input_edges(ctx->conf, keep_edge, &filter);
		core = migrate_old_core(ctx, &filter, same, policy_of);
	}
	free(filter.edges);
	free(same);
	free(policy_of);
	if (core == NULL)
		return -ENOMEM;
	reload->strict = ctx->core;
	ctx->core = core;
	return 0;
}

/* Continues with the old core itself, because memory for a new one may be short. */
void reload_restore_edges(struct context *ctx, struct reload *reload)
{
	if (reload->strict == NULL)
		return;
	core_migrate_back(reload->strict, ctx->core);
	core_free(ctx->core);
	ctx->core = reload->strict;
	reload->strict = NULL;
}
