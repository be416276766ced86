/* supervisor/hooks/sequence.c - runs the commands of a phase, one after the other. */
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

static void report_failed(const struct hooks *h, const char *text)
{
	h->unit->ctx->host->report(hooks_is_before(h) ? REPORT_ERROR : REPORT_WARNING,
				   "%s: %s: %s", unit_name(h->unit), h->label, text);
}

/* Returns 1 if the command runs, 0 if the phase has no more time, or -1 if it could not be
 * started, which has been reported. */
static int start_command(struct hooks *h, const struct conf_command *command,
			 struct text *err)
{
	struct helper_spec spec = { .words = hook_words,
				    .what = command->ignore_failure
						    ? NULL
						    : hook_phases[h->phase].word,
				    .extra = h->extra,
				    .tmpfiles = h->phase == HOOK_TMPFILES,
				    .of_start = hooks_is_before(h),
				    .privileged = command->privileged };

	h->ignore_failure = command->ignore_failure;
	if (h->phase == HOOK_POST_STOP && (spec.timeout = h->deadline - clock_now()) <= 0) {
		h->unit->ctx->host->report(REPORT_WARNING,
					   "%s: %s: not run: no time is left for it",
					   unit_name(h->unit), h->label);
		return 0;
	}
	h->any_ran = true;
	if (helper_start(&h->helper, &spec, err) < 0)
		return -1;
	hooks_move(h, HOOK_ON_RUN);
	return 1;
}

/* The next command could not be found out. Returns -1. */
static int fail_next(struct hooks *h, int r, const char *why)
{
	snprintf(h->label, sizeof h->label, "%s", hook_phases[h->phase].word);
	h->ignore_failure = false;
	report_failed(h, why[0] != '\0' ? why : strerror(-r));
	return -1;
}

/* Returns 1 if something runs, 0 if the phase has no more commands, or -1 if the next
 * command could not be started, which has been reported. */
static int start_next(struct hooks *h, struct text *err)
{
	struct conf_command command;
	int r = h->phase == HOOK_SCRIPTS ? hook_find_script(h, err)
					 : hook_next_command(h, &command, err);

	if (r == 0)
		return 0;
	if (r < 0)
		return fail_next(h, r, err->buffer);
	if (h->phase == HOOK_SCRIPTS) {
		hooks_move(h, HOOK_ON_FIND_SCRIPT);
		return 1;
	}
	if (h->phase == HOOK_TMPFILES)
		snprintf(h->label, sizeof h->label, "%s", hook_phases[h->phase].word);
	else
		snprintf(h->label, sizeof h->label, "%s %.64s", hook_phases[h->phase].word,
			 command.argv[0]);
	return start_command(h, &command, err);
}

/* ---- the end of a phase ---- */

/* The start has failed. Processes that left the group of a command are cleaned up. */
static void fail_start(struct hooks *h, int code)
{
	struct unit *u = h->unit;

	h->phase = HOOK_NONE;
	u->start_code = (uint8_t)code;
	u->main.wstatus = 0;
	cleanup_begin(u, 0);
}

static void fail_command(struct hooks *h, int code, const char *text)
{
	snprintf(h->failure, sizeof h->failure, "%s %.60s", hook_phases[h->phase].word,
		 text);
	fail_start(h, code);
}

static void finish_phase(struct hooks *h)
{
	struct unit *u = h->unit;
	enum hook_phase phase = (enum hook_phase)h->phase;

	h->phase = HOOK_NONE;
	if (phase == HOOK_SCRIPTS)
		u->ctx->events->start(u);
	else if (phase == HOOK_PRE_STOP)
		core_pre_stopped(u->ctx->core, u->index, clock_now());
	else if (phase == HOOK_POST_STOP)
		u->ctx->events->stopped(u);
}

/* ---- files of the environment ---- */

static void fail_env(struct hooks *h, const char *text)
{
	h->unit->ctx->host->report(REPORT_ERROR, "%s: %s", unit_name(h->unit), text);
	fail_start(h, CTINIT_EXIT_SETUP);
}

static void on_env_read(void *context, bool good, const char *text)
{
	struct hooks *h = context;

	hooks_move(h, HOOK_ON_END);
	if (good)
		sequence_continue(h);
	else
		fail_env(h, text);
}

static void read_env(struct hooks *h)
{
	char why[HELPER_TEXT];

	if (env_cache_read(h->unit, on_env_read, h, &TEXT(why)) < 0)
		fail_env(h, why);
	else
		hooks_move(h, HOOK_ON_READ_ENV);
}

