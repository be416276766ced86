/* supervisor/hooks/hook_command.c - finds a hook's next command. */
#include "supervisor/hooks/hook_command.h"

#include "conf/base/exits.h"
#include "conf/base/signal_names.h"
#include "supervisor/env/environment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* clang-format off */
const struct hook_phase_info hook_phases[] = {
	[HOOK_TMPFILES]  = { "dirs and remove", CONF_SERVICE_DIRS },
	[HOOK_PRE_START] = { "pre-start", CONF_SERVICE_PRE_START },
	[HOOK_SCRIPTS]   = { "scripts", CONF_SERVICE_SCRIPTS },
	[HOOK_PRE_STOP]  = { "pre-stop", CONF_SERVICE_PRE_STOP },
	[HOOK_POST_STOP] = { "post-stop", CONF_SERVICE_POST_STOP },
	[HOOK_RELOAD]    = { "reload", CONF_SERVICE_RELOAD },
};
/* clang-format on */

struct hooks *hooks_of(const struct unit *u)
{
	const struct generation *g = u->generation;

	return unit_find(u, g->hooks, g->hooks_count, sizeof *g->hooks);
}

void hooks_move(struct hooks *hooks, enum hook_event on)
{
	enum hook_state state = (enum hook_state)hooks->state;

	if (!hook_state_move(&state, on))
		hooks->unit->ctx->host->report(REPORT_ERROR,
					       "%s: bug: hook event %d in state %d",
					       unit_name(hooks->unit), (int)on, (int)state);
	hooks->state = (uint8_t)state;
}

bool hooks_is_before(const struct hooks *hooks)
{
	return hooks->phase == HOOK_TMPFILES || hooks->phase == HOOK_PRE_START ||
	       hooks->phase == HOOK_SCRIPTS;
}

/* ---- variables for commands ---- */

void hook_set_main_pid(struct hooks *hooks)
{
	snprintf(hooks->variables[0], sizeof hooks->variables[0], "MAINPID=%d",
		 (int)hooks->unit->main.child.pid);
	hooks->extra[0] = hooks->variables[0];
	hooks->extra[1] = NULL;
}

void hook_set_exit_status(struct hooks *hooks)
{
	const struct unit *u = hooks->unit;
	bool killed = u->start_code == 0 && WIFSIGNALED(u->main.wstatus);
	char name[16];

	snprintf(hooks->variables[0], sizeof hooks->variables[0], "EXIT_CODE=%s",
		 !killed                      ? "exited"
		 : WCOREDUMP(u->main.wstatus) ? "dumped"
					      : "killed");
	if (killed)
		snprintf(hooks->variables[1], sizeof hooks->variables[1], "EXIT_STATUS=%s",
			 signal_name(WTERMSIG(u->main.wstatus), name));
	else
		snprintf(hooks->variables[1], sizeof hooks->variables[1], "EXIT_STATUS=%d",
			 u->start_code != 0 ? u->start_code : WEXITSTATUS(u->main.wstatus));
	hooks->extra[0] = hooks->variables[0];
	hooks->extra[1] = hooks->variables[1];
	hooks->extra[2] = NULL;
}

static int add_variables(const struct hooks *hooks, struct env *env)
{
	int r = 0;

	for (char *const *v = hooks->extra; r == 0 && *v != NULL; v++)
		r = env_set_word(env, *v, conf_assignment_name(*v));
	return r;
}

/* ---- finding a command ---- */

/* Finds entry hooks->index of the phase's key. Returns 1, 0 if there is none, or a negative
 * errno with *err. `env` may be NULL if the key has no variables. */
static int find_command(const struct hooks *hooks, struct env *env,
			struct conf_command *ret, struct text *err)
{
	struct conf_entry_iter each =
		conf_entries_begin(hooks->unit->section, hook_phases[hooks->phase].key);
	struct conf_lookup lookup = { .find = env_lookup, .context = env };
	int r = 1;

	for (uint32_t i = 0; r == 1 && i <= hooks->index; i++)
		r = conf_next_command(&each, env != NULL ? &lookup : NULL,
				      &hooks->unit->ctx->scratch, ret, err);
	return r;
}

