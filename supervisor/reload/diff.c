/* supervisor/reload/diff.c - decides what a reload does to each unit. */
#include "supervisor/base/sections.h"
#include "supervisor/reload/reload.h"

#include "supervisor/env/cache.h"
#include "supervisor/output/output.h"
#include "supervisor/service/service.h"

#include <string.h>

static int32_t old_index_of(const struct context *ctx, const struct conf *conf, uint32_t i)
{
	uint32_t setups = (uint32_t)conf_setup_count(ctx->conf);
	const char *name = conf_name(section_at(conf, i));

	if (i >= conf_setup_count(conf)) {
		int service = conf_find_service(ctx->conf, name);

		return service < 0 ? -1 : (int32_t)setups + service;
	}
	for (uint32_t s = 0; s < setups; s++) {
		if (strcmp(conf_name(conf_setup(ctx->conf, s)), name) == 0)
			return (int32_t)s;
	}
	return -1;
}

static bool gets_secrets(const struct context *ctx, const struct reload *reload)
{
	return conf_bool(conf_init(reload->conf), CONF_INIT_ENV_SECRETS) &&
	       !conf_bool(conf_init(ctx->conf), CONF_INIT_ENV_SECRETS) &&
	       env_secrets_are_possible(ctx);
}

/* Returns the effect of the reload on unit i. A setup has run, and a reload does not run it
 * again. Other sections may change a service, too: they decide whether its stdin is a pipe,
 * whether it has instances, and whether it gets secrets. */
static enum change change_of(const struct context *ctx, const struct reload *reload,
			     uint32_t i)
{
	static const enum change changes[] = { [CONF_SAME] = CHANGE_KEEP,
					       [CONF_LIVE] = CHANGE_LIVE,
					       [CONF_OTHER] = CHANGE_RESTART };
	const struct conf_section *old, *now = section_at(reload->conf, i);

	if (reload->old_index[i] < 0)
		return CHANGE_ADD;
	if (i < conf_setup_count(reload->conf))
		return CHANGE_KEEP;
	old = ctx->units[reload->old_index[i]]->section;
	if (conf_reads_pipe(old) != conf_reads_pipe(now) || gets_secrets(ctx, reload) ||
	    conf_has_no_instances(old) != conf_has_no_instances(now) ||
	    !tails_are_comparable(old, now))
		return CHANGE_RESTART;
	return changes[conf_diff(old, now)];
}

static void mark_old_start_list(struct context *ctx, struct reload *reload)
{
	uint32_t setups = (uint32_t)conf_setup_count(ctx->conf);
	size_t count;
	const uint32_t *start = conf_start_list(ctx->conf, &count);

	for (size_t i = 0; i < count; i++) {
		if (reload->new_index[setups + start[i]] >= 0)
			reload->was_in_start[reload->new_index[setups + start[i]]] = true;
	}
}

void reload_diff(struct context *ctx, struct reload *reload)
{
	for (uint32_t i = 0; i < ctx->count; i++) {
		reload->retire[i] = i >= conf_setup_count(ctx->conf);
		reload->new_index[i] = -1;
	}
	for (uint32_t i = 0; i < reload->count; i++) {
		reload->old_index[i] = old_index_of(ctx, reload->conf, i);
		reload->change[i] = (uint8_t)change_of(ctx, reload, i);
		reload->recreate[i] = reload->change[i] == CHANGE_RESTART;
		if (reload->old_index[i] < 0)
			continue;
		reload->retire[reload->old_index[i]] = reload->recreate[i];
		reload->new_index[reload->old_index[i]] = (int32_t)i;
	}
	mark_old_start_list(ctx, reload);
}

bool reload_scales(const struct reload *reload, uint32_t i)
{
	const struct conf_section *section = section_at(reload->conf, i);

	return reload->scaled != NULL && i >= conf_setup_count(reload->conf) &&
	       strcmp(conf_base_name(section), reload->scaled) == 0 &&
	       !conf_has_no_instances(section);
}

/* ---- remaining units ---- */

static bool is_over(enum svc_state state)
{
	return state == SVC_DONE || state == SVC_FAILED || state == SVC_DOWN ||
	       state == SVC_SKIPPED;
}

/* Returns true if reload_apply() will start this unit of the new start list. */
static bool would_start(const struct context *ctx, const struct reload *reload, uint32_t i)
{
	enum svc_state state;

	if (reload->old_index[i] < 0)
		return true;
	state = core_state(ctx->core, (uint32_t)reload->old_index[i]);
	return state == SVC_SKIPPED || (state == SVC_DOWN && !reload->was_in_start[i]);
}

bool reload_leaves_nothing(const struct context *ctx, const struct reload *reload)
{
	uint32_t setups = (uint32_t)conf_setup_count(reload->conf);
	size_t count;
	const uint32_t *start = conf_start_list(reload->conf, &count);

	for (uint32_t i = setups; i < reload->count; i++) {
		if (reload_scales(reload, i))
			return false;
		if (reload->old_index[i] < 0)
			continue;

		enum svc_state state =
			core_state(ctx->core, (uint32_t)reload->old_index[i]);

		if (!is_over(state) || (reload->recreate[i] && state != SVC_DOWN))
			return false;
	}
	for (size_t i = 0; i < count; i++)
		if (would_start(ctx, reload, setups + start[i]))
			return false;
	return true;
}
