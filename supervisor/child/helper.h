/* supervisor/child/helper.h - a short-lived child beside a service: a hook, a question, a name.
 *
 * Layer:   supervisor, private to the room.
 * Units:   msec.
 * Errors:  helper_start(): 0 or a negative errno; what happens later comes by done().
 * Memory:  a struct helper is embedded in what uses it, made at sup_new().
 *
 * A helper has a session of its own, the service's user, environment, directory and limits,
 * stdin null, and CTINIT_SERVICE; a program is in the service's control group, where that
 * has one. At its end, and when it is given up, its whole process group is killed: while
 * its leader is not reaped yet, so that nobody else can be hit. */
#ifndef SUPERVISOR_CHILD_HELPER_H
#define SUPERVISOR_CHILD_HELPER_H

#include "conf/base/text.h"
#include "supervisor/child/table.h"
#include "supervisor/service.h"

#define HELPER_TEXT 512

enum helper_end {
	HELPER_OK,         /* exit code 0 */
	HELPER_FAILED,     /* any other end */
	HELPER_TIMEOUT,    /* it was killed for that */
	HELPER_NOT_STARTED /* no such program, no such directory ... */
};

struct helper_spec {
	const char *what; /* "pre-start": what could not be started is told; NULL: is not */
	char *const *argv; /* outside the scratch; NULL: `words` finds them */
	/* Expands them from the service's environment, into the scratch. May be called
	 * again, to explain a failure. 0, or a negative errno with *err. */
	int (*words)(struct helper *helper, struct env *env, char *const **ret_argv,
		     struct text *err);
	char *const *
		extra; /* NAME=VALUE ..., NULL-terminated or NULL; must outlive the helper */
	/* Instead of a program: run in the child with its stdin, stdout, stderr and as the
	 * service's user; `result_fd` is its descriptor SPAWN_RUN_FD, all others are closed. */
	int (*run)(void *context);
	void *context;
	int result_fd;   /* with run only */
	msec timeout;    /* 0: none */
	bool tmpfiles;   /* no program: dirs and remove are made, that is all */
	bool privileged; /* ctinit's ids, not the user's */
	bool bare;       /* with run and privileged only: no environment either */
	bool quiet;      /* output to null, not where the service's goes */
	bool of_start;   /* what it leaves is a leftover of the start that follows */
};

struct helper {
	struct unit *unit;
	/* It ended; `text` says how ("exited with code 3", "no end within 5.0 s"). The helper
	 * may be started again from in here. */
	void (*done)(struct helper *helper, enum helper_end end, const char *text);
	struct helper_spec spec;
	struct child now, before;
	ev_timer timer;
	bool no_room; /* the last start: fork had no process or memory for it */
	struct io report;
	uint8_t desk, desk_before; /* of supervisor/child/channel_pool.h */
	bool in_group;             /* the last one was in the service's control group */
	bool useless; /* in done(), of HELPER_NOT_STARTED: spawn_failure_is_permanent() */
	/* In done(): of HELPER_FAILED, -1: a signal; of HELPER_NOT_STARTED 125-127. */
	int exit_code;
	int wstatus; /* of HELPER_FAILED */
};

void helper_init(struct helper *helper, struct unit *u,
		 void (*done)(struct helper *helper, enum helper_end end,
			      const char *text));
/* The spec is copied. One at a time: -EBUSY. *err is written on failure; then
 * done() is not called. */
int helper_start(struct helper *helper, const struct helper_spec *spec, struct text *err);
bool helper_is_running(const struct helper *helper);
/* Kills its group and forgets it: done() is not called. Fine when nothing runs. */
void helper_cancel(struct helper *helper);
/* To its whole group, then CONT; done() comes with its end. */
void helper_signal(struct helper *helper, int signal);
/* For sup_free(): stops watching, kills nobody. */
void helper_detach(struct helper *helper);
/* In sup_child_exited(): the process is dead and pins its number. */
void helper_exited(struct child *child, pid_t pid, int wstatus);

#endif
