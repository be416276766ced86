/* supervisor/service/generation.h - makes units from a loaded configuration, and frees them.
 *
 * struct generation is in base/unit.h. */
#ifndef SUPERVISOR_SERVICE_GENERATION_H
#define SUPERVISOR_SERVICE_GENERATION_H

#include "supervisor/base/unit.h"

/* Makes units of the `count` sections of `conf` from number `first` on. They are down. 0 or
 * -ENOMEM. */
int generation_new(struct context *ctx, const struct conf *conf, uint32_t first,
		   uint32_t count, struct generation **ret);
/* `u` is unit number i from now on. */
void generation_adopt(struct context *ctx, uint32_t i, struct unit *u,
		      struct policy *policy);
/* When all units are adopted: sets `awaited` of those that other units stop before. */
void generation_mark_dependents(struct context *ctx);
/* Stops watching all that belongs to the unit. Kills nothing. */
void generation_release(struct unit *u);
/* Frees each generation of the list whose units are all unused. */
void generation_collect(struct generation **list);

#endif
