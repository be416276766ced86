/* supervisor/hooks/hooks.c - commands around a service's process. */
#include "supervisor/hooks/hooks.h"

#include "conf/base/exits.h"
#include "conf/base/signals.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/env/cache.h"
#include "supervisor/proc/signal_process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- one command ---- */

static void say_failed(const struct hooks *h, const char *text)
{
	h->unit->ctx->host->report(hooks_is_before(h) ? REPORT_ERROR : REPORT_WARNING,
				   "%s: %s: %s", unit_name(h->unit), h->label, text);
}

/* 1: something runs; 0: this phase has no more; negative: it could not be started, which
 * has been told. */
static int start(struct hooks *h, const struct conf_command *command, struct text *err)
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
	h->stopping = false;
	if (h->phase == HOOK_POST_STOP && (spec.timeout = h->until - clock_now()) <= 0)
		return hook_no_time(h);
	h->ran = true;
	return helper_start(&h->helper, &spec, err) < 0 ? -1 : 1;
}

static int not_found(struct hooks *h, int r, const char *why)
{
	snprintf(h->label, sizeof h->label, "%s", hook_phases[h->phase].word);
	h->ignore_failure = false;
	say_failed(h, why[0] != '\0' ? why : strerror(-r));
	return -1;
}

static int look_for_script(struct hooks *h, struct text *err)
{
	int r = hook_look(h, err);

	h->looking = r == 1;
	return r < 0 ? not_found(h, r, err->buffer) : r;
}

static int start_next(struct hooks *h, struct text *err)
{
	struct conf_command command;
	int r;

	if (h->phase == HOOK_SCRIPTS)
		return look_for_script(h, err);
	r = hook_next(h, &command, err);
	if (r == 0)
		return 0;
	if (r < 0)
		return not_found(h, r, err->buffer);
	if (h->phase == HOOK_TMPFILES)
		snprintf(h->label, sizeof h->label, "%s", hook_phases[h->phase].word);
	else
		snprintf(h->label, sizeof h->label, "%s %.64s", hook_phases[h->phase].word,
			 command.argv[0]);
	return start(h, &command, err);
}

/* ---- one after the other ---- */

static void go_on(struct hooks *h);

static void start_failed(struct hooks *h, int code, const char *text)
{
	struct unit *u = h->unit;

	snprintf(h->failure, sizeof h->failure, "%s %.60s", hook_phases[h->phase].word,
		 text);
	h->phase = HOOK_NONE;
	u->start_code = (uint8_t)code;
	u->main.wstatus = 0;
	cleanup_begin(u, 0); /* what got away from its group; then service_cleaned_up() */
}

/* Nothing follows. */
static void finish(struct hooks *h)
{
	struct unit *u = h->unit;
	enum hook_phase phase = h->phase;

	h->phase = HOOK_NONE;
	if (phase == HOOK_SCRIPTS)
		u->ctx->events->start(u);
	else if (phase == HOOK_PRE_STOP)
		core_pre_stopped(u->ctx->core, u->index, clock_now());
	else if (phase == HOOK_POST_STOP)
		u->ctx->events->stopped(u);
}

/* Reading its files came to nothing, or was stopped. */
static void files_failed(struct hooks *h, int code)
{
	struct unit *u = h->unit;

	h->phase = HOOK_NONE;
	u->start_code = (uint8_t)code;
	u->main.wstatus = 0;
	cleanup_begin(u, 0);
}

static void on_files(void *context, bool good, const char *text)
{
	struct hooks *h = context;

	if (good) {
		go_on(h);
		return;
	}
	h->unit->ctx->host->report(REPORT_ERROR, "%s: %s", unit_name(h->unit), text);
	files_failed(h, CTINIT_EXIT_SETUP);
}

static void go_on(struct hooks *h)
{
	char why[HELPER_TEXT];
	int r;

	if (hooks_is_before(h) && env_cache_is_stale(h->unit)) {
		if (env_cache_read(h->unit, on_files, h, &TEXT(why)) < 0)
			on_files(h, false, why);
		return;
	}
	while ((r = start_next(h, &TEXT(why))) != 1) {
		if (r < 0 && hooks_is_before(h) && !h->ignore_failure) {
			start_failed(h, CTINIT_EXIT_SETUP, "could not be started");
			return;
		}
		if (r < 0) {
			h->at++;
		} else if (h->phase == HOOK_TMPFILES || h->phase == HOOK_PRE_START) {
			h->phase++;
			h->at = 0;
		} else {
			finish(h);
			return;
		}
	}
}

static void close_found(struct hooks *h)
{
	if (h->looking)
		close(h->found_fd);
	h->looking = false;
}

