/* supervisor/reload/diff.c - what a reload does to each service, and the words for it. */
#include "supervisor/base/sections.h"
#include "supervisor/reload/reload.h"

#include "supervisor/env/cache.h"
#include "supervisor/output/output.h"
#include "supervisor/service/core_input.h"
#include "supervisor/service/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_TOLD 4 /* of a service; the rest is counted */

static int32_t find_old(const struct context *ctx, const struct conf *conf, uint32_t i)
{
	uint32_t setups = (uint32_t)conf_setup_count(ctx->conf);
	const char *name = conf_name(section_at(conf, i));

	if (i >= conf_setup_count(conf)) {
		int at = conf_find_service(ctx->conf, name);
		return at < 0 ? -1 : (int32_t)setups + at;
	}
	for (uint32_t s = 0; s < setups; s++) {
		if (strcmp(conf_name(conf_setup(ctx->conf, s)), name) == 0)
			return (int32_t)s;
	}
	return -1;
}

static bool gets_secrets(const struct context *ctx, const struct reload *r)
{
	return conf_bool(conf_init(r->conf), CONF_INIT_ENV_SECRETS) &&
	       !conf_bool(conf_init(ctx->conf), CONF_INIT_ENV_SECRETS) &&
	       env_secrets_are_possible(ctx);
}

/* A setup has run: another reading does not make it run again. What others say may change
 * a service too: whether its stdin is a pipe, and whether it has any instances. */
static enum change change_of(const struct context *ctx, const struct reload *r, uint32_t i)
{
	static const enum change changes[] = { [CONF_SAME] = CHANGE_KEEP,
					       [CONF_LIVE] = CHANGE_LIVE,
					       [CONF_OTHER] = CHANGE_RESTART };
	const struct conf_section *old, *now = section_at(r->conf, i);

	if (r->old_index[i] < 0)
		return CHANGE_ADD;
	if (i < conf_setup_count(r->conf))
		return CHANGE_KEEP;
	old = ctx->units[r->old_index[i]]->section;
	if (conf_reads_pipe(old) != conf_reads_pipe(now) || gets_secrets(ctx, r) ||
	    conf_has_no_instances(old) != conf_has_no_instances(now) ||
	    !tails_are_comparable(old, now))
		return CHANGE_RESTART;
	return changes[conf_diff(old, now)];
}

static void note_listed(struct context *ctx, struct reload *r)
{
	uint32_t setups = (uint32_t)conf_setup_count(ctx->conf);
	size_t count;
	const uint32_t *start = conf_start_list(ctx->conf, &count);

	for (size_t i = 0; i < count; i++) {
		if (r->new_index[setups + start[i]] >= 0)
			r->was_in_start[r->new_index[setups + start[i]]] = true;
	}
}

void reload_diff(struct context *ctx, struct reload *r)
{
	for (uint32_t i = 0; i < ctx->count; i++) {
		r->retire[i] = i >= conf_setup_count(ctx->conf);
		r->new_index[i] = -1;
	}
	for (uint32_t i = 0; i < r->count; i++) {
		r->old_index[i] = find_old(ctx, r->conf, i);
		r->change[i] = (uint8_t)change_of(ctx, r, i);
		r->recreate[i] = r->change[i] == CHANGE_RESTART;
		if (r->old_index[i] < 0)
			continue;
		r->retire[r->old_index[i]] = r->recreate[i];
		r->new_index[r->old_index[i]] = (int32_t)i;
	}
	note_listed(ctx, r);
}

/* ---- what would be left ---- */

static bool is_over(enum svc_state state)
{
	return state == SVC_DONE || state == SVC_FAILED || state == SVC_DOWN ||
	       state == SVC_SKIPPED;
}

/* A service that is to be started, as reload_apply() will decide. */
static bool would_start(const struct context *ctx, const struct reload *r, uint32_t i)
{
	enum svc_state state;

	if (r->old_index[i] < 0)
		return true;
	state = core_state(ctx->core, (uint32_t)r->old_index[i]);
	return state == SVC_SKIPPED || (state == SVC_DOWN && !r->was_in_start[i]);
}

bool reload_leaves_nothing(const struct context *ctx, const struct reload *r)
{
	uint32_t setups = (uint32_t)conf_setup_count(r->conf);
	size_t count;
	const uint32_t *start = conf_start_list(r->conf, &count);

	for (uint32_t i = setups; i < r->count; i++) {
		if (r->old_index[i] < 0)
			continue;

		enum svc_state state = core_state(ctx->core, (uint32_t)r->old_index[i]);

		if (!is_over(state) || (r->recreate[i] && state != SVC_DOWN))
			return false;
	}
	for (size_t i = 0; i < count; i++)
		if (would_start(ctx, r, setups + start[i]))
			return false;
	return true;
}

/* ---- told ---- */

