/* supervisor/service/generation.h - creates units for a configuration, and frees them.
 *
 * struct generation is in base/unit.h.
 *
 * Layer: service; reload/ and sup.c use it. */
#ifndef SUPERVISOR_SERVICE_GENERATION_H
#define SUPERVISOR_SERVICE_GENERATION_H

#include "supervisor/base/unit.h"

/* Creates a generation for `count` sections of `conf`, from section `first` on. Its units
 * are not in the context yet: adopt them, or free the generation by generation_collect().
 * Returns 0 or a negative errno. */
int generation_new(struct context *ctx, const struct conf *conf, uint32_t first,
		   uint32_t count, struct generation **ret);
/* Makes `u` unit number i of the context, with this policy. */
void generation_adopt(struct context *ctx, uint32_t i, struct unit *u,
		      struct policy *policy);
/* Call when all units are adopted. Sets has_dependents of each unit that starts after
 * another unit: the other unit stops only after this one. */
void generation_mark_dependents(struct context *ctx);
/* Call when the unit leaves the context. Stops its watchers, closes its descriptors,
 * releases its log, and counts it as unused. Kills no process of the service. */
void generation_release(struct unit *u);
/* Removes each generation that has no unit in use from the list, and frees it. */
void generation_collect(struct generation **list);

#endif
