/* supervisor/start/plan_builder.h - declares what the files of this room share.
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
	bool is_helper; /* false for the main process */
};

static inline int builder_value(struct plan_builder *builder, enum conf_key key,
				struct conf_value *ret)
{
	return unit_value(builder->unit, builder->env, key, ret, builder->err);
}

/* The following functions return 0 or a negative errno. builder_streams() plans stdin,
 * stdout and stderr of a main process (plan_streams.c). */
int builder_streams(struct plan_builder *builder);
/* Plans a helper's streams: stdin is /dev/null; so is the output if `quiet`. */
int builder_helper_streams(struct plan_builder *builder, bool quiet);
/* Plans `dirs` and `remove` (plan_tmpfiles.c). */
int builder_tmpfiles(struct plan_builder *builder);

#endif
