/* supervisor/env/environment.c - what a start sees: the layers of variables, in their order.
 *
 * ctinit's own (with what setups added) < env-dir < env-file < env-from-file <
 * environment; HOME and friends are the user's unless the service or a setup says
 * otherwise; env-unset comes last. Everything is read again at each start. */
#include "supervisor/env/accounts.h"
#include "supervisor/env/cache.h"
#include "supervisor/proc/ids.h"
#include "supervisor/service.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ADDED_MAX ((ENV_MAX + 1) * sizeof(char *) + (1u << 20))

struct fill {
	struct unit *unit;
	struct env *env;
	struct text *err;
};

int unit_value(struct unit *u, struct env *env, enum conf_key key, struct conf_value *ret,
	       struct text *err)
{
	struct conf_lookup lookup = { .find = env_lookup, .context = env };
	char text[512];
	int r;

	memset(ret, 0, sizeof *ret);
	r = conf_expand_value(u->section, key, &lookup, &u->ctx->scratch, ret, &TEXT(text));
	if (r < 0 ||
	    (text[0] != '\0' && text_is_empty(err))) /* the first warning is kept */
		text_set(err, "%s", text);
	return r;
}

static int value(struct fill *f, enum conf_key key, struct conf_value *ret)
{
	return unit_value(f->unit, f->env, key, ret, f->err);
}

static int unset(struct fill *f, char *word)
{
	env_unset(f->env, word, strlen(word));
	return 0;
}

static int for_words(struct fill *f, enum conf_key key,
		     int (*add)(struct fill *f, char *word))
{
	struct conf_value v;
	int r;

	if (!conf_is_set(f->unit->section, key))
		return 0;
	r = value(f, key, &v);
	for (size_t i = 0; r == 0 && i < v.word_count; i++)
		r = add(f, v.words[i]);
	return r;
}

/* ---- the layers ---- */

/* They mark what belongs to the service, for whoever looks: nothing else sets them. */
static int set_marks(struct fill *f)
{
	unsigned instance = conf_instance(f->unit->section);
	char number[16];
	int r = env_set(f->env, "CTINIT_SERVICE", conf_base_name(f->unit->section));

	if (r == 0 && setup_vars_fd(f->unit) >= 0)
		r = env_set(f->env, "CTINIT_ENV", SETUP_VARS_PATH);
	if (r < 0 || instance == 0) {
		env_unset(f->env, "CTINIT_INSTANCE", 15);
		return r;
	}
	snprintf(number, sizeof number, "%u", instance);
	return env_set(f->env, "CTINIT_INSTANCE", number);
}

/* A variable that only looks like a secret's: env-unset keeps it from being read. */
static int unset_file(struct fill *f, char *word)
{
	size_t len = strlen(word);

	if (len > 5 && strcmp(word + len - 5, "_FILE") == 0)
		env_unset(f->env, word, len);
	return 0;
}

static int add_secrets(struct fill *f)
{
	files_note("the files of env-secrets", "");
	return env_add_secrets(f->env, f->err);
}

/* ctinit's own, with what setups added and what its _FILE variables name. */
static int set_base(struct fill *f)
{
	struct context *ctx = f->unit->ctx;
	struct conf_value clear;
	int r = env_add_all(f->env, ctx->host->environment);

	if (r == 0)
		r = env_merge(f->env, &SUP(ctx)->added);
	if (r == 0)
		r = value(f, CONF_SERVICE_ENV_CLEAR, &clear);
	if (r == 0 && clear.number) {
		f->env->count = 0;
		f->env->vars[0] = NULL;
	}
	env_unset(f->env, "CTINIT_ENV", 10);
	if (r == 0 && conf_bool(conf_init(ctx->conf), CONF_INIT_ENV_SECRETS) &&
	    (r = for_words(f, CONF_SERVICE_ENV_UNSET, unset_file)) == 0 &&
	    env_has_secret_files(f->env))
		r = add_secrets(f);
	return r == 0 ? set_marks(f) : r;
}

