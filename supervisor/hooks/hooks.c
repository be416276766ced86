/* supervisor/hooks/hooks.c - allocates the hooks of units, and names their commands. */
#include "supervisor/hooks/hooks.h"

#include "supervisor/env/cache.h"
#include "supervisor/hooks/sequence.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- messages ---- */

const char *hooks_failure(const struct unit *u)
{
	const struct hooks *hooks = hooks_of(u);

	return hooks != NULL && hooks->failure[0] != '\0' ? hooks->failure : NULL;
}

const char *hooks_current(const struct unit *u)
{
	const struct hooks *hooks = hooks_of(u);

	if (hooks == NULL)
		return NULL;
	if (hooks_is_before(hooks) && helper_is_running(&hooks->helper))
		return hooks->label;
	return hooks->failure[0] != '\0' ? hooks->label : NULL;
}

/* ---- setup and teardown ---- */

static bool needs_hooks(const struct context *ctx, const struct conf *conf,
			const struct conf_section *section)
{
	for (enum hook_phase p = HOOK_PRE_START; p <= HOOK_RELOAD; p++) {
		if (conf_is_set(section, hook_phases[p].key))
			return true;
	}
	return env_cache_is_possible(ctx, conf, section);
}

int hooks_new_all(struct generation *g, const struct conf *conf)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < g->count; i++)
		used += needs_hooks(g->ctx, conf, generation_unit(g, i)->section);
	if (!GENERATION_ALLOC(g->hooks, used))
		return -ENOMEM;
	for (uint32_t i = 0; i < g->count; i++) {
		struct unit *u = generation_unit(g, i);

		if (!needs_hooks(g->ctx, conf, u->section))
			continue;
		struct hooks *hooks = &g->hooks[g->hooks_count++];
		hooks->unit = u;
		helper_init(&hooks->helper, u, sequence_helper_done);
	}
	return 0;
}

void hooks_detach(struct unit *u)
{
	struct hooks *hooks = hooks_of(u);

	if (hooks == NULL)
		return;
	helper_detach(&hooks->helper);
	if (hooks->state == HOOK_FINDING_SCRIPT)
		close(hooks->found_fd);
}