/* The directory was looked at: what is next runs. */
static void looked(struct hooks *h, enum helper_end end, const char *text)
{
	struct conf_command command = { 0 };
	char why[HELPER_TEXT];
	bool passed;
	int r = -EIO;

	if (end == HELPER_TIMEOUT || end == HELPER_NOT_STARTED)
		snprintf(why, sizeof why, "%s", text);
	else
		r = run_parts_result(h->found_fd, h->script, &passed, &TEXT(why));
	close_found(h);
	if (r == 0) {
		finish(h);
	} else if (r < 0) {
		not_found(h, r, why);
		start_failed(h, CTINIT_EXIT_SETUP, "could not be started");
	} else if (passed) {
		h->unit->ctx->host->report(REPORT_WARNING,
					   "%s: %s/%s is not executable: passed over",
					   unit_name(h->unit), h->dir, h->script);
		go_on(h);
	} else {
		snprintf(h->label, sizeof h->label, "scripts %.64s", h->script);
		if (start(h, &command, &TEXT(why)) < 0)
			start_failed(h, CTINIT_EXIT_SETUP, "could not be started");
	}
}

static void on_done(struct helper *helper, enum helper_end end, const char *text)
{
	struct hooks *h = container_of(helper, struct hooks, helper);
	bool good = end == HELPER_OK;

	if (h->looking && !h->stopping) {
		looked(h, end, text);
		return;
	}
	close_found(h);
	if (!good && !h->ignore_failure && end != HELPER_NOT_STARTED && !h->stopping)
		say_failed(h, text);
	if (hooks_is_before(h) && (h->stopping || (!good && !h->ignore_failure))) {
		h->unit->cannot_start |= end == HELPER_NOT_STARTED && helper->useless;
		start_failed(h, hook_code(helper, end),
			     end != HELPER_NOT_STARTED   ? text
			     : h->phase == HOOK_TMPFILES ? "failed"
							 : "could not be started");
		return;
	}
	h->at++;
	if (hooks_is_before(h) && h->phase != HOOK_TMPFILES)
		env_cache_invalidate(h->unit); /* it may have written some */
	if (h->stopping)
		finish(h);
	else
		go_on(h);
}

static void begin(struct hooks *h, enum hook_phase phase)
{
	h->phase = (uint8_t)phase;
	h->at = 0;
	h->script[0] = '\0';
	h->stopping = false;
	go_on(h);
}

/* ---- when ---- */

bool hooks_before_start(struct unit *u)
{
	struct hooks *h = hooks_of(u);

	if (h == NULL)
		return false;
	h->ran = false;
	h->failure[0] = '\0';
	h->extra[0] = NULL;
	env_cache_invalidate(u);
	if (!hooks_precede_start(u->section) && !env_cache_is_stale(u))
		return false;
	u->start_code = 0;
	u->cannot_start = false;
	u->late = false;
	u->main.stop_asked = 0;
	u->main.started = clock_now();
	/* Without a command dirs and remove are the process's own. */
	begin(h, hooks_precede_start(u->section) ? HOOK_TMPFILES : HOOK_SCRIPTS);
	return true;
}

static void set_main_pid(struct hooks *h)
{
	snprintf(h->variables[0], sizeof h->variables[0], "MAINPID=%d",
		 (int)h->unit->main.child.pid);
	h->extra[0] = h->variables[0];
	h->extra[1] = NULL;
}

void hooks_pre_stop(struct unit *u)
{
	struct hooks *h = hooks_of(u);

	if (h == NULL || !unit_has_main(u)) {
		core_pre_stopped(u->ctx->core, u->index, clock_now());
		return;
	}
	helper_cancel(&h->helper); /* a reload */
	set_main_pid(h);
	begin(h, HOOK_PRE_STOP);
}

/* The words of systemd.exec(5). */
static void set_end(struct hooks *h)
{
	const struct unit *u = h->unit;
	bool killed = u->start_code == 0 && WIFSIGNALED(u->main.wstatus);
	char name[16];

	snprintf(h->variables[0], sizeof h->variables[0], "EXIT_CODE=%s",
		 !killed                      ? "exited"
		 : WCOREDUMP(u->main.wstatus) ? "dumped"
					      : "killed");
	if (killed)
		snprintf(h->variables[1], sizeof h->variables[1], "EXIT_STATUS=%s",
			 signal_name(WTERMSIG(u->main.wstatus), name));
	else
		snprintf(h->variables[1], sizeof h->variables[1], "EXIT_STATUS=%d",
			 u->start_code != 0 ? u->start_code : WEXITSTATUS(u->main.wstatus));
	h->extra[0] = h->variables[0];
	h->extra[1] = h->variables[1];
	h->extra[2] = NULL;
}

bool hooks_after_stop(struct unit *u)
{
	struct hooks *h = hooks_of(u);

	if (h == NULL || !conf_is_set(u->section, CONF_SERVICE_POST_STOP) ||
	    (u->start_code != 0 && !h->ran))
		return false;
	set_end(h);
	h->until = hook_post_stop_by(u);
	begin(h, HOOK_POST_STOP);
	return true;
}

