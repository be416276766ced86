/* supervisor/service/core_input.h - what the core is built from: edges, policies, limits. */
#ifndef SUPERVISOR_SERVICE_CORE_INPUT_H
#define SUPERVISOR_SERVICE_CORE_INPUT_H

#include "supervisor/base/context.h"
#include "supervisor/core/core.h"

struct policy;

/* Calls `add` for each edge of the core. Returns how many there are. */
size_t core_input_edges(const struct conf *conf,
			void (*add)(void *context, struct core_edge edge), void *context);
/* Fills in what the core gets of [init]. */
void core_input_config(const struct conf *conf, struct core_config *ret);
/* Makes the policies of `conf`: ret_policy_of[i] is that of unit i. *ret_policies is the
 * memory of all of them. 0, -ENOMEM or -EINVAL. */
int policies_build(struct context *ctx, const struct conf *conf,
		   struct policy **ret_policies, struct policy **ret_policy_of);
/* Makes a core for `conf`. With `old_index` and `recreate` (see core_migrate()) it takes
 * over the states of ctx->core. Returns NULL if there is no memory. */
struct core *core_build(struct context *ctx, const struct conf *conf,
			struct policy *const *policy_of, const int32_t *old_index,
			const bool *recreate);

#endif
