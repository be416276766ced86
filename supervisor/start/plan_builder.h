/* supervisor/start/plan_builder.h - the plan that is being made.
 *
 * Layer: private to the room. */
#ifndef SUPERVISOR_START_PLAN_BUILDER_H
#define SUPERVISOR_START_PLAN_BUILDER_H

#include "supervisor/env/environment.h"
#include "supervisor/proc/spawn.h"

struct plan_builder {
	struct unit *unit;
	struct spawn_plan *plan;
	struct env *env;
	struct text *err;
	bool is_helper; /* not the main process */
};

static inline int builder_value(struct plan_builder *builder, enum conf_key key,
				struct conf_value *ret)
{
	return unit_value(builder->unit, builder->env, key, ret, builder->err);
}

/* plan_streams.c: stdin, stdout and stderr. All return 0 or a negative errno. */
int builder_streams(struct plan_builder *builder);
/* Of a helper: stdin is null, and the output too if it is `quiet`. */
int builder_helper_streams(struct plan_builder *builder, bool quiet);
/* plan_tmpfiles.c: dirs and remove. */
int builder_tmpfiles(struct plan_builder *builder);

#endif
