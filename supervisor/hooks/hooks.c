/* supervisor/hooks/hooks.c - decides when a service's commands run. */
#include "supervisor/hooks/hooks.h"

#include "conf/base/clock.h"
#include "conf/base/signal_names.h"
#include "supervisor/base/deadline.h"
#include "supervisor/env/cache.h"
#include "supervisor/hooks/sequence.h"
#include "supervisor/proc/signal_process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- before the process ---- */

bool hooks_precede_start(const struct conf_section *section)
{
	return conf_is_set(section, CONF_SERVICE_PRE_START) ||
	       conf_is_set(section, CONF_SERVICE_SCRIPTS);
}

void hooks_forget_last_start(struct unit *u)
{
	struct hooks *hooks = hooks_of(u);

	if (hooks == NULL)
		return;
	hooks->any_ran = false;
	hooks->failure[0] = '\0';
	hooks->extra[0] = NULL;
}

bool hooks_before_start(struct unit *u)
{
	struct hooks *hooks = hooks_of(u);

	if (hooks == NULL)
		return false;
	env_cache_invalidate(u);
	if (!hooks_precede_start(u->section) && !env_cache_is_stale(u))
		return false;
	u->main.started = clock_now();
	/* Without commands the process itself handles `dirs` and `remove`. */
	sequence_begin(hooks,
		       hooks_precede_start(u->section) ? HOOK_TMPFILES : HOOK_SCRIPTS);
	return true;
}

/* ---- after the process ---- */

void hooks_pre_stop(struct unit *u)
{
	struct hooks *hooks = hooks_of(u);

	if (hooks == NULL || !unit_has_main(u)) {
		core_pre_stopped(u->ctx->core, u->index, clock_now());
		return;
	}
	sequence_abandon(hooks); /* a reload may still run */
	hook_set_main_pid(hooks);
	sequence_begin(hooks, HOOK_PRE_STOP);
}

static msec post_stop_deadline(const struct unit *u)
{
	msec now = clock_now();
	msec wish = core_post_stop_time(u->ctx->core, u->index, now);

	return now + shutdown_limit(u->ctx, wish);
}

bool hooks_after_stop(struct unit *u)
{
	struct hooks *hooks = hooks_of(u);

	if (hooks == NULL || !conf_is_set(u->section, CONF_SERVICE_POST_STOP) ||
	    (u->start_code != 0 && !hooks->any_ran))
		return false;
	hook_set_exit_status(hooks);
	hooks->deadline = post_stop_deadline(u);
	sequence_begin(hooks, HOOK_POST_STOP);
	return true;
}

static bool runs_beside_main(const struct hooks *hooks)
{
	return hooks->phase == HOOK_PRE_STOP || hooks->phase == HOOK_RELOAD;
}

void hooks_main_ended(struct unit *u)
{
	struct hooks *hooks = hooks_of(u);

	if (hooks == NULL || !runs_beside_main(hooks))
		return;
	sequence_abandon(hooks);
	hooks->phase = HOOK_NONE;
}

/* ---- signals ---- */

/* Returns true if there is no main process and a command runs instead. Ends a command that
 * runs beside the main process. */
static bool command_gets_signal(struct unit *u)
{
	struct hooks *hooks = hooks_of(u);

	if (hooks != NULL && runs_beside_main(hooks))
		hooks_main_ended(u);
	return hooks != NULL && hooks->phase != HOOK_NONE;
}

static void signal_command(struct hooks *hooks, int signal)
{
	if (sequence_stop_reading(hooks))
		return;
	hooks_move(hooks, HOOK_ON_STOP);
	helper_signal(&hooks->helper, signal);
}

bool hooks_signal(struct unit *u)
{
	if (!command_gets_signal(u))
		return false;
	if (hooks_is_before(hooks_of(u))) /* `post-stop` may finish */
		signal_command(hooks_of(u), SIGTERM);
	return true;
}

bool hooks_kill(struct unit *u)
{
	if (!command_gets_signal(u))
		return false;
	signal_command(hooks_of(u), SIGKILL);
	return true;
}

/* ---- reload ---- */

static int send_reload_signal(struct unit *u, int number)
{
	char name[16];
	int r = signal_process(u->main.child.pid, u->main.pidfd, number);

	if (r < 0)
		return r;
	u->ctx->host->report(REPORT_EVENT, "%s: reload: SIG%s sent", unit_name(u),
			     signal_name(number, name));
	return 0;
}

static int start_reload(struct unit *u, struct hooks *hooks)
{
	struct conf_command command;
	char why[HELPER_TEXT];
	int r, number;

	if (core_state(u->ctx->core, u->index) != SVC_READY || !unit_has_main(u))
		return -ESRCH;
	if (hooks->phase != HOOK_NONE)
		return -EBUSY;
	hook_set_main_pid(hooks);
	hooks->phase = HOOK_RELOAD;
	hooks->index = 0;
	r = hook_next_command(hooks, &command, &TEXT(why));
	number = r == 1 ? conf_reload_signal(command.argv, command.argc) : 0;
	if (number > 0) {
		hooks->phase = HOOK_NONE;
		return send_reload_signal(u, number);
	}
	if (r == 1)
		u->ctx->host->report(REPORT_EVENT, "%s: reload: %s runs", unit_name(u),
				     command.argv[0]);
	sequence_continue(hooks); /* reports why the command was not found */
	return 0;
}

int hooks_reload(struct unit *u)
{
	struct hooks *hooks = hooks_of(u);
	int r;

	if (hooks == NULL || !conf_is_set(u->section, CONF_SERVICE_RELOAD))
		return -ENOENT;
	r = start_reload(u, hooks);
	if (r == -EBUSY)
		u->ctx->host->report(REPORT_WARNING, "%s: the previous reload still runs",
				     unit_name(u));
	return r;
}

/* ---- messages ---- */

const char *hooks_failure(const struct unit *u)
{
	const struct hooks *hooks = hooks_of(u);

	return hooks != NULL && hooks->failure[0] != '\0' ? hooks->failure : NULL;
}

const char *hooks_current(const struct unit *u)
{
	const struct hooks *hooks = hooks_of(u);

	if (hooks == NULL)
		return NULL;
	if (hooks_is_before(hooks) && helper_is_running(&hooks->helper))
		return hooks->label;
	return hooks->failure[0] != '\0' ? hooks->label : NULL;
}

/* ---- setup and teardown ---- */

static bool needs_hooks(const struct context *ctx, const struct conf *conf,
			const struct conf_section *section)
{
	for (enum hook_phase p = HOOK_PRE_START; p <= HOOK_RELOAD; p++) {
		if (conf_is_set(section, hook_phases[p].key))
			return true;
	}
	return env_cache_is_possible(ctx, conf, section);
}

int hooks_new_all(struct generation *g, const struct conf *conf)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < g->count; i++)
		used += needs_hooks(g->ctx, conf, generation_unit(g, i)->section);
	if (!GENERATION_ALLOC(g->hooks, used))
		return -ENOMEM;
	for (uint32_t i = 0; i < g->count; i++) {
		struct unit *u = generation_unit(g, i);

		if (!needs_hooks(g->ctx, conf, u->section))
			continue;
		struct hooks *hooks = &g->hooks[g->hooks_count++];
		hooks->unit = u;
		helper_init(&hooks->helper, u, sequence_helper_done);
	}
	return 0;
}

void hooks_detach(struct unit *u)
{
	struct hooks *hooks = hooks_of(u);

	if (hooks == NULL)
		return;
	helper_detach(&hooks->helper);
	if (hooks->state == HOOK_FINDING_SCRIPT)
		close(hooks->found_fd);
}
