/* supervisor/service/core_input.h - makes the input of a core: edges, policies, limits.
 *
 * Layer: service, above start/; reload/ and sup.c use it. */
#ifndef SUPERVISOR_SERVICE_CORE_INPUT_H
#define SUPERVISOR_SERVICE_CORE_INPUT_H

#include "supervisor/base/context.h"
#include "supervisor/core/core.h"

struct policy;

/* Calls `add` for each edge. Returns the number of edges. */
size_t core_input_edges(const struct conf *conf,
			void (*add)(void *context, struct core_edge edge), void *context);
/* Sets the number of units and the limits from [init]. Clears the other members. */
void core_input_config(const struct conf *conf, struct core_config *ret);
/* Makes the policies of `conf` in *ret_policies, which the caller frees. Sets
 * ret_policy_of[i] to the policy of unit i, for each unit of `conf`. Overwrites the scratch
 * memory. Returns 0; -ENOMEM; or -EINVAL if a value is wrong. *ret_policies is set only if
 * it returns 0. */
int policies_build(struct context *ctx, const struct conf *conf,
		   struct policy **ret_policies, struct policy **ret_policy_of);
/* Makes a core for `conf`. If `old_index` is not NULL, the core takes over the states of
 * ctx->core, which is not freed; `recreate` is core_config.replaced. Returns NULL if memory
 * runs out or the edges form a cycle. */
struct core *core_build(struct context *ctx, const struct conf *conf,
			struct policy *const *policy_of, const int32_t *old_index,
			const bool *recreate);

#endif
