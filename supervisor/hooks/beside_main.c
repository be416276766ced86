/* supervisor/hooks/beside_main.c - runs `pre-stop` and `reload`, and ends commands. */
#include "supervisor/hooks/hooks.h"

#include "conf/base/clock.h"
#include "conf/base/signal_names.h"
#include "supervisor/hooks/sequence.h"
#include "supervisor/proc/signal_process.h"

#include <errno.h>
#include <signal.h>

/* ---- `pre-stop`, and the end of the main process ---- */

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
	if (hooks_is_before(hooks_of(u))) /* `post-stop` gets no signal */
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
