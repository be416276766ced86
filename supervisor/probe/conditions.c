/* supervisor/probe/conditions.c - checks the conditions of a service or setup (`when`). */
#include "supervisor/probe/conditions.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "supervisor/base/scratch.h"
#include "supervisor/env/accounts.h"
#include "supervisor/env/cache.h"
#include "supervisor/env/secret_check.h"
#include "supervisor/path/cached.h"
#include "supervisor/probe/condition_variables.h"
#include "supervisor/probe/path_check.h"
#include "supervisor/probe/wait_for.h"
#include "supervisor/proc/fd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHECK_TIMEOUT SECONDS(5) /* same as PROBE_TIMEOUT in readiness.c */

struct condition {
	struct unit *unit;
	struct helper helper;
	struct secret_check secret;
	uint32_t index; /* index of the condition that is checked */
	bool failed;    /* the current condition is false */
	bool as_user;   /* the path is checked with the service's ids */
};

static struct condition *condition_of(const struct unit *u)
{
	const struct generation *g = u->generation;

	return unit_find(u, g->conditions, g->condition_count, sizeof *g->conditions);
}

/* A setup may still make any variable of a condition a secret. */
bool conditions_before_start(const struct conf_section *section)
{
	return conditions_exist(section, false) ||
	       (conf_bool(conf_init(conf_of(section)), CONF_INIT_ENV_SECRETS) &&
		conditions_exist(section, true));
}

/* ---- conditions before a start ---- */

/* Finds condition number condition->index. Returns false if there is none. */
static bool current_condition(const struct condition *condition, struct conf_when *ret)
{
	struct conf_when_walk walk = { .iter = conf_entries_begin(condition->unit->section,
								  CONF_SERVICE_WHEN) };
	uint32_t n = 0;

	while (conf_when(&walk, ret)) {
		if (n++ == condition->index)
			return true;
	}
	return false;
}

static int command_words(struct helper *helper, struct env *env, char *const **ret_argv,
			 struct text *err)
{
	const struct condition *condition = container_of(helper, struct condition, helper);
	struct conf_when when;

	if (!current_condition(condition, &when))
		return -ENOENT;
	*ret_argv = conf_argv(when.words, when.word_count, (size_t)(when.text - when.word),
			      env->scratch);
	if (*ret_argv == NULL)
		text_set(err, "when: too long");
	return *ret_argv != NULL ? 0 : -ENOSPC;
}

