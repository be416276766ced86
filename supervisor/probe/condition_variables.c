/* supervisor/probe/condition_variables.c - checks conditions on variables (`when`). */
#include "supervisor/probe/condition_variables.h"

#include "supervisor/base/scratch.h"
#include "supervisor/env/secret_check.h"

static struct conf_when_walk walk_of(const struct conf_section *section)
{
	return (struct conf_when_walk){ .iter = conf_entries_begin(section,
								   CONF_SERVICE_WHEN) };
}

bool condition_is_on_variable(const struct conf_when *when)
{
	return when->kind == WHEN_SET || when->kind == WHEN_IS;
}

bool condition_is_on_secret(const struct context *ctx, const struct env *env,
			    const struct conf_when *when)
{
	return condition_is_on_variable(when) &&
	       secret_check_needed(ctx, env, when->name, when->name_len);
}

bool conditions_exist(const struct conf_section *section, bool on_variables)
{
	struct conf_when_walk walk = walk_of(section);
	struct conf_when when;

	while (conf_when(&walk, &when)) {
		if (condition_is_on_variable(&when) == on_variables)
			return true;
	}
	return false;
}

static bool holds(const struct context *ctx, const struct env *env,
		  const struct conf_when *when)
{
	return conf_when_holds(when,
			       secret_check_value(ctx, env, when->name, when->name_len));
}

static const char *failed_condition(const struct unit *u, const struct env *env)
{
	struct conf_when_walk walk = walk_of(u->section);
	struct conf_when when;

	while (conf_when(&walk, &when)) {
		if (condition_is_on_variable(&when) &&
		    !condition_is_on_secret(u->ctx, env, &when) &&
		    !holds(u->ctx, env, &when))
			return when.word;
	}
	return NULL;
}

const char *conditions_failed_variable(struct unit *u)
{
	struct env env = { 0 };

	if (!conditions_exist(u->section, true))
		return NULL;
	secret_check_env(u->ctx, &env);
	return failed_condition(u, &env);
}

void conditions_evaluate(struct context *ctx, uint32_t from, uint32_t to)
{
	struct env env = { 0 };

	for (uint32_t i = from; i < to; i++) {
		const struct unit *u = ctx->units[i];
		bool failed = conf_has_no_instances(u->section);

		if (!failed && conditions_exist(u->section, true)) {
			if (env.vars == NULL)
				secret_check_env(ctx, &env);
			failed = failed_condition(u, &env) != NULL;
		}
		core_set_condition_failed(ctx->core, i, failed);
	}
	scratch_trim(ctx);
}