static int add_dir(struct fill *f, char *word)
{
	files_note("env-dir", word);
	return env_add_dir(f->env, word, f->err);
}

static int add_file(struct fill *f, char *word)
{
	files_note("env-file", word);
	return env_add_file(f->env, word, f->err);
}

static int add_from_file(struct fill *f, char *word)
{
	files_note("env-from-file", word);
	return env_add_from_file(f->env, word, f->err);
}

static int add_assignment(struct fill *f, char *word)
{
	size_t name_len = conf_assignment_name(word);

	if (name_len > 0)
		return env_set_word(f->env, word, name_len);
	text_set(f->err, "environment: %s is not NAME=VALUE", word);
	return -EINVAL;
}

/* clang-format off */
static const struct layer {
	enum conf_key key;
	int (*add)(struct fill *f, char *word);
} layers[] = { /* the order is the contract */
	{ CONF_SERVICE_ENV_DIR,       add_dir },
	{ CONF_SERVICE_ENV_FILE,      add_file },
	{ CONF_SERVICE_ENV_FROM_FILE, add_from_file },
	{ CONF_SERVICE_ENVIRONMENT,   add_assignment },
};
/* clang-format on */

static int add_layers(struct fill *f)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(layers); i++)
		r = for_words(f, layers[i].key, layers[i].add);
	return r;
}

static int finish(struct fill *f)
{
	int r = for_words(f, CONF_SERVICE_ENV_UNSET, unset);

	return r == 0 ? set_marks(f) : r;
}

static int told(struct fill *f, int r)
{
	if ((r == -E2BIG || r == -ENOSPC) && text_is_empty(f->err))
		text_set(f->err, "its environment is too large");
	return r;
}

int layers_read(struct unit *u, struct env *env, struct text *err)
{
	struct fill f = { u, env, err };
	int r;

	if ((r = set_base(&f)) == 0 && (r = add_layers(&f)) == 0)
		r = finish(&f);
	return told(&f, r);
}

int environment_fill(struct unit *u, struct env *env, struct text *err)
{
	int r = env_init(env, &u->ctx->scratch);

	if (r == 0)
		r = env_cache_load(u, env, err);
	if (r == 0)
		return layers_read(u, env, err);
	return r < 0 ? r : 0;
}

bool layers_name_secrets(const struct context *ctx)
{
	char *const *lists[] = { ctx->host->environment, SUP(ctx)->added.vars };

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		for (char *const *v = lists[i]; v != NULL && *v != NULL; v++) {
			if (env_is_secret_file(*v))
				return true;
		}
	}
	return false;
}

/* ---- the user ---- */

/* Over ctinit's own, which are another user's, and nothing else. NULL: it is taken away. */
static int set_unless_own(struct fill *f, const char *name, const char *text)
{
	size_t len = strlen(name);
	const char *now = env_get(f->env, name, len);
	char *const *given = f->unit->ctx->host->environment;

	for (; now != NULL && given != NULL && *given != NULL; given++) {
		if (now != *given + len + 1)
			continue;
		if (text != NULL)
			return env_set(f->env, name, text);
		env_unset(f->env, name, len);
		return 0;
	}
	return now == NULL && text != NULL ? env_set(f->env, name, text) : 0;
}

static int set_home(struct fill *f, const struct ids *ids)
{
	int r = 0;

	if (ids->home == NULL) /* only groups were asked for: no other user */
		return 0;
	r = set_unless_own(f, "HOME", ids->home);
	if (r == 0)
		r = set_unless_own(f, "USER", ids->name);
	if (r == 0)
		r = set_unless_own(f, "LOGNAME", ids->name);
	return r == 0 ? set_unless_own(f, "SHELL", ids->shell) : r;
}

/* Layers that expand ${HOME} mean the user's: they are laid again on top of it. */
static int set_user(struct fill *f, const struct ids *ids)
{
	bool again = false;
	int r = 0;

	for (size_t i = 0; i < ARRAY_LEN(layers); i++)
		again |= conf_is_dynamic(f->unit->section, layers[i].key);
	if (again) {
		f->env->count = 0;
		f->env->vars[0] = NULL;
		r = set_base(f);
	}
	if (r == 0)
		r = set_home(f, ids);
	if (r == 0 && again)
		r = add_layers(f);
	return r == 0 ? finish(f) : r;
}

