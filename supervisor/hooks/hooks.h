/* supervisor/hooks/hooks.h - commands around a service's process: pre-start, scripts, pre-stop,
 * post-stop, reload.
 *
 * Layer:   supervisor, private to the room.
 * Memory:  one struct hooks a service that has any of the keys, at sup_new().
 *
 * Before them, and before the process, the files of the service's environment are read
 * (files.h). One command at a time, each a helper with the service's user, environment and
 * streams (+ in front: ctinit's ids). The core sees a service in pre-start as starting, and
 * hears of an end when post-stop is over. */
#ifndef SUPERVISOR_HOOKS_H
#define SUPERVISOR_HOOKS_H

#include "conf/base/text.h"
#include "supervisor/child/helper.h"
#include "supervisor/hooks/run_parts.h"
#include "supervisor/service.h"

/* 0 or -ENOMEM */
int hooks_new_all(struct generation *generation, const struct conf *conf);
void hooks_detach(struct unit *u);
/* Has it commands before its process? Then dirs and remove are made before them. */
bool hooks_precede_start(const struct conf_section *section);

/* ORDER_SPAWN. true: files are read, pre-start and scripts run; service_start() or
 * service_cleaned_up() comes later. */
bool hooks_before_start(struct unit *u);
/* Nothing is left of the process, or it never was. true: post-stop runs, service_stopped()
 * comes later. */
bool hooks_after_stop(struct unit *u);
/* ORDER_PRE_STOP; answers the core. */
void hooks_pre_stop(struct unit *u);
/* ORDER_SIGNAL, ORDER_KILL. true: a command is what there is of the service. */
bool hooks_signal(struct unit *u);
bool hooks_kill(struct unit *u);
/* The main process is dead: what was run beside it ends. */
void hooks_main_ended(struct unit *u);
/* Why the last start failed: "pre-start exited with code 3"; NULL: not by a hook. */
const char *hooks_failure(const struct unit *u);
/* The command before its process that runs now, or that failed: "pre-start /bin/sh"; NULL:
 * none. */
const char *hooks_current(const struct unit *u);

/* ---- between hooks.c and hooks_find.c ---- */

/* In the order in which they follow one another; before a start: up to SCRIPTS. */
enum hook_phase {
	HOOK_NONE,
	HOOK_TMPFILES,
	HOOK_PRE_START,
	HOOK_SCRIPTS,
	HOOK_PRE_STOP,
	HOOK_POST_STOP,
	HOOK_RELOAD
};

struct hook_phase_info {
	const char *word;
	enum conf_key key;
};
extern const struct hook_phase_info hook_phases[];

struct hooks {
	struct unit *unit;
	struct helper helper;
	msec until;  /* post-stop */
	uint32_t at; /* which entry of the key */
	uint8_t phase;
	bool stopping;       /* what runs has been told to end */
	bool ran;            /* something of this start ran */
	bool ignore_failure; /* what runs */
	bool looking;        /* the helper looks for the next script */
	int found_fd;        /* its answer; -1 */
	char script[SCRIPT_NAME], dir[SCRIPT_NAME];
	char label[96];   /* "pre-start /bin/prepare" */
	char failure[80]; /* of the last start */
	char variables[2][40];
	char *extra[3];
};

/* Those of a service; NULL: it has none. */
struct hooks *hooks_of(const struct unit *u);
bool hooks_is_before(const struct hooks *h); /* its phase is one before the process */
/* What is next in this phase? 1: it is in *ret; 0: nothing; a negative errno and
 * *err. Of HOOK_SCRIPTS a helper finds it: hook_look(), 1: it runs. */
int hook_look(struct hooks *h, struct text *err);
int hook_next(struct hooks *h, struct conf_command *ret, struct text *err);
/* 0: the time of post-stop, or of the whole stop, is over. Says so. */
int hook_no_time(const struct hooks *h);
/* When post-stop that begins now has to be over. */
msec hook_post_stop_by(const struct unit *u);
/* The exit code of a helper that did not end well. */
int hook_code(const struct helper *helper, enum helper_end end);
/* The helper's words: those of what hook_next() found. */
int hook_words(struct helper *helper, struct env *env, char *const **ret_argv,
	       struct text *err);

#endif
