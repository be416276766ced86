/* supervisor/control/exec_request.c - answers `exec`: runs a command as a service runs. */
#include "conf/base/exits.h"
#include "supervisor/base/scratch.h"
#include "supervisor/base/unit.h"
#include "supervisor/control/client_request.h"
#include "supervisor/control/exec_command.h"
#include "supervisor/env/accounts.h"
#include "supervisor/start/plan.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define WORDS_MAX (CONTROL_LINE_MAX / 2)

static char *argv[WORDS_MAX + 1];

/* Returns the unit that the first word names, or NULL with *err. */
static struct unit *one_unit(struct served_request *request, int *ret_exit,
			     struct text *err)
{
	const struct context *ctx = request->ctx;
	const struct names names = { request->words, 1, true };
	struct names_cursor cursor = { 0 };
	uint32_t i;

	*ret_exit = CTINIT_EXIT_NO_SUCH;
	if (names_check(ctx, &names, err) < 0)
		return NULL;
	i = names_next(ctx, &names, &cursor);
	if (i != UNIT_NONE && names_next(ctx, &names, &cursor) == UNIT_NONE)
		return ctx->units[i];
	*ret_exit = CTINIT_EXIT_USAGE;
	text_set(err, "%.40s names several services; name one, such as %.40s",
		 request->words[0], i != UNIT_NONE ? unit_name(ctx->units[i]) : "NAME@1");
	return NULL;
}

/* Replaces the service's user. */
static int plan_other_user(struct context *ctx, const char *user, struct spawn_plan *plan,
			   struct env *env, struct text *err)
{
	struct ids ids;
	int r = accounts_find(ctx, user, NULL, &ids, err);

	if (r < 0)
		return r;
	if (geteuid() != 0)
		return text_fail(err, "--user needs root: ctinit is user %u", geteuid());
	plan->change_user = true;
	plan->uid = ids.uid;
	plan->gid = ids.gid;
	plan->group_count = ids.group_count;
	memcpy(plan->groups, ids.groups, ids.group_count * sizeof ids.groups[0]);
	if (ids.home != NULL)
		r = env_set(env, "HOME", ids.home);
	if (r == 0 && ids.name != NULL && (r = env_set(env, "USER", ids.name)) == 0)
		r = env_set(env, "LOGNAME", ids.name);
	return r;
}

/* Makes the plan and starts the command. Returns 0, or a negative errno with *err. */
static int run_command(struct served_request *request, struct unit *u, struct text *err)
{
	struct context *ctx = request->ctx;
	const struct request_options *options = &request->options;
	const struct spawn_client client = { .fd = request->fd,
					     .terminal = options->rows > 0,
					     .rows = options->rows,
					     .columns = options->cols };
	struct spawn_plan plan;
	struct env env;
	int r;

	ctx->scratch.used = 0;
	r = plan_fill_command(u, &plan, &env, err);
	if (r == 0 && options->user != NULL)
		r = plan_other_user(ctx, options->user, &plan, &env, err);
	if (r == 0 && client.terminal && env_get(&env, "TERM", 4) == NULL)
		r = env_set(&env, "TERM", "xterm");
	if (r == 0) {
		plan.argv = argv;
		plan.envp = env.vars;
		plan.client = &client;
		plan.needs_own_memory = true;
		r = exec_command_start(ctx, &plan);
	}
	scratch_trim(ctx);
	return r;
}

static enum step exec_step(struct served_request *request)
{
	char why[400] = "";
	int code, r;
	struct unit *u = one_unit(request, &code, &TEXT(why));
	size_t count = request->word_count - 2;

	if (u != NULL && (strcmp(request->words[1], "--") != 0 || count > WORDS_MAX)) {
		code = CTINIT_EXIT_USAGE;
		text_set(&TEXT(why), "exec NAME -- COMMAND: the -- is missing");
		u = NULL;
	}
	if (u == NULL)
		return request_last(reply_error(&request->reply, code, "%s", why));
	if (core_shutting_down(request->ctx->core))
		return request_last(reply_error(&request->reply, CTINIT_EXIT_FAILED,
						"the container ends"));
	if (!exec_commands_have_room())
		return request_last(reply_error(&request->reply, CTINIT_EXIT_FAILED,
						"%d commands run already",
						EXEC_COMMANDS_MAX));
	memcpy(argv, request->words + 2, count * sizeof argv[0]);
	argv[count] = NULL;
	r = run_command(request, u, &TEXT(why));
	if (r == 0)
		return STEP_TAKEN;
	return request_last(reply_error(&request->reply, CTINIT_EXIT_SETUP, "%s: %s",
					unit_name(u), why[0] ? why : strerror(-r)));
}

const struct request_handler handler_exec = {
	.options = "--tty= --user=",
	.min_words = 3,
	.max_words = WORDS_ANY,
	.no_names = true,
	.takes_fds = true,
	.step = exec_step,
};
