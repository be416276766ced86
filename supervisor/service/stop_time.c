/* supervisor/service/stop_time.c - computes the stop time of a configuration. */
#include "supervisor/service/stop_time.h"

#include "supervisor/base/sections.h"
#include "supervisor/service/core_input.h"

#include <errno.h>
#include <stdlib.h>

#define SCRATCH_BYTES (64u << 10)

/* Makes a core that never runs, with the policies and edges of a real one. */
static struct core *make_core(const struct conf *conf, char *scratch,
			      struct policy **ret_policies)
{
	struct context ctx = { .scratch = { .base = scratch, .size = SCRATCH_BYTES } };
	struct policy **policy_of = calloc(sections_count(conf) + 1, sizeof *policy_of);
	struct core *core = NULL;

	if (policy_of != NULL && policies_build(&ctx, conf, ret_policies, policy_of) == 0)
		core = core_build(&ctx, conf, policy_of, NULL, NULL);
	free(policy_of);
	return core;
}

int stop_time_max(const struct conf *conf, msec *ret_max)
{
	struct policy *policies = NULL;
	char *scratch = malloc(SCRATCH_BYTES);
	struct core *core = scratch ? make_core(conf, scratch, &policies) : NULL;
	msec longest, limit;

	if (core != NULL) {
		longest = core_longest_stop(core);
		limit = core_shutdown_timeout(core);
		*ret_max = longest < limit ? longest : limit;
	}
	free(scratch);
	free(policies);
	if (core == NULL)
		return -ENOMEM;
	core_free(core);
	return 0;
}
