/* supervisor/child/helper.h - runs a short-lived child beside a service, such as a hook
 * or a probe.
 *
 * Layer:   child.
 * Units:   msec.
 * Errors:  helper_start() returns 0 or a negative errno; later results come through done().
 * Memory:  a struct helper is embedded in the struct that uses it, made at sup_new().
 *
 * A helper has a session of its own, the service's user and environment (unless its spec
 * says otherwise), /dev/null as stdin, and CTINIT_SERVICE. A helper that is a program also
 * has the service's directory and limits, and runs in its control group, if it has one.
 * When a helper exits or is cancelled, its whole process group is killed before the leader
 * is reaped, so the number of the group cannot have been reused. */
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
	HELPER_FAILED,     /* another exit code, or killed by a signal */
	HELPER_TIMEOUT,    /* killed because it took too long */
	HELPER_NOT_STARTED /* there is no such program, no such directory ... */
};

struct helper_spec {
	/* The word in the message about a failed start: "pre-start". NULL: no message. */
	const char *label;
	char *const *argv; /* outside the scratch; NULL: expand_argv() gives it */
	/* Expands argv from the service's environment into the scratch. May be called
	 * again, to explain a failure. Returns 0, or a negative errno with *err. */
	int (*expand_argv)(struct helper *helper, struct env *env, char *const **ret_argv,
			   struct text *err);
	/* NAME=VALUE ..., ended by NULL; NULL: none. Must outlive the helper. */
	char *const *extra_env;
	/* Not NULL: runs in the child instead of a program, with the child's stdin, stdout
	 * and stderr, and as the service's user. `result_fd` becomes its descriptor
	 * SPAWN_RUN_FD; it has no other descriptors. */
	int (*run)(void *context);
	void *context;
	int result_fd;     /* used only with `run` */
	msec timeout;      /* the helper is killed after this time; 0: never */
	bool tmpfiles;     /* runs no program, only makes `dirs` and removes `remove` */
	bool privileged;   /* keeps ctinit's ids instead of those of the service's user */
	bool bare;         /* gets no environment; only with `run` and `privileged` */
	bool quiet;        /* its output goes to /dev/null, not where the service's goes */
	bool before_start; /* processes that it leaves belong to the service's start */
};

struct helper {
	struct unit *unit;
	/* Called when the helper has exited; `text` is "exited with code 3", "no end within
	 * 5.0 s". The function may start the helper again. */
	void (*done)(struct helper *helper, enum helper_end end, const char *text);
	struct helper_spec spec;
	struct child current;
	struct child abandoned; /* cancelled and killed, not reaped yet */
	ev_timer timer;
	struct io report;
	uint8_t channel, abandoned_channel; /* fd channels of the two children */
	bool no_room;  /* the last start failed, and spawn_lacks_resources() was true */
	bool in_group; /* the last process was in the service's control group */
	bool useless;  /* in done(HELPER_NOT_STARTED): another start would fail as well */
	/* In done(), except for HELPER_TIMEOUT: the exit code, or -1 if a signal killed it.
	 * For HELPER_NOT_STARTED it is that of spawn_exit_code(). */
	int exit_code;
	int wstatus; /* in done(), for HELPER_OK and HELPER_FAILED: as from waitpid(2) */
};

/* Sets up a helper that does not run. Call it once, before all other functions. */
void helper_init(struct helper *helper, struct unit *u,
		 void (*done)(struct helper *helper, enum helper_end end,
			      const char *text));
/* Copies the spec and starts the process. Returns 0; -EBUSY if the helper runs already; or
 * another negative errno with *err. After an error done() is not called. */
int helper_start(struct helper *helper, const struct helper_spec *spec, struct text *err);
/* Returns true from a successful start until the helper has ended or was cancelled. */
bool helper_is_running(const struct helper *helper);
/* Kills the helper's process group, and the control group if the service itself is not in
 * it. Does not call done(). Does nothing if the helper does not run. */
void helper_cancel(struct helper *helper);
/* Sends the signal, then SIGCONT, to the helper's process group; SIGKILL kills what
 * helper_cancel() kills. When the helper ends, done() is called. */
void helper_signal(struct helper *helper, int signal);
/* For sup_free(): stops watching the process, and kills nothing. */
void helper_detach(struct helper *helper);
/* Ends the helper, and calls done() unless the helper was cancelled. Call it when the
 * process is dead and not reaped yet. */
void helper_exited(struct child *child, pid_t pid, int wstatus);
/* Returns the unit of a main process or of a helper, NULL for other children. */
struct unit *child_unit(struct child *child);

#endif
