/* supervisor/reload/messages.c - reports what a reload does to each section. */
#include "supervisor/base/sections.h"
#include "supervisor/reload/reload.h"

#include <stdio.h>

#define KEYS_MAX 4 /* most keys that are named for one section; the others are counted */

/* A service without instances has a section that is never started: it is not there. */
static enum change visible_change(enum change change, const struct conf_section *old,
				  const struct conf_section *now)
{
	bool was = old != NULL && !conf_has_no_instances(old);
	bool is = now != NULL && !conf_has_no_instances(now);

	if (was && is)
		return change;
	return is ? CHANGE_ADD : was ? CHANGE_REMOVE : CHANGE_KEEP;
}

static void report_change(struct context *ctx, struct reload *reload, enum change change,
			  const struct conf_section *old, const struct conf_section *now)
{
#define X(name, word) word,
	static const char *const words[] = { CHANGES(X) };
#undef X
	enum conf_key keys[KEYS_MAX];
	char text[256];
	size_t used = 0, count = 0;

	if (change == CHANGE_KEEP)
		return;
	reload->changes++;
	change = visible_change(change, old, now);
	if (change == CHANGE_KEEP)
		return;
	text[0] = '\0';
	if (old != NULL && now != NULL)
		count = conf_diff_keys(old, now, keys, KEYS_MAX);
	for (size_t i = 0; i < count && i < KEYS_MAX; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%s",
					 i ? ", " : ": ", conf_key_info(keys[i])->name);
	if (count > KEYS_MAX)
		snprintf(text + used, sizeof text - used, " and %zu more",
			 count - KEYS_MAX);
	ctx->host->report(REPORT_EVENT, "reload: %s: %s%s", conf_name(now ? now : old),
			  words[change], text);
	if (ctx->reload_changed != NULL)
		ctx->reload_changed(ctx, conf_name(now ? now : old), (int)change,
				    used > 0 ? text + 2 : "");
}

static void report_init(struct context *ctx, struct reload *reload)
{
	/* These keys are read at each use, or again after a reload. The others are fixed when
	 * ctinit starts. */
	static const enum conf_key live[] = {
		CONF_INIT_SHUTDOWN_TIMEOUT, CONF_INIT_DRAIN, CONF_INIT_MAX_PARALLEL_STARTS,
		CONF_INIT_SIGNALS,          CONF_INIT_START, CONF_INIT_ENV_SECRETS,
		CONF_INIT_CONTROL_ALLOW
	};
	enum conf_key keys[16];
	size_t count = conf_diff_keys(conf_init(ctx->conf), conf_init(reload->conf), keys,
				      ARRAY_LEN(keys));

	for (size_t i = 0; i < count && i < ARRAY_LEN(keys); i++) {
		bool is_live = false;

		for (size_t k = 0; k < ARRAY_LEN(live); k++)
			is_live |= live[k] == keys[i];
		ctx->host->report(is_live ? REPORT_EVENT : REPORT_WARNING,
				  "reload: [init] %s: %s", conf_key_info(keys[i])->name,
				  is_live ? "changed"
					  : "needs a new start of the container");
	}
	reload->changes += (uint32_t)count;
}

/* A removed setup is not reported, because it has already run. */
static void report_setups(struct context *ctx, struct reload *reload)
{
	enum conf_key key;

	for (uint32_t i = 0; i < conf_setup_count(reload->conf); i++) {
		const struct conf_section *now = section_at(reload->conf, i);

		if (reload->old_index[i] >= 0 &&
		    conf_diff_keys(ctx->units[reload->old_index[i]]->section, now, &key,
				   1) == 0)
			continue;
		reload->changes++;
		ctx->host
			->report(REPORT_WARNING,
				 "reload: setup %s: %s; setups run only when the container "
				 "starts",
				 conf_name(now),
				 reload->old_index[i] < 0 ? "new" : "changed");
	}
}

void reload_report(struct context *ctx, struct reload *reload)
{
	uint32_t setups = (uint32_t)conf_setup_count(reload->conf);

	report_init(ctx, reload);
	report_setups(ctx, reload);
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (reload->retire[i] && reload->new_index[i] < 0)
			report_change(ctx, reload, CHANGE_REMOVE, ctx->units[i]->section,
				      NULL);
	}
	for (uint32_t i = setups; i < reload->count; i++)
		report_change(ctx, reload, (enum change)reload->change[i],
			      reload->old_index[i] < 0
				      ? NULL
				      : ctx->units[reload->old_index[i]]->section,
			      section_at(reload->conf, i));
}
