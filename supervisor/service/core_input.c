/* supervisor/service/core_input.c - makes the input of a core: edges, policies, limits. */
#include "supervisor/service/core_input.h"

#include "conf/base/clock.h"
#include "supervisor/base/sections.h"
#include "supervisor/start/policy_from_conf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Makes the policies. A unit shares the policy of the unit before it if they are equal. */
static int fill_policies(struct context *ctx, const struct conf *conf, uint32_t count,
			 struct policy *policies, struct policy **policy_of)
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
		policy_of[i] = last;
		if (own)
			last = NULL; /* not shared: it changes with each start */
	}
	return 0;
}

/* Setups have no keys for their order. Each starts after the one before it in the file. */
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

static void append_edge(void *context, struct core_edge edge)
{
	struct core_edge **next = context;

	*(*next)++ = edge;
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
		   struct policy **ret_policies, struct policy **ret_policy_of)
{
	uint32_t count = sections_count(conf);
	struct policy *policies = calloc(count + 1, sizeof *policies);
	int r = policies ? fill_policies(ctx, conf, count, policies, ret_policy_of)
			 : -ENOMEM;

	if (r == 0)
		*ret_policies = policies;
	else
		free(policies);
	return r;
}

struct core *core_build(struct context *ctx, const struct conf *conf,
			struct policy *const *policy_of, const int32_t *old_index,
			const bool *recreate)
{
	struct core_edge *edges, *end;
	struct core_config set;
	struct core *core;

	core_input_config(conf, &set);
	set.edge_count = core_input_edges(conf, count_edge, NULL);
	end = edges = calloc(set.edge_count + 1, sizeof *edges);
	if (edges == NULL)
		return NULL;
	core_input_edges(conf, append_edge, &end);
	set.edges = edges;
	set.policies = (const struct policy *const *)policy_of;
	set.replaced = recreate;
	core = old_index != NULL ? core_migrate(ctx->core, &set, old_index)
				 : core_new(&set, (uint64_t)clock_now() * 2654435761u +
							  (uint64_t)getpid());
	free(edges);
	return core;
}
