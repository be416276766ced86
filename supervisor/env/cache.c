/* supervisor/env/cache.c - has a helper read the files of a service's environment. */
#include "supervisor/env/cache.h"

#include "supervisor/env/file_helper.h"
#include "supervisor/env/layers.h"
#include "supervisor/env/setup_vars.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/memory_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIMEOUT SECONDS(10)

/* Says whether the last read is still valid. A caller that cannot wait uses a stale
 * environment. */
enum env_freshness { ENV_STALE, ENV_WITHOUT_FILES, ENV_READ };

struct env_cache {
	struct unit *unit;
	struct helper helper;
	void (*done)(void *context, bool good, const char *text);
	void *context;
	int fd;        /* memory file of the last read; -1: not read yet */
	int next_fd;   /* memory file of the running helper; -1: no helper */
	uint8_t state; /* enum env_freshness */
};

enum { WITHOUT_USER, WITH_USER, ENV_COUNT };

/* The start of the memory file. The variables of both environments follow, each with its
 * NUL. The helper runs the same code, so both sides agree on the layout. */
struct env_record {
	char progress[PROGRESS_SIZE]; /* the file that the helper is reading: progress.h */
	int32_t result, user_result;
	char why[384], user_why[256];
	uint32_t count[ENV_COUNT], size[ENV_COUNT];
	uint32_t change, is_ignored, uid, gid, group_count, groups[IDS_GROUPS_MAX];
};

static struct env_cache *cache_of(const struct unit *u)
{
	const struct generation *g = u->generation;

	return unit_find(u, g->env_caches, g->env_cache_count, sizeof *g->env_caches);
}

static bool has_file_keys(const struct conf_section *section)
{
	return conf_is_set(section, CONF_SERVICE_ENV_FILE) ||
	       conf_is_set(section, CONF_SERVICE_ENV_DIR) ||
	       conf_is_set(section, CONF_SERVICE_ENV_FROM_FILE);
}

static bool uses_secrets(const struct conf *conf)
{
	return conf_bool(conf_init(conf), CONF_INIT_ENV_SECRETS);
}

bool env_secrets_are_possible(const struct context *ctx)
{
	/* A setup may still add a variable that names a secret. */
	return setup_vars_are_pending(ctx) || layers_name_secrets(ctx);
}

bool env_cache_is_possible(const struct context *ctx, const struct conf *conf,
			   const struct conf_section *section)
{
	return has_file_keys(section) ||
	       (uses_secrets(conf) && env_secrets_are_possible(ctx));
}

/* ---- in the helper ---- */

static off_t env_offset(const struct env_record *r, int which)
{
	return (off_t)sizeof *r + (which == WITH_USER ? (off_t)r->size[WITHOUT_USER] : 0);
}

static int write_env(struct env_record *r, int which, const struct env *env)
{
	off_t pos = env_offset(r, which);

	r->count[which] = (uint32_t)env->count;
	for (size_t i = 0; i < env->count; i++) {
		size_t size = strlen(env->vars[i]) + 1;

		if (pwrite(SPAWN_RUN_FD, env->vars[i], size, pos) != (ssize_t)size)
			return -EIO;
		pos += (off_t)size;
		r->size[which] += (uint32_t)size;
	}
	return 0;
}

static int write_user(struct unit *u, struct env_record *r, struct env *env)
{
	struct user_ids user = { 0 };

	r->user_result = layers_read_user(u, env, &user, &TEXT(r->user_why));
	if (r->user_result < 0)
		return 0;
	r->change = user.change;
	r->is_ignored = user.is_ignored;
	if (user.change) {
		r->uid = user.ids.uid;
		r->gid = user.ids.gid;
		r->group_count = (uint32_t)user.ids.group_count;
		memcpy(r->groups, user.ids.groups,
		       user.ids.group_count * sizeof user.ids.groups[0]);
	}
	return write_env(r, WITH_USER, env);
}

static int run_reader(void *context)
{
	struct unit *u = context;
	struct env_record r = { 0 };
	struct env env;

	file_helper_begin(u, SPAWN_RUN_FD);
	r.result = env_init(&env, &u->ctx->scratch);
	if (r.result == 0)
		r.result = layers_read(u, &env, &TEXT(r.why));
	if (r.result == 0)
		r.result = write_env(&r, WITHOUT_USER, &env);
	if (r.result == 0)
		r.result = write_user(u, &r, &env);
	return pwrite(SPAWN_RUN_FD, &r, sizeof r, 0) != (ssize_t)sizeof r;
}

/* ---- running the helper ---- */

/* The helper's data is not trusted. */
static bool load_record(int fd, struct env_record *r)
{
	if (fd < 0 || pread(fd, r, sizeof *r, 0) != (ssize_t)sizeof *r)
		return false;
	r->progress[sizeof r->progress - 1] = r->why[sizeof r->why - 1] = '\0';
	r->user_why[sizeof r->user_why - 1] = '\0';
	return r->count[WITHOUT_USER] <= ENV_MAX && r->count[WITH_USER] <= ENV_MAX &&
	       r->group_count <= IDS_GROUPS_MAX;
}

void env_cache_current_file(const struct unit *u, char text[PROGRESS_SIZE])
{
	const struct env_cache *cache = cache_of(u);

	progress_read(cache != NULL ? cache->next_fd : -1, text);
}

