/* supervisor/env/cache.c - the files of a service's environment, read by a child. */
#include "supervisor/env/cache.h"
#include "supervisor/service.h"

#include "supervisor/proc/file_read.h"

#include "supervisor/proc/memory_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIMEOUT SECONDS(10)

/* SPOILT: to be read, what was read before is for who cannot wait. NONE: nothing to read. */
enum { FILES_SPOILT, FILES_NONE, FILES_READ };

struct files {
	struct unit *unit;
	struct helper helper;
	void (*done)(void *context, bool good, const char *text);
	void *context;
	int fd, next_fd; /* what was read; what the child writes to. -1: none */
	uint8_t state;
};

/* The memory file: this, then the variables with their NULs, without and with the user's.
 * The child is our own code in our own image. */
struct record {
	char at[128]; /* what it is at */
	int32_t result, user_result;
	char why[384], user_why[256];
	uint32_t count[2], size[2];
	uint32_t change, ignored, uid, gid, group_count, groups[IDS_GROUPS_MAX];
};

static int compare(const void *key, const void *at)
{
	const struct unit *u = key;
	const struct files *f = at;

	return u < f->unit ? -1 : u > f->unit;
}

static struct files *files_of(const struct unit *u)
{
	const struct generation *e = u->generation;

	return e->env_cache_count == 0 ? NULL
				       : bsearch(u, e->files, e->env_cache_count,
						 sizeof *e->files, compare);
}

static bool has_keys(const struct conf_section *section)
{
	return conf_is_set(section, CONF_SERVICE_ENV_FILE) ||
	       conf_is_set(section, CONF_SERVICE_ENV_DIR) ||
	       conf_is_set(section, CONF_SERVICE_ENV_FROM_FILE);
}

bool env_secrets_are_possible(const struct context *ctx)
{
	/* Setups may still add some. */
	return (SUP(ctx)->stage == 0 && conf_setup_count(ctx->conf) > 0) ||
	       layers_name_secrets(ctx);
}

bool env_cache_is_possible(const struct context *ctx, const struct conf *conf,
			   const struct conf_section *section)
{
	return has_keys(section) || (conf_bool(conf_init(conf), CONF_INIT_ENV_SECRETS) &&
				     env_secrets_are_possible(ctx));
}

/* ---- in the child ---- */

static int note_fd = -1; /* set in the child only */

bool files_is_reader(void)
{
	return note_fd >= 0;
}

void files_note(const char *what, const char *path)
{
	char at[sizeof((struct record *)0)->at];

	if (note_fd < 0)
		return;
	path += *path == '-';
	snprintf(at, sizeof at, "%s%s%.100s", what, *path != '\0' ? " " : "", path);
	for (char *c = at; *c != '\0'; c++)
		*c = (unsigned char)*c < ' ' || *c == 127 ? '?' : *c;
	if (pwrite(note_fd, at, sizeof at, 0) < 0)
		return; /* it is a help, no more */
}

static int put(struct record *r, int which, const struct env *env)
{
	off_t at = (off_t)sizeof *r + (which > 0 ? (off_t)r->size[0] : 0);

	r->count[which] = (uint32_t)env->count;
	for (size_t i = 0; i < env->count; i++) {
		size_t size = strlen(env->vars[i]) + 1;

		if (pwrite(SPAWN_RUN_FD, env->vars[i], size, at) != (ssize_t)size)
			return -EIO;
		at += (off_t)size;
		r->size[which] += (uint32_t)size;
	}
	return 0;
}

static int put_user(struct unit *u, struct record *r, struct env *env)
{
	struct ids ids;
	bool change = false, ignored = false;

	r->user_result =
		layers_read_user(u, env, &ids, &change, &ignored, &TEXT(r->user_why));
	if (r->user_result < 0)
		return 0;
	r->change = change;
	r->ignored = ignored;
	if (change) {
		r->uid = ids.uid;
		r->gid = ids.gid;
		r->group_count = (uint32_t)ids.group_count;
		memcpy(r->groups, ids.groups, ids.group_count * sizeof ids.groups[0]);
	}
	return put(r, 1, env);
}

