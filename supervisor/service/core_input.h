/* supervisor/service/core_input.h - makes what the core is built from: edges, policies,
 * limits.
 *
 * Layer: service, above start/; reload/ and sup.c use it. */
#ifndef SUPERVISOR_SERVICE_CORE_INPUT_H
#define SUPERVISOR_SERVICE_CORE_INPUT_H

#include "supervisor/base/context.h"
#include "supervisor/core/core.h"

struct policy;

/* Calls `add` for each edge of the core. Returns how many there are. */
size_t core_input_edges(const struct conf *conf,
			void (*add)(void *context, struct core_edge edge), void *context);
/* Sets the number of units and the keys of [init] that the core uses, and clears the
 * rest. */
void core_input_config(const struct conf *conf, struct core_config *ret);
/* Makes the policies of `conf`, in *ret_policies, which the caller frees. ret_policy_of[i]
 * points to the policy of unit i. Returns 0, -ENOMEM or -EINVAL. */
int policies_build(struct context *ctx, const struct conf *conf,
		   struct policy **ret_policies, struct policy **ret_policy_of);
/* Makes a core for `conf`. With `old_index` and `recreate` (see core_migrate()) it takes
 * over the states of ctx->core; NULL for a new core. Returns NULL if there is no memory. */
struct core *core_build(struct context *ctx, const struct conf *conf,
			struct policy *const *policy_of, const int32_t *old_index,
			const bool *recreate);

#endif