static void skip_unit(struct condition *condition)
{
	struct unit *u = condition->unit;

	condition->failed = true;
	core_skip(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

/* If a condition cannot be checked, the start has failed. */
static void fail_check(struct condition *condition, const struct conf_when *when,
		       const char *text)
{
	char why[HELPER_TEXT + 128];

	snprintf(why, sizeof why, "when = %.100s: %s", when->word, text);
	condition->unit->ctx->events->start_failed(condition->unit, CTINIT_EXIT_SETUP, why);
	context_pump(condition->unit->ctx);
}

static void check_by_helper(struct condition *condition, const struct conf_when *when)
{
	struct helper_spec spec = { .expand_argv = command_words,
				    .timeout = CHECK_TIMEOUT,
				    .quiet = true };
	struct path_check check = { .use = PATH_WHEN,
				    .as_user = condition->as_user,
				    .timeout = CHECK_TIMEOUT };
	char why[HELPER_TEXT];
	int r = when->kind == WHEN_FILE
			? path_check_start(&condition->helper, &check, when->text,
					   &TEXT(why))
			: helper_start(&condition->helper, &spec, &TEXT(why));

	if (r < 0)
		fail_check(condition, when, why);
}

static void check_next(struct condition *condition);

static void on_env_read(void *context, bool good, const char *text)
{
	struct condition *condition = context;
	struct conf_when when;

	if (good)
		check_next(condition);
	else if (current_condition(condition, &when))
		fail_check(condition, &when, text);
}

static void read_env(struct condition *condition, const struct conf_when *when)
{
	char why[HELPER_TEXT];

	if (env_cache_read(condition->unit, on_env_read, condition, &TEXT(why)) < 0)
		fail_check(condition, when, why);
}

/* Returns true if a helper checks the condition, or could not be started. */
static bool check_secret(struct condition *condition, const struct conf_when *when)
{
	struct context *ctx = condition->unit->ctx;
	char why[HELPER_TEXT];
	struct env env = { 0 };
	bool needed;

	secret_check_env(ctx, &env);
	needed = condition_is_on_secret(ctx, &env, when);
	scratch_trim(ctx);
	if (needed && secret_check_start(&condition->secret, &condition->helper, when,
					 CHECK_TIMEOUT, &TEXT(why)) < 0)
		fail_check(condition, when, why);
	return needed;
}

static void check_next(struct condition *condition)
{
	struct conf_when when;

	for (; current_condition(condition, &when); condition->index++) {
		if (condition_is_on_variable(&when)) {
			if (check_secret(condition, &when))
				return;
			continue;
		}
		bool as_ctinit = when.kind == WHEN_FILE && !condition->as_user;
		int fd = as_ctinit ? path_lookup_cached_no_links(when.text) : -EAGAIN;

		fd_close(fd);
		if (fd == -EAGAIN) { /* PID 1 cannot find out without waiting */
			if (!as_ctinit && env_cache_is_stale(condition->unit))
				read_env(condition, &when);
			else
				check_by_helper(condition, &when);
			return;
		}
		if ((fd >= 0) == when.negated) {
			skip_unit(condition);
			return;
		}
	}
	wait_for_begin(condition->unit);
}

static void end_check(struct condition *condition, bool holds)
{
	condition->as_user = false;
	if (holds) {
		condition->index++;
		check_next(condition);
	} else {
		skip_unit(condition);
	}
}

static void end_secret_check(struct condition *condition, const struct conf_when *when,
			     enum helper_end end, const char *text)
{
	char why[HELPER_TEXT];
	enum secret_result result = secret_check_end(&condition->secret, &condition->helper,
						     end, text, &TEXT(why));

	if (result == SECRET_UNREADABLE)
		fail_check(condition, when, why);
	else
		end_check(condition, result == SECRET_HOLDS);
}

static void on_checked(struct helper *helper, enum helper_end end, const char *text)
{
	struct condition *condition = container_of(helper, struct condition, helper);
	struct conf_when when;

	if (!current_condition(condition, &when))
		return;
	if (condition_is_on_variable(&when)) {
		end_secret_check(condition, &when, end, text);
		return;
	}
	bool refused = when.kind == WHEN_FILE && end == HELPER_FAILED &&
		       helper->exit_code == ELOOP;

	if (refused && !condition->as_user &&
	    path_check_may_retry_as_user(condition->unit)) {
		condition->as_user = true;
		check_next(condition);
		return;
	}
	if (end == HELPER_TIMEOUT || end == HELPER_NOT_STARTED || refused) {
		condition->as_user = false;
		fail_check(condition, &when, refused ? path_reason(ELOOP) : text);
	} else {
		end_check(condition, (end == HELPER_OK) != when.negated);
	}
}

static void cancel_check(struct condition *condition)
{
	helper_cancel(&condition->helper);
	secret_check_close(&condition->secret);
}

void prepare_start(struct unit *u)
{
	struct condition *condition = condition_of(u);

	if (accounts_hold(u, ACCOUNTS_PREPARE))
		return;
	env_cache_cancel(u);
	env_cache_invalidate(u);
	if (condition == NULL) {
		wait_for_begin(u);
		return;
	}
	cancel_check(condition);
	condition->index = 0;
	condition->failed = condition->as_user = false;
	check_next(condition);
}

void prepare_cancel(struct unit *u)
{
	struct condition *condition = condition_of(u);

	if (condition != NULL)
		cancel_check(condition);
	accounts_release(u);
	env_cache_cancel(u);
	wait_for_cancel(u);
}

/* ---- skip reasons ---- */

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

/* Returns the condition that was false before the last start, as the user wrote it, or
 * NULL. */
static const char *failed_before_start(struct unit *u, struct conf_when *when)
{
	struct condition *condition = condition_of(u);

	return condition != NULL && condition->failed && current_condition(condition, when)
		       ? when->word
		       : NULL;
}

void conditions_skip_reason(struct unit *u, char *text, size_t size)
{
	const char *need, *word;
	struct conf_when when;

	if (conf_has_no_instances(u->section)) {
		snprintf(text, size, "instances = 0");
		return;
	}
	word = conditions_failed_variable(u);
	/* If a need is skipped, the conditions before a start are not checked. */
	need = word == NULL ? skipped_need(u) : NULL;
	if (word == NULL && need == NULL)
		word = failed_before_start(u, &when);
	if (need != NULL)
		snprintf(text, size, "its need %s is skipped", need);
	else
		snprintf(text, size, "when = %s", word != NULL ? word : "?");
}

/* ---- setup ---- */

int conditions_new_all(struct generation *g)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < g->count; i++)
		used += conditions_before_start(generation_unit(g, i)->section);
	if (!GENERATION_ALLOC(g->conditions, used))
		return -ENOMEM;
	for (uint32_t i = 0; i < g->count; i++) {
		struct unit *u = generation_unit(g, i);

		if (!conditions_before_start(u->section))
			continue;
		struct condition *condition = &g->conditions[g->condition_count++];
		condition->unit = u;
		condition->secret.fd = -1;
		helper_init(&condition->helper, u, on_checked);
	}
	return 0;
}

void conditions_detach(struct unit *u)
{
	struct condition *condition = condition_of(u);

	if (condition == NULL)
		return;
	helper_detach(&condition->helper);
	secret_check_close(&condition->secret);
}
