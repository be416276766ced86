/* supervisor/start/plan.c - makes the plan of a start from a service's section. */
#include "supervisor/start/plan.h"

#include "supervisor/child/helper.h"
#include "supervisor/env/setup_vars.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/output/output.h"
#include "supervisor/proc/rlimits.h"
#include "supervisor/start/plan_builder.h"
#include "supervisor/start/policy_from_conf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void init_plan(struct plan_builder *builder)
{
	const struct context *ctx = builder->unit->ctx;

	text_clear(builder->err);
	*builder->plan = (struct spawn_plan){ .notify_fd = -1,
					      .env_fd = setup_vars_fd(builder->unit),
					      .null_fd = ctx->null_fd,
					      .mask = ctx->host->inherited_mask,
					      .ignored = ctx->host->inherited_ignored };
}

static int plan_user(struct plan_builder *builder)
{
	struct user_ids user;
	int r = environment_user(builder->unit, builder->env, &user, builder->err);

	/* There is no such user, so the next start fails, too. */
	builder->unit->cannot_start |= r == -ESRCH;
	if (r < 0 || !user.change)
		return r;
	builder->plan->change_user = true;
	builder->plan->uid = user.ids.uid;
	builder->plan->gid = user.ids.gid;
	builder->plan->group_count = user.ids.group_count;
	memcpy(builder->plan->groups, user.ids.groups,
	       user.ids.group_count * sizeof user.ids.groups[0]);
	return 0;
}

static int plan_limits(struct plan_builder *builder)
{
	struct conf_value value;

	builder->plan->inherited_open_files =
		builder->unit->ctx->host->inherited_open_files;
	for (size_t i = 0; i < rlimit_key_count; i++) {
		int r;

		if (!conf_is_set(builder->unit->section, rlimit_keys[i].key))
			continue;
		if ((r = builder_value(builder, rlimit_keys[i].key, &value)) < 0)
			return r;
		builder->plan->limits_set |= 1u << rlimit_keys[i].resource;
		builder->plan->limits[rlimit_keys[i].resource] = (struct rlimit){
			.rlim_cur = value.number < 0 ? RLIM_INFINITY : (rlim_t)value.number,
			.rlim_max =
				value.number2 < 0 ? RLIM_INFINITY : (rlim_t)value.number2
		};
	}
	return 0;
}

/* Sets umask, nice, oom_score_adj and the working directory. */
static int plan_attributes(struct plan_builder *builder)
{
	const struct conf_section *section = builder->unit->section;
	struct conf_value value;
	int r = builder_value(builder, CONF_SERVICE_UMASK, &value);

	builder->plan->umask = (unsigned)value.number;
	if (r == 0 && conf_is_set(section, CONF_SERVICE_NICE)) {
		r = builder_value(builder, CONF_SERVICE_NICE, &value);
		builder->plan->set_nice = true;
		builder->plan->nice = (int)value.number;
	}
	if (r == 0 && conf_is_set(section, CONF_SERVICE_OOM_SCORE_ADJ)) {
		r = builder_value(builder, CONF_SERVICE_OOM_SCORE_ADJ, &value);
		builder->plan->set_oom = true;
		builder->plan->oom = (int)value.number;
	}
	if (r == 0 && (r = builder_value(builder, CONF_SERVICE_DIRECTORY, &value)) == 0)
		builder->plan->directory =
			value.text != NULL && *value.text ? value.text : NULL;
	return r;
}

/* Sets the PATH in which the program is searched. */
static void plan_path(struct plan_builder *builder)
{
	builder->plan->path = env_get(builder->env, "PATH", 4);
	if (builder->plan->path == NULL)
		builder->plan->path = DEFAULT_PATH;
}

static int plan_command(struct plan_builder *builder, struct conf_value *ready)
{
	struct conf_value command;
	int r;

	/* An invalid `health` must fail the start, and not make the service unhealthy
	 * later. */
	if ((r = builder_value(builder, CONF_SERVICE_HEALTH, ready)) < 0 ||
	    (r = builder_value(builder, CONF_SERVICE_READY, ready)) < 0 ||
	    (r = builder_value(builder, CONF_SERVICE_COMMAND, &command)) < 0)
		return r;
	if ((r = log_stream_plan_tails(builder->unit, builder->plan, builder->env,
				       builder->err)) < 0)
		return r;
	/* if commands precede the process, `dirs` and `remove` come before them */
	if (!hooks_precede_start(builder->unit->section) &&
	    (r = builder_tmpfiles(builder)) < 0)
		return r;
	if (command.word_count == 0 && !builder->unit->policy->task)
		return text_fail(builder->err, "command is empty");
	builder->plan->argv = command.word_count > 0 ? command.words : NULL;
	return 0;
}

int plan_fill(struct unit *u, struct spawn_plan *plan, struct env *env,
	      struct conf_value *ready, struct text *err)
{
	struct plan_builder builder = { u, plan, env, err, false };
	int r;

	init_plan(&builder);
	if ((r = environment_fill(u, env, err)) < 0 || (r = plan_user(&builder)) < 0 ||
	    (r = builder_streams(&builder)) < 0 || (r = plan_limits(&builder)) < 0 ||
	    (r = plan_attributes(&builder)) < 0 || (r = plan_command(&builder, ready)) < 0)
		return r;
	if (u->dynamic_policy &&
	    (r = policy_load(u->section, env, &u->ctx->scratch, u->policy, err)) < 0)
		return r;
	plan_path(&builder);
	return 0;
}

/* ---- helpers ---- */

/* Plans a helper that runs our own code: null streams, and no attribute of the service. */
static int fill_bare(struct plan_builder *builder)
{
	init_plan(builder);
	builder_helper_streams(builder, true);
	builder->plan->umask = 077;
	return env_init(builder->env, &builder->unit->ctx->scratch);
}

int plan_fill_helper(struct helper *helper, struct spawn_plan *plan, struct env *env,
		     struct text *err)
{
	const struct helper_spec *spec = &helper->spec;
	struct plan_builder builder = { helper->unit, plan, env, err, true };
	int r;

	if (spec->bare)
		return fill_bare(&builder);
	init_plan(&builder);
	r = environment_fill(builder.unit, env, err);
	if (r == 0 && !spec->privileged)
		r = plan_user(&builder);
	if (r < 0 || (r = builder_helper_streams(&builder, spec->quiet)) < 0 ||
	    (r = plan_limits(&builder)) < 0 || (r = plan_attributes(&builder)) < 0)
		return r;
	plan_path(&builder);
	return spec->tmpfiles ? builder_tmpfiles(&builder) : 0;
}

int plan_fill_command(struct unit *u, struct spawn_plan *plan, struct env *env,
		      struct text *err)
{
	struct plan_builder builder = { u, plan, env, err, true };
	int r;

	init_plan(&builder);
	plan->env_fd = -1;
	plan->ignored = 0;
	if ((r = environment_fill(u, env, err)) < 0 || (r = plan_user(&builder)) < 0 ||
	    (r = builder_helper_streams(&builder, true)) < 0 ||
	    (r = plan_limits(&builder)) < 0 || (r = plan_attributes(&builder)) < 0)
		return r;
	plan_path(&builder);
	return 0;
}
