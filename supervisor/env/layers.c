/* supervisor/env/layers.c - builds the variables of a start, layer by layer. */
#include "supervisor/env/layers.h"

#include "conf/base/control_list.h"
#include "supervisor/env/accounts.h"
#include "supervisor/env/progress.h"
#include "supervisor/env/setup_vars.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct env_builder {
	struct unit *unit;
	struct env *env;
	struct text *err;
};

static int builder_value(struct env_builder *builder, enum conf_key key,
			 struct conf_value *ret)
{
	return unit_value(builder->unit, builder->env, key, ret, builder->err);
}

static int for_words(struct env_builder *builder, enum conf_key key,
		     int (*add)(struct env_builder *builder, char *word))
{
	struct conf_value v;
	int r;

	if (!conf_is_set(builder->unit->section, key))
		return 0;
	r = builder_value(builder, key, &v);
	for (size_t i = 0; r == 0 && i < v.word_count; i++)
		r = add(builder, v.words[i]);
	return r;
}

static void clear_env(struct env *env)
{
	env->count = 0;
	env->vars[0] = NULL;
}

/* ---- ctinit's own variables ---- */

/* Sets CTINIT_SERVICE and CTINIT_INSTANCE, by which cleanup/ knows whose process it is. */
static int set_marks(struct env_builder *builder)
{
	unsigned instance = conf_instance(builder->unit->section);
	char number[16];
	int r = env_set(builder->env, "CTINIT_SERVICE",
			conf_base_name(builder->unit->section));

	if (r == 0 && setup_vars_fd(builder->unit) >= 0)
		r = env_set(builder->env, "CTINIT_ENV", SETUP_VARS_PATH);
	if (r < 0 || instance == 0) {
		env_unset(builder->env, "CTINIT_INSTANCE", 15);
		return r;
	}
	snprintf(number, sizeof number, "%u", instance);
	return env_set(builder->env, "CTINIT_INSTANCE", number);
}

/* Removes a NAME_FILE variable in `env-unset`, because it must not be read as a secret. */
static int unset_file_variable(struct env_builder *builder, char *word)
{
	size_t len = strlen(word);

	if (len > 5 && strcmp(word + len - 5, "_FILE") == 0)
		env_unset(builder->env, word, len);
	return 0;
}

static int add_secrets(struct env_builder *builder)
{
	int r = for_words(builder, CONF_SERVICE_ENV_UNSET, unset_file_variable);

	if (r < 0 || !env_has_secret_files(builder->env))
		return r;
	progress_note("the files of env-secrets", "");
	return env_add_secrets(builder->env, builder->err);
}

/* Adds ctinit's own variables, those that setups added, and the secrets that they name. */
static int set_base(struct env_builder *builder)
{
	struct context *ctx = builder->unit->ctx;
	struct conf_value clear;
	int r = env_add_all(builder->env, ctx->host->environment);

	if (r == 0)
		r = env_merge(builder->env, setup_vars(ctx));
	if (r == 0)
		r = builder_value(builder, CONF_SERVICE_ENV_CLEAR, &clear);
	if (r == 0 && clear.number)
		clear_env(builder->env);
	env_unset(builder->env, "CTINIT_ENV", 10);
	env_unset(builder->env, CONTROL_VARIABLE, sizeof CONTROL_VARIABLE - 1);
	if (r == 0 && ctx->control_place != NULL)
		r = env_set(builder->env, CONTROL_VARIABLE, ctx->control_place);
	if (r == 0 && conf_bool(conf_init(ctx->conf), CONF_INIT_ENV_SECRETS))
		r = add_secrets(builder);
	return r == 0 ? set_marks(builder) : r;
}

bool layers_name_secrets(const struct context *ctx)
{
	char *const *lists[] = { ctx->host->environment, setup_vars(ctx)->vars };

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		for (char *const *v = lists[i]; v != NULL && *v != NULL; v++) {
			if (env_is_secret_file(*v))
				return true;
		}
	}
	return false;
}

/* ---- the layers ---- */

static int add_dir(struct env_builder *builder, char *word)
{
	progress_note("env-dir", word);
	return env_add_dir(builder->env, word, builder->err);
}

static int add_file(struct env_builder *builder, char *word)
{
	progress_note("env-file", word);
	return env_add_file(builder->env, word, builder->err);
}

static int add_from_file(struct env_builder *builder, char *word)
{
	progress_note("env-from-file", word);
	return env_add_from_file(builder->env, word, builder->err);
}

static int add_assignment(struct env_builder *builder, char *word)
{
	size_t name_len = conf_assignment_name(word);

	if (name_len > 0)
		return env_set_word(builder->env, word, name_len);
	text_set(builder->err, "environment: %s is not NAME=VALUE", word);
	return -EINVAL;
}

