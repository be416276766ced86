/* supervisor/start/plan.c - from a section to all that one start needs. */
#include "supervisor/child/helper.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/output/output.h"
#include "supervisor/output/service_pipe.h"
#include "supervisor/proc/ids.h"
#include "supervisor/proc/rlimits.h"
#include "supervisor/proc/tmpfiles.h"
#include "supervisor/service.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct work {
	struct unit *unit;
	struct spawn_plan *plan;
	struct env *env;
	struct conf_scratch *scratch;
	struct text *err;
	bool is_job;
};

static int value(struct work *w, enum conf_key key, struct conf_value *ret)
{
	return unit_value(w->unit, w->env, key, ret, w->err);
}

static int environment(struct work *w)
{
	return environment_fill(w->unit, w->env, w->err);
}

static int user(struct work *w)
{
	struct ids ids;
	bool change;
	int r = environment_user(w->unit, w->env, &ids, &change, w->err);

	w->unit->cannot_start |= r == -ESRCH; /* no such user: the next start fails, too */
	if (r < 0 || !change)
		return r;
	w->plan->change_user = true;
	w->plan->uid = ids.uid;
	w->plan->gid = ids.gid;
	w->plan->group_count = ids.group_count;
	memcpy(w->plan->groups, ids.groups, ids.group_count * sizeof ids.groups[0]);
	return 0;
}

static int own_stream(const char *path)
{
	static const struct {
		const char *path;
		int fd;
	} same[] = { { "/dev/stdin", 0 },      { "/dev/stdout", 1 },
		     { "/dev/stderr", 2 },     { "/dev/fd/0", 0 },
		     { "/dev/fd/1", 1 },       { "/dev/fd/2", 2 },
		     { "/proc/self/fd/0", 0 }, { "/proc/self/fd/1", 1 },
		     { "/proc/self/fd/2", 2 } };

	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		if (strcmp(path, same[i].path) == 0)
			return same[i].fd;
	}
	return -1;
}

static bool owns_terminal(const struct work *w)
{
	return conf_bool(w->unit->section, CONF_SERVICE_TERMINAL);
}

static int pipe_end(struct work *w, int i, struct spawn_stdio *to)
{
	int fd = i == 0 ? service_pipe_read_end(w->unit)
			: service_pipe_write_end(w->unit, i == 1 ? CONF_SERVICE_STDOUT
								 : CONF_SERVICE_STDERR);

	to->fd = fd;
	if (fd < 0)
		text_set(w->err, "cannot make a pipe for its streams: %s", strerror(-fd));
	return fd < 0 ? fd : 0;
}

static int log_stream(struct work *w, int i)
{
	int fd = log_stream_open(w->unit, i, w->plan, w->is_job);

	if (fd < 0)
		text_set(w->err, "cannot make its log: %s", strerror(-fd));
	w->plan->stdio[i].fd = fd;
	return fd < 0 ? fd : 0;
}

static int stream(struct work *w, int i, struct conf_value *v)
{
	static const enum conf_key keys[] = { CONF_SERVICE_STDIN, CONF_SERVICE_STDOUT,
					      CONF_SERVICE_STDERR };
	struct spawn_stdio *to = &w->plan->stdio[i];
	int r = value(w, keys[i], v), fd = i;

	if (r < 0)
		return r;
	if (owns_terminal(w) && (i == 0 || !conf_is_set(w->unit->section, keys[i])))
		v->number = STDIO_INHERIT;
	if (v->number == STDIO_LOG && !v->set)
		v->number = log_stream_default_kind(w->unit->section);
	*to = (struct spawn_stdio){ .fd = -1 };
	if (v->number == STDIO_PIPE || (i == 0 && conf_reads_pipe(w->unit->section)))
		return pipe_end(w, i, to);
	if (v->number == STDIO_LOG)
		return log_stream(w, i);
	if (v->number == STDIO_FILE && (fd = own_stream(v->text)) < 0)
		to->path = v->text;
	else if (v->number == STDIO_NULL)
		to->null = true;
	else
		to->fd = w->unit->ctx->host->stdio[fd];
	return 0;
}

static int job_streams(struct work *w, bool quiet)
{
	struct conf_value v;
	int r = 0;

	for (int i = 0; i < 3; i++)
		w->plan->stdio[i] = (struct spawn_stdio){ .fd = -1, .null = true };
	for (int i = 1; i < 3 && r == 0 && !quiet; i++)
		r = stream(w, i, &v);
	return r;
}