/* A file that links of the service's own lead to is read with its ids, if they are known
 * without the files. */
static void know_ids(struct unit *u)
{
	static struct ids found;
	static struct path_ids ids;
	const char *user;
	char why[256];

	if (!conf_is_set(u->section, CONF_SERVICE_USER) || geteuid() != 0 ||
	    conf_is_dynamic(u->section, CONF_SERVICE_USER) ||
	    (user = conf_text(u->section, CONF_SERVICE_USER)) == NULL ||
	    accounts_find(u, user, NULL, &found, &TEXT(why)) < 0)
		return;
	ids = (struct path_ids){ found.uid, found.gid, found.groups, found.group_count };
	file_read_as(&ids);
}

static int read_all(void *context)
{
	struct unit *u = context;
	struct record r = { 0 };
	struct env env;

	note_fd = SPAWN_RUN_FD;
	u->ctx->scratch.used = 0;
	know_ids(u);
	u->ctx->scratch.used = 0;
	r.result = env_init(&env, &u->ctx->scratch);
	if (r.result == 0)
		r.result = layers_read(u, &env, &TEXT(r.why));
	if (r.result == 0)
		r.result = put(&r, 0, &env);
	if (r.result == 0)
		r.result = put_user(u, &r, &env);
	return pwrite(SPAWN_RUN_FD, &r, sizeof r, 0) != (ssize_t)sizeof r;
}

/* ---- reading ---- */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static bool load_record(int fd, struct record *r)
{
	if (fd < 0 || pread(fd, r, sizeof *r, 0) != (ssize_t)sizeof *r)
		return false;
	r->at[sizeof r->at - 1] = r->why[sizeof r->why - 1] = '\0';
	r->user_why[sizeof r->user_why - 1] = '\0';
	return r->count[0] <= ENV_MAX && r->count[1] <= ENV_MAX &&
	       r->group_count <= IDS_GROUPS_MAX;
}

void env_cache_current_file(const struct unit *u, char text[128])
{
	const struct files *f = files_of(u);

	text[0] = '\0';
	if (f == NULL || f->next_fd < 0 || pread(f->next_fd, text, 128, 0) != 128)
		text[0] = '\0';
	text[127] = '\0';
}

static void on_done(struct helper *helper, enum helper_end end, const char *text)
{
	struct files *f = container_of(helper, struct files, helper);
	char at[128], said[HELPER_TEXT];
	struct record r;

	env_cache_current_file(f->unit, at);
	if (end == HELPER_TIMEOUT || !load_record(f->next_fd, &r)) {
		snprintf(said, sizeof said, "%s: %s", *at ? at : "its files",
			 end == HELPER_TIMEOUT ? "no answer within 10 s" : text);
		r.result = -EIO;
	} else if (r.result < 0) {
		snprintf(said, sizeof said, "%s",
			 r.why[0] != '\0' ? r.why : strerror(-r.result));
	}
	if (r.result == 0) {
		close_fd(&f->fd);
		f->fd = f->next_fd;
		f->next_fd = -1;
		f->state = FILES_READ;
	}
	close_fd(&f->next_fd);
	f->done(f->context, r.result == 0, r.result == 0 ? "" : said);
	context_pump(f->unit->ctx);
}

int env_cache_read(struct unit *u, void (*done)(void *context, bool good, const char *text),
		   void *context, struct text *err)
{
	struct helper_spec spec = { .run = read_all,
				    .context = u,
				    .timeout = TIMEOUT,
				    .privileged = true,
				    .bare = true,
				    .quiet = true };
	struct files *f = files_of(u);
	int r;

	env_cache_cancel(u);
	r = f->next_fd = memory_file("ctinit-files", false);
	if (r < 0) {
		text_set(err, "cannot make a memory file (memfd_create): %s", strerror(-r));
		return r;
	}
	f->done = done;
	f->context = context;
	spec.result_fd = f->next_fd;
	r = helper_start(&f->helper, &spec, err);
	if (r < 0)
		close_fd(&f->next_fd);
	return r;
}

