/* supervisor/child/helper.h - runs a short-lived child beside a service.
 *
 * A helper is a hook, a probe or a function of our own. It has its own session, /dev/null
 * as stdin, CTINIT_SERVICE, and the service's user and environment unless its spec says
 * otherwise. A helper that runs a program also has the service's directory and limits, and
 * runs in the service's control group if there is one. When a helper exits or is cancelled,
 * its process group is killed before the leader is reaped, because until then the group's
 * number cannot be reused.
 *
 * Layer:   child.
 * Units:   msec.
 * Errors:  helper_start() returns 0 or a negative errno; later results come through done().
 * Memory:  a struct helper is embedded in the struct that uses it, which sup_new() or a
 *          reload allocates. */
#ifndef SUPERVISOR_CHILD_HELPER_H
#define SUPERVISOR_CHILD_HELPER_H

#include "conf/base/text.h"
#include "supervisor/base/io.h"
#include "supervisor/child/table.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/spawn.h"

#define HELPER_TEXT 512

enum helper_end {
	HELPER_OK,         /* exit code 0 */
	HELPER_FAILED,     /* another exit code, or death by a signal */
	HELPER_TIMEOUT,    /* the helper took too long and was killed */
	HELPER_NOT_STARTED /* its program or directory does not exist, ... */
};

struct helper_spec {
	/* Names the helper in a message about a failed start: "pre-start". NULL: no
	 * message. */
	const char *label;
	char *const *argv; /* outside the scratch memory; NULL: use expand_argv() */
	/* Expands argv with the service's environment, into the scratch memory. May be
	 * called again to explain a failure. Returns 0, or a negative errno with *err. */
	int (*expand_argv)(struct helper *helper, struct env *env, char *const **ret_argv,
			   struct text *err);
	/* NAME=VALUE strings, NULL-terminated; NULL: none. Must outlive the helper. */
	char *const *extra_env;
	/* Not NULL: a function that the child calls instead of running a program, with the
	 * ids of the service's user unless `privileged` is set. It returns the exit code.
	 * Apart from the standard streams it has only the descriptor SPAWN_RUN_FD, a copy
	 * of `result_fd`. */
	int (*run)(void *context);
	void *context;
	int result_fd;   /* descriptor for the result of `run` */
	msec timeout;    /* the helper is killed after this time; 0: never */
	bool tmpfiles;   /* the helper only makes `dirs` and removes `remove` */
	bool privileged; /* the helper keeps ctinit's ids */
	bool bare;  /* the helper gets no environment; only with `run` and `privileged` */
	bool quiet; /* the helper's output goes to /dev/null */
	/* done() is called when no process of its group is left, nor of its control group
	 * after the timeout; at most a second after they were killed. */
	bool group_ends_first;
	bool before_start; /* processes that it leaves belong to the service's start */
};

struct helper {
	struct unit *unit;
	/* Called when the helper has ended. `text` is for messages: "exited with code 3",
	 * "no end within 5.0 s". May start the helper again. */
	void (*done)(struct helper *helper, enum helper_end end, const char *text);
	struct helper_spec spec;
	struct child current;
	struct child abandoned; /* the last cancelled process, until it is reaped */
	ev_timer timer;
	struct io report;
	pid_t dying_group; /* the group of a dead leader that we wait for; 0: none */
	msec give_up_at;   /* when we stop waiting for it */
	bool timed_out;    /* it reached its time limit and was killed */
	uint8_t channel;   /* the fd channel of `current` */
	bool no_room;      /* the last start failed with spawn_lacks_resources() */
	bool in_group;     /* the last process was in the service's control group */
	bool useless;      /* in done(HELPER_NOT_STARTED): a retry would fail, too */
	/* In done(), but not for HELPER_TIMEOUT: the exit code, or -1 if a signal killed
	 * the helper. For HELPER_NOT_STARTED it is from spawn_exit_code(). */
	int exit_code;
	int wstatus; /* wait status in done(), for HELPER_OK and HELPER_FAILED */
};

/* Initializes the helper. Call it once, before all other functions. */
void helper_init(struct helper *helper, struct unit *u,
		 void (*done)(struct helper *helper, enum helper_end end,
			      const char *text));
/* Copies the spec and starts the process. Returns 0; -EBUSY if the helper is running; or
 * another negative errno with *err, which is also reported if the spec has a label. done()
 * is called only after success. Overwrites the scratch memory. */
int helper_start(struct helper *helper, const struct helper_spec *spec, struct text *err);
/* Returns true from a successful start until the helper has ended or is cancelled. */
bool helper_is_running(const struct helper *helper);
/* Kills the helper's process group, and its control group if the service is not in it. Does
 * not call done(). Does nothing if the helper is not running. */
void helper_cancel(struct helper *helper);
/* Sends the signal, then SIGCONT, to the helper's process group. SIGKILL kills the same
 * processes as helper_cancel(). done() is called when the helper has ended. */
void helper_signal(struct helper *helper, int signal);
/* Call when the unit is released, or the owner of the helper is freed. Stops watching the
 * process, but does not kill it. done() is not called. */
void helper_detach(struct helper *helper);
/* Call it when the helper's process is dead and not reaped yet. Kills its process group.
 * Calls done(), unless the helper was cancelled; with group_ends_first, done() is called
 * later. */
void helper_exited(struct child *child, pid_t pid, int wstatus);
/* Returns the unit of a main process or helper. Returns NULL for the logger and for an
 * abandoned helper. */
struct unit *child_unit(struct child *child);

#endif
