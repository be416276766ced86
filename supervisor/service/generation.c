/* supervisor/service/generation.c - services made from a loaded configuration. */
#include "supervisor/service/generation.h"

#include "supervisor/cleanup/pidfile.h"
#include "supervisor/env/cache.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/output/output.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/probe/wait_for.h"
#include "supervisor/service/service.h"
#include "supervisor/start/policy_from_conf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void free_one(struct generation *e)
{
	free(e->units);
	free(e->readiness);
	free(e->probes);
	free(e->waits);
	free(e->conditions);
	free(e->hooks);
	free(e->env_caches);
	free(e->log_streams);
	free(e->pidfiles);
	free(e->watches);
	free(e);
}

int generation_new(struct context *ctx, const struct conf *conf, uint32_t first,
		   uint32_t count, struct generation **ret)
{
	struct generation *e = calloc(1, sizeof *e);
	int r = -ENOMEM;

	if (e == NULL)
		return r;
	e->ctx = ctx;
	e->count = count;
	e->units = calloc(count + 1, unit_layout.size);
	for (uint32_t i = 0; e->units != NULL && i < count; i++) {
		struct unit *u = generation_unit(e, i);

		u->ctx = ctx;
		u->generation = e;
		u->section = section_at(conf, first + i);
		u->dynamic_policy = policy_is_dynamic(u->section);
		service_init(u);
	}
	if (e->units != NULL && (r = readiness_new_all(e)) == 0 &&
	    (r = wait_for_new_all(e)) == 0 && (r = conditions_new_all(e)) == 0 &&
	    (r = env_cache_new_all(e, conf)) == 0 && (r = hooks_new_all(e, conf)) == 0 &&
	    (r = log_streams_new(e)) == 0 && (r = watch_new_all(e)) == 0)
		r = pidfile_new_all(e);
	if (r < 0) {
		free_one(e);
		return r;
	}
	*ret = e;
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
	struct generation **at = list;

	while (*at != NULL) {
		struct generation *e = *at;

		if (e->in_use > 0) {
			at = &e->next;
			continue;
		}
		*at = e->next;
		free_one(e);
	}
}

/* ---- the core ---- */

/* A service that differs from the one before gets a policy of its own. */
static int fill_policies(struct context *ctx, const struct conf *conf, uint32_t count,
			 struct policy *policies, struct policy **of)
{
	struct policy policy, *last = NULL;
	char why[256];
	uint32_t used = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct conf_section *section = section_at(conf, i);
		bool own = policy_is_dynamic(section);

		ctx->scratch.used = 0;
		if (policy_load(section, NULL, &ctx->scratch, &policy, &TEXT(why)) < 0)
			return -EINVAL;
		if (last == NULL || own || memcmp(last, &policy, sizeof policy) != 0) {
			last = &policies[used++];
			*last = policy;
		}
		of[i] = last;
		if (own)
			last = NULL; /* it changes with each start: not to be shared */
	}
	return 0;
}

/* Setups have no keys of order: each comes after the one before it in the file. */
size_t core_input_edges(const struct conf *conf,
			void (*add)(void *context, struct core_edge edge), void *context)
{
	static const struct {
		enum conf_key key;
		enum core_edge_kind kind;
		bool backwards;
	} kinds[] = { { CONF_SERVICE_NEEDS, EDGE_NEED, false },
		      { CONF_SERVICE_WANTS, EDGE_WANT, false },
		      { CONF_SERVICE_AFTER, EDGE_ORDER, false },
		      { CONF_SERVICE_BEFORE, EDGE_ORDER, true } };
	uint32_t setups = (uint32_t)conf_setup_count(conf);
	uint32_t services = (uint32_t)conf_service_count(conf);
	size_t used = 0;

	for (uint32_t i = 1; i < setups; i++, used++)
		add(context, (struct core_edge){ i - 1, i, EDGE_ORDER });
	for (uint32_t i = 0; i < services; i++) {
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			size_t count;
			const uint32_t *to = conf_edges(conf, i, kinds[k].key, &count);

			for (size_t n = 0; n < count; n++, used++) {
				uint32_t here = setups + i, there = setups + to[n];
				bool back = kinds[k].backwards;

				add(context, (struct core_edge){ back ? here : there,
								 back ? there : here,
								 kinds[k].kind });
			}
		}
	}
	return used;
}

static void count_edge(void *context, struct core_edge edge)
{
	(void)context;
	(void)edge;
}

static void put_edge(void *context, struct core_edge edge)
{
	struct core_edge **at = context;

	*(*at)++ = edge;
}

static void mark_edge(void *context, struct core_edge edge)
{
	struct context *ctx = context;

	ctx->units[edge.to]->awaited = true;
}

void generation_mark_dependents(struct context *ctx)
{
	for (uint32_t i = 0; i < ctx->count; i++)
		ctx->units[i]->awaited = false;
	core_input_edges(ctx->conf, mark_edge, ctx);
}

void core_input_config(const struct conf *conf, struct core_config *ret)
{
	const struct conf_section *init = conf_init(conf);

	*ret = (struct core_config){
		.count = sections_count(conf),
		.shutdown_timeout = conf_number(init, CONF_INIT_SHUTDOWN_TIMEOUT),
		.drain = conf_number(init, CONF_INIT_DRAIN),
		.max_parallel = (uint32_t)conf_number(init, CONF_INIT_MAX_PARALLEL_STARTS),
	};
}

int policies_build(struct context *ctx, const struct conf *conf,
		   struct policy **ret_policies, struct policy **ret_of)
{
	uint32_t count = sections_count(conf);
	struct policy *policies = calloc(count + 1, sizeof *policies);
	int r = policies ? fill_policies(ctx, conf, count, policies, ret_of) : -ENOMEM;

	if (r == 0)
		*ret_policies = policies;
	else
		free(policies);
	return r;
}

struct core *core_build(struct context *ctx, const struct conf *conf,
			struct policy *const *of, const int32_t *map, const bool *anew)
{
	struct core_edge *edges, *end;
	struct core_config set;
	struct core *core;

	core_input_config(conf, &set);
	set.edge_count = core_input_edges(conf, count_edge, NULL);
	end = edges = calloc(set.edge_count + 1, sizeof *edges);
	if (edges == NULL)
		return NULL;
	core_input_edges(conf, put_edge, &end);
	set.edges = edges;
	set.policies = (const struct policy *const *)of;
	set.anew = anew;
	core = map != NULL ? core_migrate(ctx->core, &set, map)
			   : core_new(&set, (uint64_t)clock_now() * 2654435761u +
						    (uint64_t)getpid());
	free(edges);
	return core;
}
