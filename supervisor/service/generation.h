/* supervisor/service/generation.h - makes units from a loaded configuration, and frees
 * them.
 *
 * struct generation is in base/unit.h.
 *
 * Layer: service; reload/ and sup.c use it. */
#ifndef SUPERVISOR_SERVICE_GENERATION_H
#define SUPERVISOR_SERVICE_GENERATION_H

#include "supervisor/base/unit.h"

/* Makes a generation of the `count` sections of `conf` from number `first` on. Its units
 * are not in the context yet. Returns 0 or a negative errno. */
int generation_new(struct context *ctx, const struct conf *conf, uint32_t first,
		   uint32_t count, struct generation **ret);
/* Makes `u`, with this policy, unit number i of the context. */
void generation_adopt(struct context *ctx, uint32_t i, struct unit *u,
		      struct policy *policy);
/* Call when all units are adopted. Sets unit.has_dependents of each unit that starts after
 * another one: that one stops only when this one has stopped. */
void generation_mark_dependents(struct context *ctx);
/* Call when the unit leaves the context. Stops all its watchers, and counts it as unused in
 * its generation. Kills nothing. */
void generation_release(struct unit *u);
/* Frees each generation of the list whose units are all unused. */
void generation_collect(struct generation **list);

#endif