static int streams(struct work *w)
{
	const struct sup_host *host = w->unit->ctx->host;
	struct conf_value v;
	bool inherits = false;

	for (int i = 0; i < 3; i++) {
		int r = stream(w, i, &v);

		if (r < 0)
			return r;
		inherits |= i == 0 && v.number == STDIO_INHERIT;
	}
	if (!inherits)
		return 0;
	if (host->terminal_fd >= 0) {
		w->plan->session_terminal = true;
		w->plan->stdio[0].fd = host->terminal_fd;
	} else if (host->stdio[0] >= 0 && isatty(host->stdio[0]) &&
		   tcgetpgrp(host->stdio[0]) == getpgrp()) {
		w->plan->take_foreground = true; /* ours to give, and only then */
	}
	return 0;
}

static int set_limits(struct work *w)
{
	struct conf_value v;

	w->plan->inherited_limits = w->unit->ctx->host->inherited_limits;
	for (size_t i = 0; i < rlimit_key_count; i++) {
		int r;

		if (!conf_is_set(w->unit->section, rlimit_keys[i].key))
			continue;
		if ((r = value(w, rlimit_keys[i].key, &v)) < 0)
			return r;
		w->plan->limits_set |= 1u << rlimit_keys[i].resource;
		w->plan->limits[rlimit_keys[i].resource] = (struct rlimit){
			.rlim_cur = v.number < 0 ? RLIM_INFINITY : (rlim_t)v.number,
			.rlim_max = v.number2 < 0 ? RLIM_INFINITY : (rlim_t)v.number2
		};
	}
	return 0;
}

static int numbers(struct work *w)
{
	const struct conf_section *s = w->unit->section;
	struct conf_value v;
	int r = value(w, CONF_SERVICE_UMASK, &v);

	w->plan->umask = (unsigned)v.number;
	if (r == 0 && conf_is_set(s, CONF_SERVICE_NICE)) {
		r = value(w, CONF_SERVICE_NICE, &v);
		w->plan->set_nice = true;
		w->plan->nice = (int)v.number;
	}
	if (r == 0 && conf_is_set(s, CONF_SERVICE_OOM_SCORE_ADJ)) {
		r = value(w, CONF_SERVICE_OOM_SCORE_ADJ, &v);
		w->plan->set_oom = true;
		w->plan->oom = (int)v.number;
	}
	if (r == 0 && (r = value(w, CONF_SERVICE_DIRECTORY, &v)) == 0)
		w->plan->directory = v.text != NULL && *v.text ? v.text : NULL;
	return r;
}

/* "abc", of which only `len` bytes are meant. */
static char *cut(struct work *w, const char *text, size_t len)
{
	char *copy = env_alloc(w->env, len + 1);

	if (copy != NULL) {
		memcpy(copy, text, len);
		copy[len] = '\0';
	}
	return copy;
}

static int plan_tmpfile_dir(struct work *w, const char *word, struct tmpfile_dir *ret)
{
	struct conf_dir dir;
	struct ids ids;
	char *user;
	int r;

	if (!conf_dir(word, &dir))
		return -EINVAL; /* cannot be: conf has judged it */
	*ret = (struct tmpfile_dir){ .path = cut(w, dir.path, dir.path_len),
				     .mode = dir.mode < 0 ? 0755 : (unsigned)dir.mode,
				     .has_mode = dir.mode >= 0,
				     .recursive = dir.recursive,
				     .has_owner = w->plan->change_user,
				     .uid = w->plan->uid,
				     .gid = w->plan->gid };
	if (ret->path == NULL)
		return -ENOSPC;
	if (dir.user == NULL)
		return 0;
	if ((user = cut(w, dir.user, dir.user_len)) == NULL)
		return -ENOSPC;
	r = accounts_find(w->unit, user, NULL, &ids, w->err);
	w->unit->cannot_start |= r == -ESRCH;
	if (r < 0)
		return r;
	ret->has_owner = geteuid() == 0;
	ret->uid = ids.uid;
	ret->gid = ids.gid;
	return 0;
}

int plan_tmpfiles(struct unit *u, struct spawn_plan *plan, struct env *env,
		  struct text *err)
{
	struct work w = { u, plan, env, &u->ctx->scratch, err, false };
	struct tmpfiles *tmpfiles;
	struct tmpfile_dir *dirs;
	struct conf_value v;
	int r = 0;