static void on_read(struct helper *helper, enum helper_end end, const char *text)
{
	struct env_cache *cache = container_of(helper, struct env_cache, helper);
	char file[PROGRESS_SIZE], reason[HELPER_TEXT] = "";
	struct env_record r;

	env_cache_current_file(cache->unit, file);
	if (end == HELPER_TIMEOUT || !load_record(cache->next_fd, &r)) {
		snprintf(reason, sizeof reason, "%s: %s",
			 *file ? file : "its environment files",
			 end == HELPER_TIMEOUT ? "no answer within 10 s" : text);
		r.result = -EIO;
	} else if (r.result < 0) {
		snprintf(reason, sizeof reason, "%s",
			 r.why[0] != '\0' ? r.why : strerror(-r.result));
	}
	if (r.result == 0) {
		fd_clear(&cache->fd);
		cache->fd = cache->next_fd;
		cache->next_fd = -1;
		cache->state = ENV_READ;
	}
	fd_clear(&cache->next_fd);
	cache->done(cache->context, r.result == 0, reason);
	context_pump(cache->unit->ctx);
}

int env_cache_read(struct unit *u, void (*done)(void *context, bool good, const char *text),
		   void *context, struct text *err)
{
	struct helper_spec spec = { .run = run_reader,
				    .context = u,
				    .timeout = TIMEOUT,
				    .privileged = true,
				    .bare = true,
				    .quiet = true };
	struct env_cache *cache = cache_of(u);
	int r;

	env_cache_cancel(u);
	r = cache->next_fd = memory_file("ctinit-files", false);
	if (r < 0) {
		text_set(err, "cannot make a memory file (memfd_create): %s", strerror(-r));
		return r;
	}
	cache->done = done;
	cache->context = context;
	spec.result_fd = cache->next_fd;
	r = helper_start(&cache->helper, &spec, err);
	if (r < 0)
		fd_clear(&cache->next_fd);
	return r;
}

void env_cache_cancel(struct unit *u)
{
	struct env_cache *cache = cache_of(u);

	if (cache == NULL)
		return;
	helper_cancel(&cache->helper);
	fd_clear(&cache->next_fd);
}

void env_cache_invalidate(struct unit *u)
{
	struct env_cache *cache = cache_of(u);

	if (cache != NULL)
		cache->state = ENV_STALE;
}

bool env_cache_is_stale(struct unit *u)
{
	struct env_cache *cache = cache_of(u);

	if (cache == NULL || cache->state != ENV_STALE)
		return false;
	if (has_file_keys(u->section) ||
	    (uses_secrets(u->ctx->conf) && layers_name_secrets(u->ctx)))
		return true;
	cache->state = ENV_WITHOUT_FILES;
	return false;
}

/* ---- loading ---- */

static int load_env(const struct env_cache *cache, const struct env_record *r, int which,
		    struct env *env)
{
	char *text = env_alloc(env, (size_t)r->size[which] + 1), *end;

	if (text == NULL)
		return -ENOSPC;
	if (pread(cache->fd, text, r->size[which], env_offset(r, which)) !=
	    (ssize_t)r->size[which])
		return -EIO;
	end = text + r->size[which];
	*end = '\0';
	for (env->count = 0; env->count < r->count[which] && text < end; env->count++) {
		env->vars[env->count] = text;
		text += strlen(text) + 1;
	}
	env->vars[env->count] = NULL;
	return 1;
}

/* Keeps the first warning. */
static void add_warning(const char *warning, struct text *err)
{
	if (text_is_empty(err) && warning[0] != '\0')
		text_set(err, "%s", warning);
}

int env_cache_load(struct unit *u, struct env *env, struct text *err)
{
	struct env_cache *cache = cache_of(u);
	struct env_record r;

	if (cache == NULL || cache->state == ENV_WITHOUT_FILES)
		return 0;
	if (!load_record(cache->fd, &r)) {
		text_set(err, "the files of its environment are not read yet");
		return -EAGAIN;
	}
	add_warning(r.why, err);
	return load_env(cache, &r, WITHOUT_USER, env);
}

int env_cache_load_user(struct unit *u, struct env *env, struct user_ids *ret,
			struct text *err)
{
	struct env_cache *cache = cache_of(u);
	struct env_record r;

	if (cache == NULL || cache->state == ENV_WITHOUT_FILES)
		return 0;
	if (!load_record(cache->fd, &r))
		return -EAGAIN;
	add_warning(r.user_why, err);
	if (r.user_result < 0)
		return r.user_result;
	ret->change = r.change != 0;
	ret->is_ignored = r.is_ignored != 0;
	ret->ids = (struct ids){ .uid = r.uid, .gid = r.gid, .group_count = r.group_count };
	memcpy(ret->ids.groups, r.groups, r.group_count * sizeof r.groups[0]);
	return load_env(cache, &r, WITH_USER, env);
}

/* ---- setup and teardown ---- */

int env_cache_new_all(struct generation *g, const struct conf *conf)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < g->count; i++)
		used += env_cache_is_possible(g->ctx, conf, generation_unit(g, i)->section);
	if (!GENERATION_ALLOC(g->env_caches, used))
		return -ENOMEM;
	for (uint32_t i = 0; i < g->count; i++) {
		struct unit *u = generation_unit(g, i);

		if (!env_cache_is_possible(g->ctx, conf, u->section))
			continue;
		struct env_cache *cache = &g->env_caches[g->env_cache_count++];
		cache->unit = u;
		cache->fd = cache->next_fd = -1;
		helper_init(&cache->helper, u, on_read);
	}
	return 0;
}

void env_cache_detach(struct unit *u)
{
	struct env_cache *cache = cache_of(u);

	if (cache == NULL)
		return;
	helper_detach(&cache->helper);
	fd_clear(&cache->next_fd);
	fd_clear(&cache->fd);
}
