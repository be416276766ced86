/* supervisor/hooks/sequence.c - runs the commands of a phase one after the other. */
#include "supervisor/hooks/sequence.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "supervisor/cleanup/cleanup.h"
#include "supervisor/env/cache.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- one command ---- */

static void report_failed(const struct hooks *hooks, const char *text)
{
	hooks->unit->ctx->host->report(hooks_is_before(hooks) ? REPORT_ERROR
							      : REPORT_WARNING,
				       "%s: %s: %s", unit_name(hooks->unit), hooks->label,
				       text);
}

/* Returns 1 if the command runs, 0 if the time of the phase is over, or -1 if the command
 * could not be started. Reports -1 unless the failure is ignored. */
static int start_command(struct hooks *hooks, const struct conf_command *command,
			 struct text *err)
{
	struct helper_spec spec = { .expand_argv = hook_words,
				    .label = command->ignore_failure
						     ? NULL
						     : hook_phases[hooks->phase].word,
				    .extra_env = hooks->extra,
				    .tmpfiles = hooks->phase == HOOK_TMPFILES,
				    /* The next start may need what its processes hold. */
				    .group_ends_first = hooks->phase == HOOK_POST_STOP,
				    .before_start = hooks_is_before(hooks),
				    .privileged = command->privileged };

	hooks->ignore_failure = command->ignore_failure;
	if (hooks->phase == HOOK_POST_STOP &&
	    (spec.timeout = hooks->deadline - clock_now()) <= 0) {
		hooks->unit->ctx->host->report(REPORT_WARNING,
					       "%s: %s: not run: no time is left for it",
					       unit_name(hooks->unit), hooks->label);
		return 0;
	}
	hooks->any_ran = true;
	if (helper_start(&hooks->helper, &spec, err) < 0)
		return -1;
	hooks_move(hooks, HOOK_ON_RUN);
	return 1;
}

/* Reports that the next command could not be found. Returns -1. */
static int fail_next(struct hooks *hooks, int r, const char *why)
{
	snprintf(hooks->label, sizeof hooks->label, "%s", hook_phases[hooks->phase].word);
	hooks->ignore_failure = false;
	report_failed(hooks, why[0] != '\0' ? why : strerror(-r));
	return -1;
}

/* Returns 1 if a command or helper runs, 0 if the phase has no more commands or no time
 * left, or -1 if the next command could not be started. Reports -1 unless the failure is
 * ignored. */
static int start_next(struct hooks *hooks, struct text *err)
{
	struct conf_command command;
	int r = hooks->phase == HOOK_SCRIPTS ? hook_find_script(hooks, err)
					     : hook_next_command(hooks, &command, err);

	if (r == 0)
		return 0;
	if (r < 0)
		return fail_next(hooks, r, err->buffer);
	if (hooks->phase == HOOK_SCRIPTS) {
		hooks_move(hooks, HOOK_ON_FIND_SCRIPT);
		return 1;
	}
	if (hooks->phase == HOOK_TMPFILES)
		snprintf(hooks->label, sizeof hooks->label, "%s",
			 hook_phases[hooks->phase].word);
	else
		snprintf(hooks->label, sizeof hooks->label, "%s %.64s",
			 hook_phases[hooks->phase].word, command.argv[0]);
	return start_command(hooks, &command, err);
}

/* ---- ending a phase ---- */

/* Ends the start as failed, and cleans up processes that have left a command's process
 * group. */
static void fail_start(struct hooks *hooks, int code)
{
	struct unit *u = hooks->unit;

	hooks->phase = HOOK_NONE;
	u->start_code = (uint8_t)code;
	u->main.wstatus = 0;
	cleanup_begin(u, 0);
}

static void fail_command(struct hooks *hooks, int code, const char *text)
{
	snprintf(hooks->failure, sizeof hooks->failure, "%s %.60s",
		 hook_phases[hooks->phase].word, text);
	fail_start(hooks, code);
}

static void finish_phase(struct hooks *hooks)
{
	struct unit *u = hooks->unit;
	enum hook_phase phase = (enum hook_phase)hooks->phase;

	hooks->phase = HOOK_NONE;
	if (phase == HOOK_SCRIPTS)
		u->ctx->events->start(u);
	else if (phase == HOOK_PRE_STOP)
		core_pre_stopped(u->ctx->core, u->index, clock_now());
	else if (phase == HOOK_POST_STOP)
		u->ctx->events->stopped(u);
}

/* ---- files of the environment ---- */

static void fail_env(struct hooks *hooks, const char *text)
{
	hooks->unit->ctx->host->report(REPORT_ERROR, "%s: %s", unit_name(hooks->unit),
				       text);
	fail_start(hooks, CTINIT_EXIT_SETUP);
}

static void on_env_read(void *context, bool good, const char *text)
{
	struct hooks *hooks = context;

	hooks_move(hooks, HOOK_ON_END);
	if (good)
		sequence_continue(hooks);
	else
		fail_env(hooks, text);
}