	if (!conf_is_set(u->section, CONF_SERVICE_DIRS) &&
	    !conf_is_set(u->section, CONF_SERVICE_REMOVE))
		return 0;
	if ((r = value(&w, CONF_SERVICE_DIRS, &v)) < 0)
		return r;
	tmpfiles = env_alloc(env, sizeof *tmpfiles);
	dirs = env_alloc(env, (v.word_count + 1) * sizeof *dirs);
	if (tmpfiles == NULL || dirs == NULL)
		return -ENOSPC;
	for (size_t i = 0; i < v.word_count; i++) {
		if ((r = plan_tmpfile_dir(&w, v.words[i], &dirs[i])) < 0)
			return r;
	}
	*tmpfiles = (struct tmpfiles){ .dirs = dirs, .dir_count = v.word_count };
	if ((r = value(&w, CONF_SERVICE_REMOVE, &v)) < 0)
		return r;
	tmpfiles->remove = v.words;
	tmpfiles->remove_count = v.word_count;
	plan->tmpfiles = tmpfiles;
	plan->needs_own_memory = true;
	return 0;
}

static void begin(struct work *w)
{
	const struct sup_host *host = w->unit->ctx->host;

	text_clear(w->err);
	*w->plan = (struct spawn_plan){ .notify_fd = -1,
					.env_fd = setup_vars_fd(w->unit),
					.null_fd = w->unit->ctx->null_fd,
					.mask = host->inherited_mask,
					.ignored = host->inherited_ignored };
}

static void set_path(struct work *w)
{
	w->plan->path = env_get(w->env, "PATH", 4);
	if (w->plan->path == NULL)
		w->plan->path = DEFAULT_PATH;
}

int plan_fill_job(struct unit *u, struct spawn_plan *plan, struct env *env, bool privileged,
		  bool quiet, struct text *err)
{
	struct work w = { u, plan, env, &u->ctx->scratch, err, true };
	int r;

	begin(&w);
	r = environment(&w);
	if (r == 0 && !privileged)
		r = user(&w);
	if (r < 0 || (r = job_streams(&w, quiet)) < 0 || (r = set_limits(&w)) < 0 ||
	    (r = numbers(&w)) < 0)
		return r;
	set_path(&w);
	return 0;
}

void plan_fill_bare(struct unit *u, struct spawn_plan *plan)
{
	char why[1];
	struct work w = { u, plan, NULL, NULL, &TEXT(why), true };

	begin(&w);
	job_streams(&w, true);
	plan->umask = 077;
}

int plan_fill(struct unit *u, struct spawn_plan *plan, struct env *env,
	      struct conf_value *ready, struct text *err)
{
	struct context *ctx = u->ctx;
	struct work w = { u, plan, env, &ctx->scratch, err, false };
	struct conf_value command;
	int r;

	begin(&w);
	if ((r = environment(&w)) < 0 || (r = user(&w)) < 0 || (r = streams(&w)) < 0 ||
	    (r = set_limits(&w)) < 0 || (r = numbers(&w)) < 0 ||
	    (r = value(&w, CONF_SERVICE_READY, ready)) < 0 ||
	    (r = value(&w, CONF_SERVICE_COMMAND, &command)) < 0)
		return r;
	if ((r = log_stream_plan_tails(u, plan, env, err)) < 0)
		return r;
	/* before pre-start, if there is one: then it is done */
	if (!hooks_precede_start(u->section) && (r = plan_tmpfiles(u, plan, env, err)) < 0)
		return r;
	if (command.word_count == 0 && !u->policy->task) {
		return text_fail(err, "command is empty");
	}
	if (u->dynamic_policy &&
	    (r = policy_load(u->section, env, w.scratch, u->policy, err)) < 0)
		return r;
	plan->argv = command.word_count > 0 ? command.words : NULL;
	set_path(&w);
	return 0;
}

int plan_fill_helper(struct helper *helper, struct spawn_plan *plan, struct env *env,
		     struct text *err)
{
	const struct helper_spec *spec = &helper->spec;
	struct unit *u = helper->unit;
	int r;

	if (spec->bare) {
		plan_fill_bare(u, plan);
		return env_init(env, &u->ctx->scratch);
	}
	r = plan_fill_job(u, plan, env, spec->privileged, spec->quiet, err);
	if (r == 0 && spec->tmpfiles)
		r = plan_tmpfiles(u, plan, env, err);
	return r;
}
