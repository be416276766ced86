/* supervisor/job.h - a short-lived child beside a service: a hook, a question, a name.
 *
 * Layer:   supervisor, private to the room.
 * Units:   msec.
 * Errors:  job_start(): 0 or a negative errno; what happens later comes by done().
 * Memory:  a struct job is embedded in what uses it, made at sup_new().
 *
 * A job has a session of its own, the service's user, environment, directory and limits,
 * stdin null, and CTINIT_SERVICE; a program is in the service's control group, where that
 * has one. At its end, and when it is given up, its whole process group is killed: while
 * its leader is not reaped yet, so that nobody else can be hit. */
#ifndef SUPERVISOR_JOB_H
#define SUPERVISOR_JOB_H

#include "conf/base/text.h"
#include "supervisor/child.h"
#include "supervisor/service.h"

#define JOB_TEXT 512

enum job_end {
	JOB_GOOD,       /* exit code 0 */
	JOB_BAD,        /* any other end */
	JOB_TIMEOUT,    /* it was killed for that */
	JOB_NOT_STARTED /* no such program, no such directory ... */
};

struct job_wish {
	const char *what; /* "pre-start": what could not be started is told; NULL: is not */
	char *const *argv; /* outside the scratch; NULL: `words` finds them */
	/* Expands them from the service's environment, into the scratch. May be called
	 * again, to explain a failure. 0, or a negative errno with *err. */
	int (*words)(struct job *job, struct env *env, char *const **ret_argv,
		     struct text *err);
	char *const
		*extra; /* NAME=VALUE ..., NULL-terminated or NULL; must outlive the job */
	/* Instead of a program: run in the child with its stdin, stdout, stderr and as the
	 * service's user; `result_fd` is its descriptor SPAWN_RUN_FD, all others are closed. */
	int (*run)(void *context);
	void *context;
	int result_fd; /* with run only */
	msec timeout;  /* 0: none */
	bool places;   /* no program: dirs and remove are made, that is all */
	bool own_ids;  /* ctinit's ids, not the user's */
	bool bare;     /* with run and own_ids only: no environment either */
	bool quiet;    /* output to null, not where the service's goes */
	bool of_start; /* what it leaves is a leftover of the start that follows */
};

struct job {
	struct service *svc;
	/* It ended; `text` says how ("exited with code 3", "no end within 5.0 s"). The job
	 * may be started again from in here. */
	void (*done)(struct job *job, enum job_end end, const char *text);
	struct job_wish wish;
	struct child now, before;
	ev_timer timer;
	bool no_room; /* the last start: fork had no process or memory for it */
	struct io report;
	uint8_t desk, desk_before; /* of supervisor/desks.h */
	bool in_group;             /* the last one was in the service's control group */
	bool useless;              /* in done(), of JOB_NOT_STARTED: spawn_is_useless() */
	int exit_code; /* in done(): of JOB_BAD, -1: a signal; of JOB_NOT_STARTED 125-127 */
	int wstatus;   /* of JOB_BAD */
};

void job_init(struct job *job, struct service *svc,
	      void (*done)(struct job *job, enum job_end end, const char *text));
/* The wish is copied. One at a time: -EBUSY. *err is written on failure; then
 * done() is not called. */
int job_start(struct job *job, const struct job_wish *wish, struct text *err);
bool job_runs(const struct job *job);
/* Kills its group and forgets it: done() is not called. Fine when nothing runs. */
void job_cancel(struct job *job);
/* To its whole group, then CONT; done() comes with its end. */
void job_signal(struct job *job, int signal);
/* For sup_free(): stops watching, kills nobody. */
void job_forget(struct job *job);
/* In sup_child_exited(): the process is dead and pins its number. */
void job_exited(struct child *child, pid_t pid, int wstatus);

#endif