static int script_path(struct hooks *hooks, struct env *env, char **ret, struct text *err)
{
	struct conf_value dir;
	int r = unit_value(hooks->unit, env, CONF_SERVICE_SCRIPTS, &dir, err);
	size_t path_size;

	if (r < 0)
		return r;
	if (dir.text == NULL)
		return -ENOENT;
	path_size = strlen(dir.text) + SCRIPT_NAME + 1;
	*ret = env_alloc(env, path_size);
	if (*ret == NULL)
		return -ENOSPC;
	snprintf(*ret, path_size, "%s/%s", dir.text, hooks->script);
	return 0;
}

static int script_words(struct hooks *hooks, struct env *env, char *const **ret_argv,
			struct text *err)
{
	char **argv = env_alloc(env, 2 * sizeof *argv);

	if (argv == NULL)
		return -ENOSPC;
	argv[1] = NULL;
	*ret_argv = argv;
	return script_path(hooks, env, &argv[0], err);
}

int hook_words(struct helper *helper, struct env *env, char *const **ret_argv,
	       struct text *err)
{
	struct hooks *hooks = container_of(helper, struct hooks, helper);
	struct conf_command command;
	int r;

	if (hooks->phase == HOOK_SCRIPTS)
		return script_words(hooks, env, ret_argv, err);
	r = find_command(hooks, env, &command, err);
	*ret_argv = command.argv;
	return r < 0 ? r : r == 1 ? 0 : -ENOENT;
}

/* ---- the next script or command ---- */

int hook_find_script(struct hooks *hooks, struct text *err)
{
	struct unit *u = hooks->unit;
	struct conf_value dir;
	struct env env;
	int r;

	if (!conf_is_set(u->section, CONF_SERVICE_SCRIPTS))
		return 0;
	text_clear(err);
	u->ctx->scratch.used = 0;
	if ((r = environment_fill(u, &env, err)) < 0 ||
	    (r = unit_value(u, &env, CONF_SERVICE_SCRIPTS, &dir, err)) < 0)
		return r;
	if (dir.text == NULL || *dir.text == '\0')
		return 0;
	snprintf(hooks->label, sizeof hooks->label, "scripts %.80s", dir.text);
	/* The helper's start overwrites the scratch memory. */
	snprintf(hooks->dir, sizeof hooks->dir, "%s", dir.text);
	if (strlen(dir.text) >= sizeof hooks->dir) {
		text_set(err, "scripts: the path is too long");
		return -ENAMETOOLONG;
	}
	r = run_parts_find(&hooks->helper, hooks->dir, hooks->script, &hooks->found_fd,
			   err);
	return r < 0 ? r : 1;
}

int hook_next_command(struct hooks *hooks, struct conf_command *ret, struct text *err)
{
	const struct conf_section *section = hooks->unit->section;
	struct env env;
	int r;

	*ret = (struct conf_command){ 0 };
	text_clear(err);
	if (hooks->phase == HOOK_TMPFILES)
		return hooks->index == 0 && (conf_is_set(section, CONF_SERVICE_DIRS) ||
					     conf_is_set(section, CONF_SERVICE_REMOVE));
	if (!conf_is_set(section, hook_phases[hooks->phase].key))
		return 0;
	hooks->unit->ctx->scratch.used = 0;
	if (!conf_is_dynamic(section, hook_phases[hooks->phase].key))
		return find_command(hooks, NULL, ret, err);
	if ((r = environment_fill(hooks->unit, &env, err)) < 0 ||
	    (r = add_variables(hooks, &env)) < 0)
		return r;
	return find_command(hooks, &env, ret, err);
}

int hook_exit_code(const struct helper *helper, enum helper_end end)
{
	if (end == HELPER_NOT_STARTED)
		return helper->exit_code;
	return helper->exit_code >= 0 ? helper->exit_code
				      : CTINIT_EXIT_SIGNAL + WTERMSIG(helper->wstatus);
}
