/* supervisor/hooks/command.c - which command around a service's process is next. */
#include "supervisor/hooks/hooks.h"

#include "conf/base/exits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static int compare(const void *key, const void *at)
{
	const struct unit *u = key;
	const struct hooks *h = at;

	return u < h->unit ? -1 : u > h->unit;
}

struct hooks *hooks_of(const struct unit *u)
{
	const struct generation *e = u->generation;

	return e->hooks_count == 0
		       ? NULL
		       : bsearch(u, e->hooks, e->hooks_count, sizeof *e->hooks, compare);
}

bool hooks_is_before(const struct hooks *h)
{
	return h->phase == HOOK_TMPFILES || h->phase == HOOK_PRE_START ||
	       h->phase == HOOK_SCRIPTS;
}

const char *hooks_failure(const struct unit *u)
{
	const struct hooks *h = hooks_of(u);

	return h != NULL && h->failure[0] != '\0' ? h->failure : NULL;
}

const char *hooks_current(const struct unit *u)
{
	const struct hooks *h = hooks_of(u);

	if (h == NULL)
		return NULL;
	if (h->phase != HOOK_NONE && hooks_is_before(h) && helper_is_running(&h->helper))
		return h->label;
	return h->failure[0] != '\0' ? h->label : NULL;
}

/* clang-format off */
const struct hook_phase_info hook_phases[] = {
	[HOOK_TMPFILES]    = { "dirs and remove", CONF_SERVICE_DIRS },
	[HOOK_PRE_START] = { "pre-start", CONF_SERVICE_PRE_START },
	[HOOK_SCRIPTS]   = { "scripts", CONF_SERVICE_SCRIPTS },
	[HOOK_PRE_STOP]  = { "pre-stop", CONF_SERVICE_PRE_STOP },
	[HOOK_POST_STOP] = { "post-stop", CONF_SERVICE_POST_STOP },
	[HOOK_RELOAD]    = { "reload", CONF_SERVICE_RELOAD },
};
/* clang-format on */

bool hooks_precede_start(const struct conf_section *section)
{
	return conf_is_set(section, CONF_SERVICE_PRE_START) ||
	       conf_is_set(section, CONF_SERVICE_SCRIPTS);
}

static int add_variables(const struct hooks *h, struct env *env)
{
	int r = 0;

	for (char *const *v = h->extra; r == 0 && *v != NULL; v++)
		r = env_set_word(env, *v, conf_assignment_name(*v));
	return r;
}

/* Entry h->at of the phase's key: 1, 0 when there is none. `env` NULL: it needs none. */
static int find(const struct hooks *h, struct env *env, struct conf_command *ret,
		struct text *err)
{
	struct conf_entry_iter each =
		conf_entries_begin(h->unit->section, hook_phases[h->phase].key);
	struct conf_lookup lookup = { .find = env_lookup, .context = env };
	int r = 1;

	for (uint32_t i = 0; r == 1 && i <= h->at; i++)
		r = conf_next_command(&each, env != NULL ? &lookup : NULL,
				      &h->unit->ctx->scratch, ret, err);
	return r;
}

static int find_script(struct hooks *h, struct env *env, char **ret, struct text *err)
{
	struct conf_value dir;
	int r = unit_value(h->unit, env, CONF_SERVICE_SCRIPTS, &dir, err);
	size_t room;

	if (r < 0 || dir.text == NULL)
		return r;
	room = strlen(dir.text) + SCRIPT_NAME + 1;
	*ret = env_alloc(env, room);
	if (*ret == NULL)
		return -ENOSPC;
	snprintf(*ret, room, "%s/%s", dir.text, h->script);
	return 1;
}

int hook_words(struct helper *helper, struct env *env, char *const **ret_argv,
	       struct text *err)
{
	struct hooks *h = container_of(helper, struct hooks, helper);
	struct conf_command command;
	char **argv;
	int r;

	if (h->phase == HOOK_SCRIPTS) {
		argv = env_alloc(env, 2 * sizeof *argv);
		if (argv == NULL)
			return -ENOSPC;
		argv[1] = NULL;
		*ret_argv = argv;
		r = find_script(h, env, &argv[0], err);
	} else {
		r = find(h, env, &command, err);
		*ret_argv = command.argv;
	}
	return r < 0 ? r : r == 1 ? 0 : -ENOENT;
}

int hook_look(struct hooks *h, struct text *err)
{
	struct conf_value dir;
	struct env env;
	int r;

	if (!conf_is_set(h->unit->section, CONF_SERVICE_SCRIPTS))
		return 0;
	text_clear(err);
	h->unit->ctx->scratch.used = 0;
	if ((r = environment_fill(h->unit, &env, err)) < 0 ||
	    (r = unit_value(h->unit, &env, CONF_SERVICE_SCRIPTS, &dir, err)) < 0)
		return r;
	if (dir.text == NULL || *dir.text == '\0')
		return 0;
	snprintf(h->label, sizeof h->label, "scripts %.80s", dir.text);
	/* The helper's own start uses the scratch. */
	snprintf(h->dir, sizeof h->dir, "%s", dir.text);
	if (strlen(dir.text) >= sizeof h->dir) {
		text_set(err, "scripts: the path is too long");
		return -ENAMETOOLONG;
	}
	r = run_parts_find(&h->helper, h->dir, h->script, &h->found_fd, err);
	return r < 0 ? r : 1;
}

/* What is next in this phase? 1: it is in *ret; 0: nothing. */
int hook_next(struct hooks *h, struct conf_command *ret, struct text *err)
{
	const struct conf_section *section = h->unit->section;
	struct context *ctx = h->unit->ctx;
	struct env env;
	int r;

	*ret = (struct conf_command){ 0 };
	text_clear(err);
	if (h->phase == HOOK_TMPFILES)
		return h->at == 0 && (conf_is_set(section, CONF_SERVICE_DIRS) ||
				      conf_is_set(section, CONF_SERVICE_REMOVE));
	if (!conf_is_set(section, hook_phases[h->phase].key))
		return 0;
	ctx->scratch.used = 0;
	if (!conf_is_dynamic(section, hook_phases[h->phase].key))
		return find(h, NULL, ret, err);
	if ((r = environment_fill(h->unit, &env, err)) < 0 ||
	    (r = add_variables(h, &env)) < 0)
		return r;
	return find(h, &env, ret, err);
}

msec hook_post_stop_by(const struct unit *u)
{
	msec now = clock_now();
	msec own = core_post_stop_time(u->ctx->core, u->index, now);

	return now + shutdown_limit(u->ctx, own);
}

int hook_no_time(const struct hooks *h)
{
	h->unit->ctx->host->report(REPORT_WARNING,
				   "%s: %s: not run, no time is left for it",
				   unit_name(h->unit), h->label);
	return 0;
}

int hook_code(const struct helper *helper, enum helper_end end)
{
	if (end == HELPER_NOT_STARTED)
		return helper->exit_code;
	return helper->exit_code >= 0 ? helper->exit_code
				      : CTINIT_EXIT_SIGNAL + WTERMSIG(helper->wstatus);
}
