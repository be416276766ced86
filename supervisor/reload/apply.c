/* supervisor/reload/apply.c - applies the new configuration. Cannot fail. */
#include "conf/base/clock.h"
#include "supervisor/base/sections.h"
#include "supervisor/reload/reload.h"

#include "supervisor/cleanup/ownership.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/output/output.h"
#include "supervisor/output/service_pipe.h"
#include "supervisor/probe/condition_variables.h"
#include "supervisor/probe/health.h"
#include "supervisor/service/generation.h"
#include "supervisor/service/service.h"
#include "supervisor/start/policy_from_conf.h"

#include <stdlib.h>
#include <string.h>

static void replace_units(struct context *ctx, struct reload *reload)
{
	struct unit **old = ctx->units;
	uint32_t old_count = ctx->count;

	ctx->units = reload->units;
	ctx->count = reload->count;
	reload->units = old;
	for (uint32_t i = 0; i < reload->count; i++) {
		bool kept = reload->old_index[i] >= 0 && !reload->recreate[i];
		struct unit *u = kept ? old[reload->old_index[i]] : ctx->units[i];

		if (kept) {
			tails_reconfigure(u, section_at(reload->conf, i));
			u->section = section_at(reload->conf, i);
			u->dynamic_policy = policy_is_dynamic(u->section);
			u->generation->in_use--; /* generation_adopt() increments it */
		}
		generation_adopt(ctx, i, u, reload->policy_of[i]);
	}
	ownership_remap(ctx->ownership, reload->new_index, old_count);
	for (uint32_t i = 0; i < old_count; i++) {
		if (reload->retire[i] || reload->new_index[i] < 0)
			generation_release(old[i]);
	}
}

static void link_generations(struct context *ctx, struct reload *reload)
{
	struct generation **last = &reload->generations;

	while (*last != NULL)
		last = &(*last)->next;
	*last = ctx->services->generations;
	ctx->services->generations = reload->generations;
	reload->generations = NULL;
}

static void replace_rest(struct context *ctx, struct reload *reload)
{
	struct policy *policies = ctx->services->policies;

	ctx->services->policies = reload->policies;
	reload->policies = policies;
	generation_mark_dependents(ctx);
	service_pipes_migrate(ctx, reload->pipes);
	reload->pipes = NULL;
	health_migrate(ctx, reload->health, reload->old_index);
	reload->health = NULL;
}

/* ---- units to start ---- */

static bool is_to_start(const struct context *ctx, const struct reload *reload, uint32_t i)
{
	enum svc_state state = core_state(ctx->core, i);

	return state == SVC_SKIPPED || (state == SVC_DOWN && !reload->was_in_start[i]);
}

/* Starts those units that this unit needs or wants and that are down. */
static void want_dependencies(struct context *ctx, uint32_t service, enum conf_key key)
{
	uint32_t setups = (uint32_t)conf_setup_count(ctx->conf);
	size_t count;
	const uint32_t *to = conf_edges(ctx->conf, service - setups, key, &count);

	for (size_t i = 0; i < count; i++) {
		if (core_state(ctx->core, setups + to[i]) == SVC_DOWN)
			core_want_auto(ctx->core, setups + to[i], clock_now());
	}
}

/* Starts the instances of the scaled service that do not run, with what they need, also if
 * they or their needs were stopped by hand: as `start` does. */
static void want_scaled(struct context *ctx, const char *name)
{
	for (uint32_t i = (uint32_t)conf_setup_count(ctx->conf); i < ctx->count; i++) {
		const struct conf_section *section = ctx->units[i]->section;
		enum svc_state state = core_state(ctx->core, i);

		if (strcmp(conf_base_name(section), name) == 0 &&
		    !conf_has_no_instances(section) &&
		    (state == SVC_DOWN || state == SVC_FAILED || state == SVC_SKIPPED ||
		     state == SVC_WAITING || core_stopped_by_hand(ctx->core, i)))
			core_want(ctx->core, i, clock_now());
	}
}

static void want_units(struct context *ctx, const struct reload *reload)
{
	uint32_t setups = (uint32_t)conf_setup_count(ctx->conf);
	size_t count;
	const uint32_t *start = conf_start_list(ctx->conf, &count);

	conditions_evaluate(ctx, setups, ctx->count);
	if (reload->scaled != NULL)
		want_scaled(ctx, reload->scaled);
	for (size_t i = 0; i < count; i++) {
		if (is_to_start(ctx, reload, setups + start[i]))
			core_want_auto(ctx->core, setups + start[i], clock_now());
	}
	for (uint32_t i = setups; i < ctx->count; i++) {
		if (reload->recreate[i] && reload->restart[reload->old_index[i]])
			core_want_auto(ctx->core, i, clock_now());
	}
	for (uint32_t i = setups; i < ctx->count; i++) {
		if (!core_wanted(ctx->core, i))
			continue;
		want_dependencies(ctx, i, CONF_SERVICE_NEEDS);
		want_dependencies(ctx, i, CONF_SERVICE_WANTS);
	}
	core_retry_failed_by_need(ctx->core, clock_now());
	context_pump(ctx);
}

/* Runs the key `reload` of the units that continue. */
static void reload_kept_units(struct context *ctx, const struct reload *reload)
{
	if (reload->scaled != NULL)
		return;
	for (uint32_t i = (uint32_t)conf_setup_count(ctx->conf); i < ctx->count; i++) {
		if (reload->old_index[i] >= 0 && !reload->recreate[i])
			hooks_reload(ctx->units[i]);
	}
}

void reload_apply(struct context *ctx, struct reload *reload, struct core *core)
{
	struct core *old_core = ctx->core;
	struct conf *old_conf = ctx->reloads->owned_conf;

	ctx->core = core;
	child_table_move(ctx->children, &reload->children);
	replace_units(ctx, reload);
	link_generations(ctx, reload);
	ctx->conf = ctx->reloads->owned_conf = reload->conf;
	reload->conf = old_conf;
	core_free(old_core);
	replace_rest(ctx, reload);
	waiting_recount(ctx);
	ctx->reloads->running = NULL;
	core_hold_exit(ctx->core, false);
	want_units(ctx, reload);
	generation_collect(&ctx->services->generations);
	reload_kept_units(ctx, reload);
}
