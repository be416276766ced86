/* supervisor/hooks.c - commands around a service's process. */
#include "supervisor/hooks.h"

#include "conf/base/exits.h"
#include "conf/base/signals.h"
#include "supervisor/files.h"
#include "supervisor/forking.h"
#include "supervisor/proc/kill.h"

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
	h->svc->sup->host->say(hooks_is_before(h) ? SAY_ERROR : SAY_WARNING, "%s: %s: %s",
			       service_name(h->svc), h->label, text);
}

/* 1: something runs; 0: this phase has no more; negative: it could not be started, which
 * has been told. */
static int start(struct hooks *h, const struct conf_command *command, struct text *err)
{
	struct job_wish wish = { .words = hook_words,
				 .what = command->may_fail ? NULL
							   : hook_phases[h->phase].word,
				 .extra = h->extra,
				 .places = h->phase == HOOK_PLACES,
				 .of_start = hooks_is_before(h),
				 .own_ids = command->own_ids };

	h->may_fail = command->may_fail;
	h->stopping = false;
	if (h->phase == HOOK_POST_STOP && (wish.timeout = h->until - sup_now()) <= 0)
		return hook_no_time(h);
	h->ran = true;
	return job_start(&h->job, &wish, err) < 0 ? -1 : 1;
}

static int not_found(struct hooks *h, int r, const char *why)
{
	snprintf(h->label, sizeof h->label, "%s", hook_phases[h->phase].word);
	h->may_fail = false;
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
	if (h->phase == HOOK_PLACES)
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
	struct service *svc = h->svc;

	snprintf(h->failure, sizeof h->failure, "%s %.60s", hook_phases[h->phase].word,
		 text);
	h->phase = HOOK_NONE;
	svc->failed_code = (int16_t)code;
	svc->wstatus = 0;
	leftovers_begin(svc, 0); /* what got away from its group; then service_ended() */
}

/* Nothing follows. */
static void finish(struct hooks *h)
{
	struct service *svc = h->svc;
	enum hook_phase phase = h->phase;

	h->phase = HOOK_NONE;
	if (phase == HOOK_SCRIPTS)
		service_start(svc);
	else if (phase == HOOK_PRE_STOP)
		core_pre_stopped(svc->sup->core, service_index(svc), sup_now());
	else if (phase == HOOK_POST_STOP)
		service_gone(svc);
}

/* Reading its files came to nothing, or was stopped. */
static void files_failed(struct hooks *h, int code)
{
	struct service *svc = h->svc;

	h->phase = HOOK_NONE;
	svc->failed_code = (int16_t)code;
	svc->wstatus = 0;
	leftovers_begin(svc, 0);
}

static void on_files(void *context, bool good, const char *text)
{
	struct hooks *h = context;

	if (good) {
		go_on(h);
		return;
	}
	h->svc->sup->host->say(SAY_ERROR, "%s: %s", service_name(h->svc), text);
	files_failed(h, CTINIT_EXIT_SETUP);
}