void env_cache_cancel(struct unit *u)
{
	struct files *f = files_of(u);

	if (f == NULL)
		return;
	helper_cancel(&f->helper);
	close_fd(&f->next_fd);
}

bool env_cache_is_reading(const struct unit *u)
{
	const struct files *f = files_of(u);

	return f != NULL && helper_is_running(&f->helper);
}

void env_cache_invalidate(struct unit *u)
{
	struct files *f = files_of(u);

	if (f != NULL)
		f->state = FILES_SPOILT;
}

bool env_cache_is_stale(struct unit *u)
{
	struct files *f = files_of(u);

	if (f == NULL || f->state != FILES_SPOILT)
		return false;
	if (has_keys(u->section) ||
	    (conf_bool(conf_init(u->ctx->conf), CONF_INIT_ENV_SECRETS) &&
	     layers_name_secrets(u->ctx)))
		return true;
	f->state = FILES_NONE;
	return false;
}

/* ---- what was read ---- */

static int load(const struct files *f, const struct record *r, int which, struct env *env)
{
	off_t from = (off_t)sizeof *r + (which > 0 ? (off_t)r->size[0] : 0);
	char *at = env_alloc(env, (size_t)r->size[which] + 1), *end;

	if (at == NULL)
		return -ENOSPC;
	if (pread(f->fd, at, r->size[which], from) != (ssize_t)r->size[which])
		return -EIO;
	end = at + r->size[which];
	*end = '\0';
	for (env->count = 0; env->count < r->count[which] && at < end; env->count++) {
		env->vars[env->count] = at;
		at += strlen(at) + 1;
	}
	env->vars[env->count] = NULL;
	return 1;
}

static void warn(const char *said, struct text *err)
{
	if (text_is_empty(err) && said[0] != '\0')
		text_set(err, "%s", said);
}

int env_cache_load(struct unit *u, struct env *env, struct text *err)
{
	struct files *f = files_of(u);
	struct record r;

	if (f == NULL || f->state == FILES_NONE)
		return 0;
	if (!load_record(f->fd, &r)) {
		text_set(err, "the files of its environment are not read yet");
		return -EAGAIN;
	}
	warn(r.why, err);
	return load(f, &r, 0, env);
}

int env_cache_load_user(struct unit *u, struct env *env, struct ids *ret_ids,
			bool *ret_change, bool *ret_ignored, struct text *err)
{
	struct files *f = files_of(u);
	struct record r;

	if (f == NULL || f->state == FILES_NONE)
		return 0;
	if (!load_record(f->fd, &r))
		return -EAGAIN;
	warn(r.user_why, err);
	if (r.user_result < 0)
		return r.user_result;
	*ret_change = r.change != 0;
	*ret_ignored = r.ignored != 0;
	*ret_ids = (struct ids){ .uid = r.uid, .gid = r.gid, .group_count = r.group_count };
	memcpy(ret_ids->groups, r.groups, r.group_count * sizeof r.groups[0]);
	return load(f, &r, 1, env);
}

/* ---- made ---- */

int env_cache_new_all(struct generation *e, const struct conf *conf)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < e->count; i++)
		used += env_cache_is_possible(e->ctx, conf, generation_unit(e, i)->section);
	if (!GENERATION_ALLOC(e->files, used))
		return -ENOMEM;
	for (uint32_t i = 0; i < e->count; i++) {
		struct unit *u = generation_unit(e, i);

		if (!env_cache_is_possible(e->ctx, conf, u->section))
			continue;
		struct files *f = &e->files[e->env_cache_count++];
		f->unit = u;
		f->fd = f->next_fd = -1;
		helper_init(&f->helper, u, on_done);
	}
	return 0;
}

void env_cache_detach(struct unit *u)
{
	struct files *f = files_of(u);

	if (f == NULL)
		return;
	helper_detach(&f->helper);
	close_fd(&f->next_fd);
	close_fd(&f->fd);
}