/* What only reads can be left alone, however long it still hangs. */
static bool give_up_reading(struct hooks *h)
{
	char at[128];

	if (h->looking) {
		helper_cancel(&h->helper);
		snprintf(h->failure, sizeof h->failure, "was at %.60s", h->label);
		close_found(h);
	} else if (env_cache_is_reading(h->unit)) {
		env_cache_current_file(h->unit, at);
		env_cache_cancel(h->unit);
		snprintf(h->failure, sizeof h->failure, "was at %.60s",
			 at[0] != '\0' ? at : "its files");
	} else {
		return false;
	}
	files_failed(h, CTINIT_EXIT_SIGNAL + SIGTERM);
	return true;
}

bool hooks_signal(struct unit *u)
{
	struct hooks *h = hooks_of(u);

	if (h == NULL || h->phase == HOOK_NONE)
		return false;
	if (h->phase == HOOK_PRE_STOP || h->phase == HOOK_RELOAD) {
		hooks_main_ended(u);
		return false;
	}
	if (hooks_is_before(h) && !give_up_reading(h)) {
		h->stopping = true;
		helper_signal(&h->helper, SIGTERM);
	}
	return true;
}

bool hooks_kill(struct unit *u)
{
	struct hooks *h = hooks_of(u);

	if (h == NULL || h->phase == HOOK_NONE)
		return false;
	if (h->phase == HOOK_PRE_STOP || h->phase == HOOK_RELOAD) {
		hooks_main_ended(u);
		return false;
	}
	if (give_up_reading(h))
		return true;
	h->stopping = true;
	helper_signal(&h->helper, SIGKILL);
	return true;
}

void hooks_main_ended(struct unit *u)
{
	struct hooks *h = hooks_of(u);

	if (h == NULL || (h->phase != HOOK_PRE_STOP && h->phase != HOOK_RELOAD))
		return;
	helper_cancel(&h->helper);
	h->phase = HOOK_NONE;
}

/* ---- reload ---- */

static int reload(struct unit *u, struct hooks *h)
{
	const struct sup_host *host = u->ctx->host;
	struct conf_command command;
	char why[HELPER_TEXT], name[16];
	int r, number;

	if (core_state(u->ctx->core, u->index) != SVC_READY || !unit_has_main(u))
		return -ESRCH;
	if (h->phase != HOOK_NONE)
		return -EBUSY;
	set_main_pid(h);
	h->phase = HOOK_RELOAD;
	h->at = 0;
	r = hook_next(h, &command, &TEXT(why));
	number = r == 1 ? conf_reload_signal(command.argv, command.argc) : 0;
	if (number > 0) {
		h->phase = HOOK_NONE;
		if ((r = signal_process(u->main.child.pid, u->main.pidfd, number)) < 0)
			return r;
		host->report(REPORT_EVENT, "%s: reload: SIG%s sent", unit_name(u),
			     signal_name(number, name));
		return 0;
	}
	if (r == 1)
		host->report(REPORT_EVENT, "%s: reload: %s runs", unit_name(u),
			     command.argv[0]);
	go_on(h); /* says what is wrong */
	return 0;
}

int hooks_reload(struct context *ctx, uint32_t i)
{
	struct unit *u = i < ctx->count ? ctx->units[i] : NULL;
	struct hooks *h = u != NULL ? hooks_of(u) : NULL;
	int r;

	if (h == NULL || !conf_is_set(u->section, CONF_SERVICE_RELOAD))
		return -ENOENT;
	r = reload(u, h);
	if (r == -EBUSY)
		ctx->host->report(REPORT_WARNING, "%s: its reload still runs",
				  unit_name(u));
	return r;
}

/* ---- made ---- */

static bool wanted(const struct context *ctx, const struct conf *conf,
		   const struct conf_section *section)
{
	for (enum hook_phase p = HOOK_PRE_START; p <= HOOK_RELOAD; p++) {
		if (conf_is_set(section, hook_phases[p].key))
			return true;
	}
	return env_cache_is_possible(ctx, conf, section);
}

int hooks_new_all(struct generation *e, const struct conf *conf)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < e->count; i++)
		used += wanted(e->ctx, conf, generation_unit(e, i)->section);
	if (!GENERATION_ALLOC(e->hooks, used))
		return -ENOMEM;
	e->hooks_count = used;
	used = 0;
	for (uint32_t i = 0; i < e->count; i++) {
		struct unit *u = generation_unit(e, i);

		if (!wanted(e->ctx, conf, u->section))
			continue;
		e->hooks[used].unit = u;
		helper_init(&e->hooks[used++].helper, u, on_done);
	}
	return 0;
}

void hooks_detach(struct unit *u)
{
	struct hooks *h = hooks_of(u);

	if (h == NULL)
		return;
	helper_detach(&h->helper);
	close_found(h);
}
