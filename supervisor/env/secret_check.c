/* supervisor/env/secret_check.c - has a helper check a condition on a secret. */
#include "supervisor/env/secret_check.h"

#include "supervisor/base/format.h"
#include "supervisor/env/file_helper.h"
#include "supervisor/env/progress.h"
#include "supervisor/env/setup_vars.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/memory_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The content of the memory file. */
struct record {
	char progress[PROGRESS_SIZE]; /* the file that the helper is reading: progress.h */
	char why[HELPER_TEXT];
};

/* Set before the fork; the helper has its own copy. */
static struct {
	struct unit *unit;
	struct conf_when when;
} child_input;

static bool uses_secrets(const struct context *ctx)
{
	return conf_bool(conf_init(ctx->conf), CONF_INIT_ENV_SECRETS);
}

/* ---- in PID 1 and in the helper ---- */

int secret_check_env(struct context *ctx, struct env *env)
{
	int r;

	ctx->scratch.used = 0;
	r = env_init(env, &ctx->scratch);
	if (r == 0)
		r = env_add_all(env, ctx->host->environment);
	return r == 0 ? env_merge(env, setup_vars(ctx)) : r;
}

bool secret_check_needed(const struct context *ctx, const struct env *env, const char *name,
			 size_t name_len)
{
	return uses_secrets(ctx) && env_secret_path(env, name, name_len) != NULL;
}

const char *secret_check_value(const struct context *ctx, const struct env *env,
			       const char *name, size_t name_len)
{
	const char *value = env_get(env, name, name_len);

	return value == NULL || (uses_secrets(ctx) &&
				 env_is_replaced(env, value - name_len - 1))
		       ? NULL
		       : value;
}

/* ---- in the helper ---- */

static int read_secret(struct env *env, const struct conf_when *when, struct text *err)
{
	const char *path = env_secret_path(env, when->name, when->name_len);

	if (path != NULL)
		progress_note("env-secrets", path);
	return env_add_secret(env, when->name, when->name_len, err);
}

static int run_check(void *context)
{
	const struct conf_when *when = &child_input.when;
	char why[HELPER_TEXT] = "";
	struct env env;
	int r;

	(void)context;
	file_helper_begin(child_input.unit, SPAWN_RUN_FD);
	r = secret_check_env(child_input.unit->ctx, &env);
	if (r == 0)
		r = read_secret(&env, when, &TEXT(why));
	if (r == 0)
		return conf_when_holds(when, env_get(&env, when->name, when->name_len))
			       ? SECRET_HOLDS
			       : SECRET_FAILS;
	if (why[0] == '\0')
		text_set(&TEXT(why), "%s", strerror(-r));
	/* An error here changes only the message. */
	(void)!pwrite(SPAWN_RUN_FD, why, sizeof why, offsetof(struct record, why));
	return SECRET_UNREADABLE;
}

/* ---- in PID 1 ---- */

int secret_check_start(struct secret_check *check, struct helper *helper,
		       const struct conf_when *when, msec timeout, struct text *err)
{
	struct helper_spec spec = { .run = run_check,
				    .timeout = timeout,
				    .privileged = true,
				    .bare = true,
				    .quiet = true };
	int r = memory_file("ctinit-secret", false);

	if (r < 0) {
		text_set(err, "cannot make a memory file (memfd_create): %s", strerror(-r));
		return r;
	}
	fd_clear(&check->fd);
	spec.result_fd = check->fd = r;
	child_input.unit = helper->unit;
	child_input.when = *when;
	r = helper_start(helper, &spec, err);
	if (r < 0)
		fd_clear(&check->fd);
	return r;
}

/* The helper's data is not trusted. */
static void read_reason(const struct secret_check *check, const char *text,
			struct text *err)
{
	char why[HELPER_TEXT] = "";

	if (pread(check->fd, why, sizeof why, offsetof(struct record, why)) !=
	    (ssize_t)sizeof why)
		why[0] = '\0';
	why[sizeof why - 1] = '\0';
	text_set(err, "%s", why[0] != '\0' ? why : text);
}

enum secret_result secret_check_end(struct secret_check *check, const struct helper *helper,
				    enum helper_end end, const char *text, struct text *err)
{
	char file[PROGRESS_SIZE], time[32];
	enum secret_result result = SECRET_UNREADABLE;

	progress_read(check->fd, file);
	if (end == HELPER_OK)
		result = SECRET_HOLDS;
	else if (end == HELPER_FAILED && helper->exit_code == SECRET_FAILS)
		result = SECRET_FAILS;
	else if (end == HELPER_TIMEOUT && file[0] != '\0')
		text_set(err, "%s: no answer within %s", file,
			 format_duration(helper->spec.timeout, time));
	else
		read_reason(check, text, err);
	secret_check_close(check);
	return result;
}

void secret_check_close(struct secret_check *check)
{
	fd_clear(&check->fd);
}