/* ---- one after the other ---- */

void sequence_continue(struct hooks *h)
{
	char why[HELPER_TEXT];
	int r;

	if (hooks_is_before(h) && env_cache_is_stale(h->unit)) {
		read_env(h);
		return;
	}
	while ((r = start_next(h, &TEXT(why))) != 1) {
		if (r < 0 && hooks_is_before(h) && !h->ignore_failure) {
			fail_command(h, CTINIT_EXIT_SETUP, "could not be started");
			return;
		}
		if (r < 0) {
			h->index++;
		} else if (h->phase == HOOK_TMPFILES || h->phase == HOOK_PRE_START) {
			h->phase++;
			h->index = 0;
		} else {
			finish_phase(h);
			return;
		}
	}
}

void sequence_begin(struct hooks *h, enum hook_phase phase)
{
	h->phase = (uint8_t)phase;
	h->index = 0;
	h->script[0] = '\0';
	sequence_continue(h);
}

static void close_found_fd(struct hooks *h)
{
	if (h->state == HOOK_FINDING_SCRIPT)
		close(h->found_fd);
}

/* The helper has looked into the directory: runs the script that it found. */
static void run_script(struct hooks *h, enum helper_end end, const char *text)
{
	struct conf_command command = { 0 };
	char why[HELPER_TEXT];
	bool skipped = false;
	int r = -EIO;

	if (end == HELPER_TIMEOUT || end == HELPER_NOT_STARTED)
		snprintf(why, sizeof why, "%s", text);
	else
		r = run_parts_result(h->found_fd, h->script, &skipped, &TEXT(why));
	close_found_fd(h);
	hooks_move(h, HOOK_ON_END);
	if (r == 0) {
		finish_phase(h);
	} else if (r < 0) {
		fail_next(h, r, why);
		fail_command(h, CTINIT_EXIT_SETUP, "could not be started");
	} else if (skipped) {
		h->unit->ctx->host->report(REPORT_WARNING,
					   "%s: %s/%s is not executable: skipped",
					   unit_name(h->unit), h->dir, h->script);
		sequence_continue(h);
	} else {
		snprintf(h->label, sizeof h->label, "scripts %.64s", h->script);
		if (start_command(h, &command, &TEXT(why)) < 0)
			fail_command(h, CTINIT_EXIT_SETUP, "could not be started");
	}
}

static void command_failed(struct hooks *h, enum helper_end end, const char *text)
{
	h->unit->cannot_start |= end == HELPER_NOT_STARTED && h->helper.useless;
	if (end == HELPER_NOT_STARTED)
		text = h->phase == HOOK_TMPFILES ? "failed" : "could not be started";
	fail_command(h, hook_exit_code(&h->helper, end), text);
}

void sequence_helper_done(struct helper *helper, enum helper_end end, const char *text)
{
	struct hooks *h = container_of(helper, struct hooks, helper);
	bool failed = end != HELPER_OK && !h->ignore_failure;
	bool was_stopped = h->state == HOOK_STOPPING;

	if (h->state == HOOK_FINDING_SCRIPT) {
		run_script(h, end, text);
		return;
	}
	hooks_move(h, HOOK_ON_END);
	if (failed && end != HELPER_NOT_STARTED && !was_stopped)
		report_failed(h, text);
	if (hooks_is_before(h) && (was_stopped || failed)) {
		command_failed(h, end, text);
		return;
	}
	h->index++;
	if (hooks_is_before(h) && h->phase != HOOK_TMPFILES)
		env_cache_invalidate(h->unit); /* the command may have written files */
	if (was_stopped)
		finish_phase(h);
	else
		sequence_continue(h);
}

/* ---- abandoned ---- */

void sequence_abandon(struct hooks *h)
{
	helper_cancel(&h->helper);
	close_found_fd(h);
	hooks_move(h, HOOK_ON_ABANDON);
}

bool sequence_stop_reading(struct hooks *h)
{
	char file[PROGRESS_SIZE];

	if (h->state == HOOK_FINDING_SCRIPT) {
		snprintf(h->failure, sizeof h->failure, "interrupted at %.60s", h->label);
	} else if (h->state == HOOK_READING_ENV) {
		env_cache_current_file(h->unit, file);
		env_cache_cancel(h->unit);
		snprintf(h->failure, sizeof h->failure, "interrupted at %.60s",
			 file[0] != '\0' ? file : "its environment files");
	} else {
		return false;
	}
	sequence_abandon(h);
	fail_start(h, CTINIT_EXIT_SIGNAL + SIGTERM);
	return true;
}
