/* supervisor/start/plan.c - from the section of a service to all that one start needs. */
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

static void init_plan(struct plan_builder *b)
{
	const struct context *ctx = b->unit->ctx;

	text_clear(b->err);
	*b->plan = (struct spawn_plan){ .notify_fd = -1,
					.env_fd = setup_vars_fd(b->unit),
					.null_fd = ctx->null_fd,
					.mask = ctx->host->inherited_mask,
					.ignored = ctx->host->inherited_ignored };
}

static int plan_user(struct plan_builder *b)
{
	struct user_ids user;
	int r = environment_user(b->unit, b->env, &user, b->err);

	b->unit->cannot_start |= r == -ESRCH; /* no such user: the next start fails, too */
	if (r < 0 || !user.change)
		return r;
	b->plan->change_user = true;
	b->plan->uid = user.ids.uid;
	b->plan->gid = user.ids.gid;
	b->plan->group_count = user.ids.group_count;
	memcpy(b->plan->groups, user.ids.groups,
	       user.ids.group_count * sizeof user.ids.groups[0]);
	return 0;
}

static int plan_limits(struct plan_builder *b)
{
	struct conf_value value;

	b->plan->inherited_limits = b->unit->ctx->host->inherited_limits;
	for (size_t i = 0; i < rlimit_key_count; i++) {
		int r;

		if (!conf_is_set(b->unit->section, rlimit_keys[i].key))
			continue;
		if ((r = builder_value(b, rlimit_keys[i].key, &value)) < 0)
			return r;
		b->plan->limits_set |= 1u << rlimit_keys[i].resource;
		b->plan->limits[rlimit_keys[i].resource] = (struct rlimit){
			.rlim_cur = value.number < 0 ? RLIM_INFINITY : (rlim_t)value.number,
			.rlim_max =
				value.number2 < 0 ? RLIM_INFINITY : (rlim_t)value.number2
		};
	}
	return 0;
}

/* umask, nice, oom-score-adj and directory. */
static int plan_attributes(struct plan_builder *b)
{
	const struct conf_section *section = b->unit->section;
	struct conf_value value;
	int r = builder_value(b, CONF_SERVICE_UMASK, &value);

	b->plan->umask = (unsigned)value.number;
	if (r == 0 && conf_is_set(section, CONF_SERVICE_NICE)) {
		r = builder_value(b, CONF_SERVICE_NICE, &value);
		b->plan->set_nice = true;
		b->plan->nice = (int)value.number;
	}
	if (r == 0 && conf_is_set(section, CONF_SERVICE_OOM_SCORE_ADJ)) {
		r = builder_value(b, CONF_SERVICE_OOM_SCORE_ADJ, &value);
		b->plan->set_oom = true;
		b->plan->oom = (int)value.number;
	}
	if (r == 0 && (r = builder_value(b, CONF_SERVICE_DIRECTORY, &value)) == 0)
		b->plan->directory = value.text != NULL && *value.text ? value.text : NULL;
	return r;
}

/* Where the program is looked for. */
static void plan_path(struct plan_builder *b)
{
	b->plan->path = env_get(b->env, "PATH", 4);
	if (b->plan->path == NULL)
		b->plan->path = DEFAULT_PATH;
}

static int plan_command(struct plan_builder *b, struct conf_value *ready)
{
	struct conf_value command;
	int r;

	if ((r = builder_value(b, CONF_SERVICE_READY, ready)) < 0 ||
	    (r = builder_value(b, CONF_SERVICE_COMMAND, &command)) < 0)
		return r;
	if ((r = log_stream_plan_tails(b->unit, b->plan, b->env, b->err)) < 0)
		return r;
	/* Where commands precede the process, dirs and remove come before them. */
	if (!hooks_precede_start(b->unit->section) && (r = builder_tmpfiles(b)) < 0)
		return r;
	if (command.word_count == 0 && !b->unit->policy->task)
		return text_fail(b->err, "command is empty");
	b->plan->argv = command.word_count > 0 ? command.words : NULL;
	return 0;
}

int plan_fill(struct unit *u, struct spawn_plan *plan, struct env *env,
	      struct conf_value *ready, struct text *err)
{
	struct plan_builder b = { u, plan, env, err, false };
	int r;

	init_plan(&b);
	if ((r = environment_fill(u, env, err)) < 0 || (r = plan_user(&b)) < 0 ||
	    (r = builder_streams(&b)) < 0 || (r = plan_limits(&b)) < 0 ||
	    (r = plan_attributes(&b)) < 0 || (r = plan_command(&b, ready)) < 0)
		return r;
	if (u->dynamic_policy &&
	    (r = policy_load(u->section, env, &u->ctx->scratch, u->policy, err)) < 0)
		return r;
	plan_path(&b);
	return 0;
}

/* ---- helpers ---- */

/* Our own code in a child: null streams, nothing of the service's. */
static int fill_bare(struct plan_builder *b)
{
	init_plan(b);
	builder_helper_streams(b, true);
	b->plan->umask = 077;
	return env_init(b->env, &b->unit->ctx->scratch);
}

int plan_fill_helper(struct helper *helper, struct spawn_plan *plan, struct env *env,
		     struct text *err)
{
	const struct helper_spec *spec = &helper->spec;
	struct plan_builder b = { helper->unit, plan, env, err, true };
	int r;

	if (spec->bare)
		return fill_bare(&b);
	init_plan(&b);
	r = environment_fill(b.unit, env, err);
	if (r == 0 && !spec->privileged)
		r = plan_user(&b);
	if (r < 0 || (r = builder_helper_streams(&b, spec->quiet)) < 0 ||
	    (r = plan_limits(&b)) < 0 || (r = plan_attributes(&b)) < 0)
		return r;
	plan_path(&b);
	return spec->tmpfiles ? builder_tmpfiles(&b) : 0;
}