static void read_env(struct hooks *hooks)
{
	char why[HELPER_TEXT];

	if (env_cache_read(hooks->unit, on_env_read, hooks, &TEXT(why)) < 0)
		fail_env(hooks, why);
	else
		hooks_move(hooks, HOOK_ON_READ_ENV);
}

/* ---- running commands ---- */

void sequence_continue(struct hooks *hooks)
{
	char why[HELPER_TEXT];
	int r;

	if (hooks_is_before(hooks) && env_cache_is_stale(hooks->unit)) {
		read_env(hooks);
		return;
	}
	while ((r = start_next(hooks, &TEXT(why))) != 1) {
		if (r < 0 && hooks_is_before(hooks) && !hooks->ignore_failure) {
			fail_command(hooks, CTINIT_EXIT_SETUP, "could not be started");
			return;
		}
		if (r < 0) {
			hooks->index++;
		} else if (hooks->phase == HOOK_TMPFILES ||
			   hooks->phase == HOOK_PRE_START) {
			hooks->phase++;
			hooks->index = 0;
		} else {
			finish_phase(hooks);
			return;
		}
	}
}

void sequence_begin(struct hooks *hooks, enum hook_phase phase)
{
	hooks->phase = (uint8_t)phase;
	hooks->index = 0;
	hooks->script[0] = '\0';
	sequence_continue(hooks);
}

static void close_found_fd(struct hooks *hooks)
{
	if (hooks->state == HOOK_FINDING_SCRIPT)
		close(hooks->found_fd);
}

/* Runs the script that the helper found. */
static void run_script(struct hooks *hooks, enum helper_end end, const char *text)
{
	struct conf_command command = { 0 };
	char why[HELPER_TEXT];
	bool skipped = false;
	int r = -EIO;

	if (end == HELPER_TIMEOUT || end == HELPER_NOT_STARTED)
		snprintf(why, sizeof why, "%s", text);
	else
		r = run_parts_result(hooks->found_fd, hooks->script, &skipped, &TEXT(why));
	close_found_fd(hooks);
	hooks_move(hooks, HOOK_ON_END);
	if (r == 0) {
		finish_phase(hooks);
	} else if (r < 0) {
		fail_next(hooks, r, why);
		fail_command(hooks, CTINIT_EXIT_SETUP, "could not be started");
	} else if (skipped) {
		hooks->unit->ctx->host->report(REPORT_WARNING,
					       "%s: %s/%s is not executable: skipped",
					       unit_name(hooks->unit), hooks->dir,
					       hooks->script);
		sequence_continue(hooks);
	} else {
		snprintf(hooks->label, sizeof hooks->label, "scripts %.64s", hooks->script);
		if (start_command(hooks, &command, &TEXT(why)) < 0)
			fail_command(hooks, CTINIT_EXIT_SETUP, "could not be started");
	}
}

static void command_failed(struct hooks *hooks, enum helper_end end, const char *text)
{
	hooks->unit->cannot_start |= end == HELPER_NOT_STARTED && hooks->helper.useless;
	if (end == HELPER_NOT_STARTED)
		text = hooks->phase == HOOK_TMPFILES ? "failed" : "could not be started";
	fail_command(hooks, hook_exit_code(&hooks->helper, end), text);
}

void sequence_helper_done(struct helper *helper, enum helper_end end, const char *text)
{
	struct hooks *hooks = container_of(helper, struct hooks, helper);
	bool failed = end != HELPER_OK && !hooks->ignore_failure;
	bool was_stopped = hooks->state == HOOK_STOPPING;

	if (hooks->state == HOOK_FINDING_SCRIPT) {
		run_script(hooks, end, text);
		return;
	}
	hooks_move(hooks, HOOK_ON_END);
	if (failed && end != HELPER_NOT_STARTED && !was_stopped)
		report_failed(hooks, text);
	if (hooks_is_before(hooks) && (was_stopped || failed)) {
		command_failed(hooks, end, text);
		return;
	}
	hooks->index++;
	if (hooks_is_before(hooks) && hooks->phase != HOOK_TMPFILES)
		env_cache_invalidate(hooks->unit); /* the command may have written files */
	if (was_stopped)
		finish_phase(hooks);
	else
		sequence_continue(hooks);
}

/* ---- abandoning ---- */

void sequence_abandon(struct hooks *hooks)
{
	helper_cancel(&hooks->helper);
	close_found_fd(hooks);
	hooks_move(hooks, HOOK_ON_ABANDON);
}

bool sequence_stop_reading(struct hooks *hooks)
{
	char file[PROGRESS_SIZE];

	if (hooks->state == HOOK_FINDING_SCRIPT) {
		snprintf(hooks->failure, sizeof hooks->failure, "interrupted at %.60s",
			 hooks->label);
	} else if (hooks->state == HOOK_READING_ENV) {
		env_cache_current_file(hooks->unit, file);
		env_cache_cancel(hooks->unit);
		snprintf(hooks->failure, sizeof hooks->failure, "interrupted at %.60s",
			 file[0] != '\0' ? file : "its environment files");
	} else {
		return false;
	}
	sequence_abandon(hooks);
	fail_start(hooks, CTINIT_EXIT_SIGNAL + SIGTERM);
	return true;
}