static void go_on(struct hooks *h)
{
	char why[JOB_TEXT];
	int r;

	if (hooks_is_before(h) && files_are_due(h->svc)) {
		if (files_read(h->svc, on_files, h, &TEXT(why)) < 0)
			on_files(h, false, why);
		return;
	}
	while ((r = start_next(h, &TEXT(why))) != 1) {
		if (r < 0 && hooks_is_before(h) && !h->may_fail) {
			start_failed(h, CTINIT_EXIT_SETUP, "could not be started");
			return;
		}
		if (r < 0) {
			h->at++;
		} else if (h->phase == HOOK_PLACES || h->phase == HOOK_PRE_START) {
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
static void looked(struct hooks *h, enum job_end end, const char *text)
{
	struct conf_command command = { 0 };
	char why[JOB_TEXT];
	bool passed;
	int r = -EIO;

	if (end == JOB_TIMEOUT || end == JOB_NOT_STARTED)
		snprintf(why, sizeof why, "%s", text);
	else
		r = scripts_found(h->found_fd, h->script, &passed, &TEXT(why));
	close_found(h);
	if (r == 0) {
		finish(h);
	} else if (r < 0) {
		not_found(h, r, why);
		start_failed(h, CTINIT_EXIT_SETUP, "could not be started");
	} else if (passed) {
		h->svc->sup->host->say(SAY_WARNING,
				       "%s: %s/%s is not executable: passed over",
				       service_name(h->svc), h->dir, h->script);
		go_on(h);
	} else {
		snprintf(h->label, sizeof h->label, "scripts %.64s", h->script);
		if (start(h, &command, &TEXT(why)) < 0)
			start_failed(h, CTINIT_EXIT_SETUP, "could not be started");
	}
}

static void on_done(struct job *job, enum job_end end, const char *text)
{
	struct hooks *h = container_of(job, struct hooks, job);
	bool good = end == JOB_GOOD;

	if (h->looking && !h->stopping) {
		looked(h, end, text);
		return;
	}
	close_found(h);
	if (!good && !h->may_fail && end != JOB_NOT_STARTED && !h->stopping)
		say_failed(h, text);
	if (hooks_is_before(h) && (h->stopping || (!good && !h->may_fail))) {
		h->svc->cannot_start |= end == JOB_NOT_STARTED && job->useless;
		start_failed(h, hook_code(job, end),
			     end != JOB_NOT_STARTED    ? text
			     : h->phase == HOOK_PLACES ? "failed"
						       : "could not be started");
		return;
	}
	h->at++;
	if (hooks_is_before(h) && h->phase != HOOK_PLACES)
		files_spoil(h->svc); /* it may have written some */
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

bool hooks_before(struct service *svc)
{
	struct hooks *h = hooks_of(svc);

	if (h == NULL)
		return false;
	h->ran = false;
	h->failure[0] = '\0';
	h->extra[0] = NULL;
	files_spoil(svc);
	if (!hooks_wanted_before(svc->section) && !files_are_due(svc))
		return false;
	svc->failed_code = 0;
	svc->cannot_start = false;
	svc->late = false;
	svc->stop_asked = 0;
	svc->started = sup_now();
	/* Without a command dirs and remove are the process's own. */
	begin(h, hooks_wanted_before(svc->section) ? HOOK_PLACES : HOOK_SCRIPTS);
	return true;
}

static void set_main_pid(struct hooks *h)
{
	snprintf(h->variables[0], sizeof h->variables[0], "MAINPID=%d",
		 (int)h->svc->child.pid);
	h->extra[0] = h->variables[0];
	h->extra[1] = NULL;
}

void hooks_pre_stop(struct service *svc)
{
	struct hooks *h = hooks_of(svc);

	if (h == NULL || svc->child.pid <= 0 || svc->leftover != LEFT_NOTHING) {
		core_pre_stopped(svc->sup->core, service_index(svc), sup_now());
		return;
	}
	job_cancel(&h->job); /* a reload */
	set_main_pid(h);
	begin(h, HOOK_PRE_STOP);
}

/* The words of systemd.exec(5). */
static void set_end(struct hooks *h)
{
	const struct service *svc = h->svc;
	bool killed = svc->failed_code == 0 && WIFSIGNALED(svc->wstatus);
	char name[16];

	snprintf(h->variables[0], sizeof h->variables[0], "EXIT_CODE=%s",
		 !killed                   ? "exited"
		 : WCOREDUMP(svc->wstatus) ? "dumped"
					   : "killed");
	if (killed)
		snprintf(h->variables[1], sizeof h->variables[1], "EXIT_STATUS=%s",
			 signal_name(WTERMSIG(svc->wstatus), name));
	else
		snprintf(h->variables[1], sizeof h->variables[1], "EXIT_STATUS=%d",
			 svc->failed_code != 0 ? svc->failed_code
					       : WEXITSTATUS(svc->wstatus));
	h->extra[0] = h->variables[0];
	h->extra[1] = h->variables[1];
	h->extra[2] = NULL;
}

bool hooks_after(struct service *svc)
{
	struct hooks *h = hooks_of(svc);

	if (h == NULL || !conf_is_set(svc->section, CONF_SERVICE_POST_STOP) ||
	    (svc->failed_code != 0 && !h->ran))
		return false;
	set_end(h);
	h->until = hook_post_stop_by(svc);
	begin(h, HOOK_POST_STOP);
	return true;
}

/* What only reads can be left alone, however long it still hangs. */
static bool give_up_reading(struct hooks *h)
{
	char at[128];

	if (h->looking) {
		job_cancel(&h->job);
		snprintf(h->failure, sizeof h->failure, "was at %.60s", h->label);
		close_found(h);
	} else if (files_are_read_now(h->svc)) {
		files_at(h->svc, at);
		files_stop(h->svc);
		snprintf(h->failure, sizeof h->failure, "was at %.60s",
			 at[0] != '\0' ? at : "its files");
	} else {
		return false;
	}
	files_failed(h, CTINIT_EXIT_SIGNAL + SIGTERM);
	return true;
}

bool hooks_signal(struct service *svc)
{
	struct hooks *h = hooks_of(svc);

	if (h == NULL || h->phase == HOOK_NONE)
		return false;
	if (h->phase == HOOK_PRE_STOP || h->phase == HOOK_RELOAD) {
		hooks_main_ended(svc);
		return false;
	}
	if (hooks_is_before(h) && !give_up_reading(h)) {
		h->stopping = true;
		job_signal(&h->job, SIGTERM);
	}
	return true;
}

bool hooks_kill(struct service *svc)
{
	struct hooks *h = hooks_of(svc);

	if (h == NULL || h->phase == HOOK_NONE)
		return false;
	if (h->phase == HOOK_PRE_STOP || h->phase == HOOK_RELOAD) {
		hooks_main_ended(svc);
		return false;
	}
	if (give_up_reading(h))
		return true;
	h->stopping = true;
	job_signal(&h->job, SIGKILL);
	return true;
}

void hooks_main_ended(struct service *svc)
{
	struct hooks *h = hooks_of(svc);

	if (h == NULL || (h->phase != HOOK_PRE_STOP && h->phase != HOOK_RELOAD))
		return;
	job_cancel(&h->job);
	h->phase = HOOK_NONE;
}

/* ---- reload ---- */

static int reload(struct service *svc, struct hooks *h)
{
	const struct sup_host *host = svc->sup->host;
	struct conf_command command;
	char why[JOB_TEXT], name[16];
	int r, number;

	if (core_state(svc->sup->core, service_index(svc)) != SVC_READY ||
	    svc->child.pid <= 0 || svc->leftover != LEFT_NOTHING)
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
		if ((r = kill_only(svc->child.pid, forking_pidfd(svc), number)) < 0)
			return r;
		host->say(SAY_EVENT, "%s: reload: SIG%s sent", service_name(svc),
			  signal_name(number, name));
		return 0;
	}
	if (r == 1)
		host->say(SAY_EVENT, "%s: reload: %s runs", service_name(svc),
			  command.argv[0]);
	go_on(h); /* says what is wrong */
	return 0;
}

int sup_reload_service(struct sup *sup, uint32_t i)
{
	struct service *svc = i < sup->count ? sup->services[i] : NULL;
	struct hooks *h = svc != NULL ? hooks_of(svc) : NULL;
	int r;

	if (h == NULL || !conf_is_set(svc->section, CONF_SERVICE_RELOAD))
		return -ENOENT;
	r = reload(svc, h);
	if (r == -EBUSY)
		sup->host->say(SAY_WARNING, "%s: its reload still runs", service_name(svc));
	return r;
}

/* ---- made ---- */

static bool wanted(const struct sup *sup, const struct conf *conf,
		   const struct conf_section *section)
{
	for (enum hook_phase p = HOOK_PRE_START; p <= HOOK_RELOAD; p++) {
		if (conf_is_set(section, hook_phases[p].key))
			return true;
	}
	return files_possible(sup, conf, section);
}

int hooks_new_all(struct edition *e, const struct conf *conf)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < e->count; i++)
		used += wanted(e->sup, conf, e->services[i].section);
	if (!EDITION_ROOM(e->hooks, used))
		return -ENOMEM;
	e->hooks_count = used;
	used = 0;
	for (uint32_t i = 0; i < e->count; i++) {
		struct service *svc = &e->services[i];

		if (!wanted(e->sup, conf, svc->section))
			continue;
		e->hooks[used].svc = svc;
		job_init(&e->hooks[used++].job, svc, on_done);
	}
	return 0;
}

void hooks_forget(struct service *svc)
{
	struct hooks *h = hooks_of(svc);

	if (h == NULL)
		return;
	job_forget(&h->job);
	close_found(h);
}
