/* supervisor/probe/conditions.c - the conditions of a service or setup: run it, or skip it?
 *
 * Those by name are looked at once, when the setups have said all they have to say: the
 * core skips such a service without a look at what it needs. file: and exec: are asked
 * before each start (ORDER_PREPARE), then comes wait.c. */
#include "supervisor/env/accounts.h"
#include "supervisor/env/cache.h"
#include "supervisor/probe/path_check.h"
#include "supervisor/service.h"

#include "conf/base/exits.h"
#include "supervisor/path/cached.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define QUESTION_TIMEOUT SECONDS(5) /* as that of other questions */

struct condition {
	struct unit *unit;
	struct helper helper;
	uint32_t at;     /* which is asked */
	bool broken;     /* that one did not hold */
	bool as_service; /* it is looked at with the service's ids */
};

static struct conf_when_walk walk_of(const struct unit *u)
{
	return (struct conf_when_walk){ .each = conf_entries_begin(u->section,
								   CONF_SERVICE_WHEN) };
}

static bool by_name(const struct conf_when *when)
{
	return when->kind == WHEN_SET || when->kind == WHEN_IS;
}

bool conditions_before_start(const struct conf_section *section)
{
	struct conf_when_walk walk = { .each = conf_entries_begin(section,
								  CONF_SERVICE_WHEN) };
	struct conf_when when;

	while (conf_when(&walk, &when)) {
		if (!by_name(&when))
			return true;
	}
	return false;
}

/* ---- by name ---- */

/* ctinit's own variables, with what setups added; in the scratch. */
static void fill(struct context *ctx, struct env *env)
{
	char why[128];

	ctx->scratch.used = 0;
	if (env_init(env, &ctx->scratch) < 0)
		return;
	env_add_all(env, ctx->host->environment);
	env_merge(env, &SUP(ctx)->added);
	if (conf_bool(conf_init(ctx->conf), CONF_INIT_ENV_SECRETS))
		env_add_secrets(env, &TEXT(why));
}

/* Others are no reason to look at anybody's secrets. */
static bool has_names(const struct unit *u)
{
	struct conf_when_walk walk = walk_of(u);
	struct conf_when when;

	while (conf_when(&walk, &when)) {
		if (by_name(&when))
			return true;
	}
	return false;
}

static const char *broken_by_name(const struct unit *u, const struct env *env)
{
	struct conf_when_walk walk = walk_of(u);
	struct conf_when when;

	while (conf_when(&walk, &when)) {
		if (by_name(&when) &&
		    !conf_when_holds(&when, env_get(env, when.name, when.name_len)))
			return when.word;
	}
	return NULL;
}

void conditions_evaluate(struct context *ctx, uint32_t from, uint32_t to)
{
	struct env env = { 0 };

	for (uint32_t i = from; i < to; i++) {
		const struct unit *u = ctx->units[i];
		bool barred = conf_has_no_instances(u->section);

		if (!barred && has_names(u)) {
			if (env.vars == NULL)
				fill(ctx, &env);
			barred = broken_by_name(u, &env) != NULL;
		}
		core_set_condition_failed(ctx->core, i, barred);
	}
	scratch_trim(ctx);
}

/* ---- file: and exec: ---- */

static int compare(const void *key, const void *at)
{
	const struct unit *u = key;
	const struct condition *c = at;

	return u < c->unit ? -1 : u > c->unit;
}

static struct condition *condition_of(const struct unit *u)
{
	const struct generation *e = u->generation;

	return e->condition_count == 0 ? NULL
				       : bsearch(u, e->conditions, e->condition_count,
						 sizeof *e->conditions, compare);
}

/* Number `at` of those that are not by name. */
static bool nth(const struct condition *c, struct conf_when *ret)
{
	struct conf_when_walk walk = walk_of(c->unit);
	uint32_t n = 0;

	while (conf_when(&walk, ret)) {
		if (!by_name(ret) && n++ == c->at)
			return true;
	}
	return false;
}

static int exec_words(struct helper *helper, struct env *env, char *const **ret_argv,
		      struct text *err)
{
	const struct condition *c = container_of(helper, struct condition, helper);
	struct conf_when when;

	if (!nth(c, &when))
		return -ENOENT;
	*ret_argv = conf_argv(when.words, when.word_count, (size_t)(when.text - when.word),
			      env->scratch);
	if (*ret_argv == NULL)
		text_set(err, "when: too long");
	return *ret_argv != NULL ? 0 : -ENOSPC;
}

static void skip(struct condition *c)
{
	struct context *ctx = c->unit->ctx;

	c->broken = true;
	core_skip(ctx->core, c->unit->index, clock_now());
	context_pump(ctx);
}

static void fail(struct condition *c, const struct conf_when *when, const char *text)
{
	char why[HELPER_TEXT + 128];

	snprintf(why, sizeof why, "when = %.100s: %s", when->word, text);
	c->unit->ctx->events->start_failed(c->unit, CTINIT_EXIT_SETUP, why);
	context_pump(c->unit->ctx);
}

static void probe(struct condition *c, const struct conf_when *when)
{
	struct helper_spec spec = { .words = exec_words,
				    .timeout = QUESTION_TIMEOUT,
				    .quiet = true };
	struct look look = { .use = PATH_WHEN,
			     .as_service = c->as_service,
			     .timeout = QUESTION_TIMEOUT };
	char why[HELPER_TEXT];
	int r = when->kind == WHEN_FILE
			? path_check_start(&c->helper, &look, when->text, &TEXT(why))
			: helper_start(&c->helper, &spec, &TEXT(why));

	if (r < 0)
		fail(c, when, why);
}