static void tell(struct context *ctx, struct reload *r, enum change change,
		 const struct conf_section *old, const struct conf_section *now)
{
#define X(name, word) word,
	static const char *const words[] = { CHANGES(X) };
#undef X
	enum conf_key keys[KEYS_TOLD];
	char text[256];
	size_t used = 0, count = 0;

	if (change == CHANGE_KEEP)
		return;
	r->changes++;
	text[0] = '\0';
	if (old != NULL && now != NULL)
		count = conf_diff_keys(old, now, keys, KEYS_TOLD);
	for (size_t i = 0; i < count && i < KEYS_TOLD; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%s",
					 i ? ", " : ": ", conf_key_info(keys[i])->name);
	if (count > KEYS_TOLD)
		snprintf(text + used, sizeof text - used, " and %zu more",
			 count - KEYS_TOLD);
	ctx->host->report(REPORT_EVENT, "reload: %s: %s%s", conf_name(now ? now : old),
			  words[change], text);
}

static void tell_init(struct context *ctx, struct reload *r)
{
	/* Read each time they are used; what is not is fixed at the start. */
	static const enum conf_key live[] = {
		CONF_INIT_SHUTDOWN_TIMEOUT, CONF_INIT_DRAIN, CONF_INIT_MAX_PARALLEL_STARTS,
		CONF_INIT_SIGNALS,          CONF_INIT_START, CONF_INIT_ENV_SECRETS
	};
	enum conf_key keys[16];
	size_t count = conf_diff_keys(conf_init(ctx->conf), conf_init(r->conf), keys,
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
	r->changes += (uint32_t)count;
}

/* One that is gone is not worth a word: it has run. */
static void tell_setups(struct context *ctx, struct reload *r)
{
	enum conf_key key;

	for (uint32_t i = 0; i < conf_setup_count(r->conf); i++) {
		const struct conf_section *now = section_at(r->conf, i);

		if (r->old_index[i] >= 0 &&
		    conf_diff_keys(ctx->units[r->old_index[i]]->section, now, &key, 1) == 0)
			continue;
		r->changes++;
		ctx->host
			->report(REPORT_WARNING,
				 "reload: setup %s: %s; setups run only when the container "
				 "starts",
				 conf_name(now), r->old_index[i] < 0 ? "new" : "changed");
	}
}

void reload_report(struct context *ctx, struct reload *r)
{
	uint32_t setups = (uint32_t)conf_setup_count(r->conf);

	tell_init(ctx, r);
	tell_setups(ctx, r);
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (r->retire[i] && r->new_index[i] < 0)
			tell(ctx, r, CHANGE_REMOVE, ctx->units[i]->section, NULL);
	}
	for (uint32_t i = setups; i < r->count; i++)
		tell(ctx, r, (enum change)r->change[i],
		     r->old_index[i] < 0 ? NULL : ctx->units[r->old_index[i]]->section,
		     section_at(r->conf, i));
}

/* ---- the old core, loosened ---- */

struct loose {
	const struct reload *r;
	struct core_edge *edges;
	size_t used, loosened;
};

static bool still_needs(const struct reload *r, uint32_t to, uint32_t from)
{
	uint32_t setups = (uint32_t)conf_setup_count(r->conf);
	uint32_t here = (uint32_t)r->new_index[to];
	size_t count;
	const uint32_t *needs;

	if (r->new_index[from] < 0 || here < setups)
		return false;
	needs = conf_edges(r->conf, here - setups, CONF_SERVICE_NEEDS, &count);
	for (size_t i = 0; i < count; i++) {
		if (needs[i] + setups == (uint32_t)r->new_index[from])
			return true;
	}
	return false;
}

static void keep_edge(void *context, struct core_edge edge)
{
	struct loose *l = context;
	bool keep = edge.kind != EDGE_NEED || !l->r->retire[edge.from] ||
		    l->r->retire[edge.to] || still_needs(l->r, edge.to, edge.from);

	if (!keep)
		edge.kind = EDGE_ORDER;
	if (l->edges != NULL)
		l->edges[l->used] = edge;
	l->used++;
	l->loosened += !keep;
}

static struct core *rebuild_old(struct context *ctx, const struct loose *l, int32_t *same,
				const struct policy **of)
{
	struct core_config set;

	core_input_config(ctx->conf, &set);
	set.edges = l->edges;
	set.edge_count = l->used;
	set.policies = of;
	for (uint32_t i = 0; i < ctx->count; i++) {
		same[i] = (int32_t)i;
		of[i] = ctx->units[i]->policy;
	}
	return core_migrate(ctx->core, &set, same);
}

int reload_relax_edges(struct context *ctx, const struct reload *r)
{
	struct loose l = { .r = r };
	const struct policy **of;
	struct core *core = NULL;
	int32_t *same;

	core_input_edges(ctx->conf, keep_edge, &l);
	if (l.loosened == 0)
		return 0;
	l.edges = calloc(l.used + 1, sizeof *l.edges);
	l.used = 0;
	same = calloc(ctx->count + 1, sizeof *same);
	of = calloc(ctx->count + 1, sizeof *of);
	if (l.edges != NULL && same != NULL && of != NULL) {
		core_input_edges(ctx->conf, keep_edge, &l);
		core = rebuild_old(ctx, &l, same, of);
	}
	free(l.edges);
	free(same);
	free(of);
	if (core == NULL)
		return -ENOMEM;
	core_free(ctx->core);
	ctx->core = core;
	return 0;
}
