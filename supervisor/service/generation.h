/* supervisor/service/generation.h - units made from a loaded configuration, with what
 * them.
 *
 * Private to the room. At sup_new() all are made together, at a reload each that is new or
 * changed is an generation of its own: it goes when the service goes, whoever else stays. A
 * service that goes on is kept where it is, its watchers and its process with it. The order
 * of the core is that of ctx->units, which point into the editions. */
#ifndef SUPERVISOR_SERVICE_GENERATION_H
#define SUPERVISOR_SERVICE_GENERATION_H

#include "supervisor/core/core.h"

#include <stdint.h>

struct conf;
struct generation;
struct policy;
struct conf_section;
struct unit;
struct context;

/* All edges of the core, one after the other; how many. */
size_t core_input_edges(const struct conf *conf,
			void (*add)(void *context, struct core_edge edge), void *context);

/* Of `conf` those `count` services from `first` on, down. 0 or -ENOMEM. */
int generation_new(struct context *ctx, const struct conf *conf, uint32_t first,
		   uint32_t count, struct generation **ret);
/* The policies of `conf` lie in *ret_policies, ret_of[i] is which. 0, -ENOMEM, -EINVAL. */
int policies_build(struct context *ctx, const struct conf *conf,
		   struct policy **ret_policies, struct policy **ret_of);
/* The core of `conf`: of nothing, or (`map`, `anew`: see core_migrate()) of ctx->core.
 * NULL: no memory. */
struct core *core_build(struct context *ctx, const struct conf *conf,
			struct policy *const *of, const int32_t *map, const bool *anew);
/* What of [init] the core is told. */
void core_input_config(const struct conf *conf, struct core_config *ret);
/* `u` is the service of index i from now on. */
void generation_adopt(struct context *ctx, uint32_t i, struct unit *u,
		      struct policy *policy);
/* Once all are taken: who stops only after something else. */
void generation_mark_dependents(struct context *ctx);
/* Nothing of this service is watched any more; nobody is killed. */
void generation_release(struct unit *u);
/* Frees those of the list of which none is in use, and who is of them. */
void generation_collect(struct generation **list);

#endif