/* clang-format off */
static const struct layer {
	enum conf_key key;
	int (*add)(struct env_builder *builder, char *word);
} layers[] = { /* the layers by precedence, the lowest first */
	{ CONF_SERVICE_ENV_DIR,       add_dir },
	{ CONF_SERVICE_ENV_FILE,      add_file },
	{ CONF_SERVICE_ENV_FROM_FILE, add_from_file },
	{ CONF_SERVICE_ENVIRONMENT,   add_assignment },
};
/* clang-format on */

static int add_layers(struct env_builder *builder)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(layers); i++)
		r = for_words(builder, layers[i].key, layers[i].add);
	return r;
}

static int unset_word(struct env_builder *builder, char *word)
{
	env_unset(builder->env, word, strlen(word));
	return 0;
}

static int unset_and_mark(struct env_builder *builder)
{
	int r = for_words(builder, CONF_SERVICE_ENV_UNSET, unset_word);

	return r == 0 ? set_marks(builder) : r;
}

static int explain_size(struct env_builder *builder, int r)
{
	if ((r == -E2BIG || r == -ENOSPC) && text_is_empty(builder->err))
		text_set(builder->err, "its environment is too large");
	return r;
}

int layers_read(struct unit *u, struct env *env, struct text *err)
{
	struct env_builder builder = { u, env, err };
	int r;

	if ((r = set_base(&builder)) == 0 && (r = add_layers(&builder)) == 0)
		r = unset_and_mark(&builder);
	return explain_size(&builder, r);
}

/* ---- the user ---- */

/* Sets a variable unless the service or a setup has set it. Replaces a value that ctinit
 * inherited, because that belongs to another user; if `text` is NULL, removes it. */
static int set_default(struct env_builder *builder, const char *name, const char *text)
{
	size_t len = strlen(name);
	const char *now = env_get(builder->env, name, len);
	char *const *given = builder->unit->ctx->host->environment;

	for (; now != NULL && given != NULL && *given != NULL; given++) {
		if (now != *given + len + 1)
			continue;
		if (text != NULL)
			return env_set(builder->env, name, text);
		env_unset(builder->env, name, len);
		return 0;
	}
	return now == NULL && text != NULL ? env_set(builder->env, name, text) : 0;
}

static int set_home(struct env_builder *builder, const struct ids *ids)
{
	int r = 0;

	if (ids->home == NULL) /* the user does not change, only its groups */
		return 0;
	r = set_default(builder, "HOME", ids->home);
	if (r == 0)
		r = set_default(builder, "USER", ids->name);
	if (r == 0)
		r = set_default(builder, "LOGNAME", ids->name);
	return r == 0 ? set_default(builder, "SHELL", ids->shell) : r;
}

/* ${HOME} in a layer means the user's HOME, so we build the layers again after HOME is
 * set. */
static int set_user(struct env_builder *builder, const struct ids *ids)
{
	bool rebuild = false;
	int r = 0;

	for (size_t i = 0; i < ARRAY_LEN(layers); i++)
		rebuild |= conf_is_dynamic(builder->unit->section, layers[i].key);
	if (rebuild) {
		clear_env(builder->env);
		r = set_base(builder);
	}
	if (r == 0)
		r = set_home(builder, ids);
	if (r == 0 && rebuild)
		r = add_layers(builder);
	return r == 0 ? unset_and_mark(builder) : r;
}

int layers_read_user(struct unit *u, struct env *env, struct user_ids *ret,
		     struct text *err)
{
	struct env_builder builder = { u, env, err };
	struct conf_value user, groups;
	int r = builder_value(&builder, CONF_SERVICE_USER, &user);

	ret->change = ret->is_ignored = false;
	if (r == 0)
		r = builder_value(&builder, CONF_SERVICE_GROUPS, &groups);
	if (r < 0 || ((user.text == NULL || *user.text == '\0') && groups.word_count == 0))
		return r;
	r = accounts_find(u->ctx, user.text ? user.text : "",
			  groups.word_count ? groups.words : NULL, &ret->ids, err);
	/* A container engine may run ctinit as an unknown user that cannot read
	 * /etc/passwd. Then we ignore the key `user`. */
	if (r < 0 && (geteuid() == 0 || (r != -EACCES && r != -ESRCH)))
		return r;
	if (geteuid() != 0 && (r < 0 || ret->ids.uid != geteuid())) {
		ret->is_ignored = true;
		return 0;
	}
	ret->change = geteuid() == 0;
	return explain_size(&builder, set_user(&builder, &ret->ids));
}