int accounts_find(struct unit *u, const char *user, char *const *groups, struct ids *ret,
		  struct text *err)
{
	struct ids_files files = { IDS_PASSWD, IDS_GROUP, NULL, SUP(u->ctx)->maps };

	/* The child that reads the files of an environment reads these, too. */
	if (!files_is_reader())
		files.copy = accounts_copy(u->ctx);

	return ids_find(&files, user, groups, geteuid(), getegid(), &u->ctx->scratch, ret,
			err);
}

int layers_read_user(struct unit *u, struct env *env, struct ids *ret_ids, bool *ret_change,
		     bool *ret_ignored, struct text *err)
{
	struct fill f = { u, env, err };
	struct conf_value user, groups;
	int r = value(&f, CONF_SERVICE_USER, &user);

	*ret_change = *ret_ignored = false;
	if (r == 0)
		r = value(&f, CONF_SERVICE_GROUPS, &groups);
	if (r < 0 || ((user.text == NULL || *user.text == '\0') && groups.word_count == 0))
		return r;
	r = accounts_find(u, user.text ? user.text : "",
			  groups.word_count ? groups.words : NULL, ret_ids, err);
	/* Engines make files for an unknown user that this user may not read. */
	if (r < 0 && (geteuid() == 0 || (r != -EACCES && r != -ESRCH)))
		return r;
	if (geteuid() != 0 && (r < 0 || ret_ids->uid != geteuid())) {
		*ret_ignored = true;
		return 0;
	}
	*ret_change = geteuid() == 0;
	return told(&f, set_user(&f, ret_ids));
}

static void tell_ignored(struct unit *u, struct env *env)
{
	struct conf_value user;
	char why[128] = "";

	if (!SERVICE(u)->warned_user_ignored &&
	    unit_value(u, env, CONF_SERVICE_USER, &user, &TEXT(why)) == 0)
		u->ctx->host->report(REPORT_WARNING,
				     "%s: user = %s is ignored: ctinit is not root",
				     unit_name(u), user.text != NULL ? user.text : "");
	SERVICE(u)->warned_user_ignored = true;
}

int environment_user(struct unit *u, struct env *env, struct ids *ret_ids, bool *ret_change,
		     struct text *err)
{
	bool ignored = false;
	int r;

	*ret_change = false;
	r = env_cache_load_user(u, env, ret_ids, ret_change, &ignored, err);
	if (r == 0)
		r = layers_read_user(u, env, ret_ids, ret_change, &ignored, err);
	if (ignored)
		tell_ignored(u, env);
	return r < 0 ? r : 0;
}

/* ---- what setups add ---- */

int environment_init_added(struct context *ctx)
{
	void *at = mmap(NULL, ADDED_MAX, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return -errno;
	SUP(ctx)->added_room = (struct conf_scratch){ .base = at, .size = ADDED_MAX };
	return env_init(&SUP(ctx)->added, &SUP(ctx)->added_room);
}

void environment_free_added(struct context *ctx)
{
	if (SUP(ctx)->added_room.base != NULL)
		munmap(SUP(ctx)->added_room.base, SUP(ctx)->added_room.size);
	SUP(ctx)->added_room = (struct conf_scratch){ 0 };
}

int environment_add(struct context *ctx, const char *text, size_t len, struct text *err)
{
	char *copy =
		SUP(ctx)->added_room.base ? env_alloc(&SUP(ctx)->added, len + 1) : NULL;

	if (copy == NULL) {
		text_set(err, "CTINIT_ENV: more than 1 MiB from all setups");
		return -ENOSPC;
	}
	memcpy(copy, text, len);
	copy[len] = '\0';
	return env_add_text(&SUP(ctx)->added, copy, len, "CTINIT_ENV", err);
}