static void go_on(struct condition *c);

static void on_files(void *context, bool good, const char *text)
{
	struct condition *c = context;
	struct conf_when when;

	if (good)
		go_on(c);
	else if (nth(c, &when))
		fail(c, &when, text);
}

static void read_files(struct condition *c, const struct conf_when *when)
{
	char why[HELPER_TEXT];

	if (env_cache_read(c->unit, on_files, c, &TEXT(why)) < 0)
		fail(c, when, why);
}

static void go_on(struct condition *c)
{
	struct conf_when when;

	for (; nth(c, &when); c->at++) {
		int r = when.kind == WHEN_FILE && !c->as_service
				? path_lookup_cached_no_links(when.text)
				: -EAGAIN;

		if (r >= 0)
			close(r);
		if (r == -EAGAIN) {
			if ((when.kind != WHEN_FILE || c->as_service) &&
			    env_cache_is_stale(c->unit))
				read_files(c, &when);
			else
				probe(c, &when);
			return;
		}
		if ((r >= 0) == when.negated) {
			skip(c);
			return;
		}
	}
	wait_for_begin(c->unit);
}

/* What could not be asked is neither yes nor no: a failed start. */
static void on_done(struct helper *helper, enum helper_end end, const char *text)
{
	struct condition *c = container_of(helper, struct condition, helper);
	struct conf_when when;

	if (!nth(c, &when))
		return;
	bool refused = when.kind == WHEN_FILE && end == HELPER_FAILED &&
		       helper->exit_code == ELOOP;

	if (refused && !c->as_service && path_check_may_retry_as_user(c->unit)) {
		c->as_service = true;
		go_on(c);
		return;
	}
	c->as_service = false;
	if (end == HELPER_TIMEOUT || end == HELPER_NOT_STARTED) {
		fail(c, &when, text);
	} else if (refused) {
		fail(c, &when, path_reason(ELOOP));
	} else if ((end == HELPER_OK) != when.negated) {
		c->at++;
		go_on(c);
	} else {
		skip(c);
	}
}

void prestart_begin(struct unit *u)
{
	struct condition *c = condition_of(u);

	if (accounts_hold(u, ACCOUNTS_PREPARE))
		return;
	env_cache_cancel(u);
	env_cache_invalidate(u);
	if (c == NULL) {
		wait_for_begin(u);
		return;
	}
	helper_cancel(&c->helper);
	c->at = 0;
	c->broken = c->as_service = false;
	go_on(c);
}

void prestart_cancel(struct unit *u)
{
	struct condition *c = condition_of(u);

	if (c != NULL)
		helper_cancel(&c->helper);
	accounts_release(u);
	env_cache_cancel(u);
	wait_for_cancel(u);
}

/* ---- why it was skipped ---- */

static const char *skipped_need(const struct unit *u)
{
	struct context *ctx = u->ctx;
	uint32_t setups = (uint32_t)conf_setup_count(ctx->conf);
	size_t count;
	const uint32_t *needs;

	if (u->index < setups)
		return NULL;
	needs = conf_edges(ctx->conf, u->index - setups, CONF_SERVICE_NEEDS, &count);
	for (size_t i = 0; i < count; i++) {
		if (core_state(ctx->core, setups + needs[i]) == SVC_SKIPPED)
			return unit_name(ctx->units[setups + needs[i]]);
	}
	return NULL;
}

/* Told as it is skipped: the next time it may be for a need. */
static const char *broken_when_asked(struct unit *u, struct conf_when *when)
{
	struct condition *c = condition_of(u);
	bool broken = c != NULL && c->broken && nth(c, when);

	if (c != NULL)
		c->broken = false;
	return broken ? when->word : NULL;
}

void conditions_skip_reason(struct unit *u, char *text, size_t size)
{
	const char *need, *word;
	struct conf_when when;
	struct env env = { 0 };

	if (conf_has_no_instances(u->section)) {
		snprintf(text, size, "instances = 0");
		return;
	}
	if (has_names(u))
		fill(u->ctx, &env);
	word = env.vars != NULL ? broken_by_name(u, &env) : NULL;
	if (word == NULL)
		word = broken_when_asked(u, &when);
	need = word == NULL ? skipped_need(u) : NULL;
	if (need != NULL)
		snprintf(text, size, "its need %s is skipped", need);
	else
		snprintf(text, size, "when = %s", word != NULL ? word : "?");
}

/* ---- made ---- */

int conditions_new_all(struct generation *e)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < e->count; i++)
		used += conditions_before_start(generation_unit(e, i)->section);
	if (!GENERATION_ALLOC(e->conditions, used))
		return -ENOMEM;
	e->condition_count = used;
	used = 0;
	for (uint32_t i = 0; i < e->count; i++) {
		struct unit *u = generation_unit(e, i);

		if (!conditions_before_start(u->section))
			continue;
		e->conditions[used] = (struct condition){ .unit = u };
		helper_init(&e->conditions[used++].helper, u, on_done);
	}
	return 0;
}

void conditions_detach(struct unit *u)
{
	struct condition *c = condition_of(u);

	if (c != NULL)
		helper_detach(&c->helper);
}
