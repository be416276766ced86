/* init/early/run.h - the running side: what is shared by child, server and terminal. */
#ifndef INIT_EARLY_RUN_H
#define INIT_EARLY_RUN_H

#include "init/early/single.h"
#include "init/early/sys.h"

enum run_terminal { TERMINAL_NONE = -1, TERMINAL_TTY = 3 /* /dev/tty; 0-2: that one */ };

struct run {
	struct single single;
	char **environment;
	uint64_t mask;      /* as we got it: the command gets it back */
	bool child_ignored; /* SIGCHLD was ignored when we started */
	int pid;            /* ours */
	int group;          /* our own process group; the child fills it in */
	int child;          /* 0: none, or reaped */
	int child_group;    /* its group; stays when it is gone */
	int terminal;       /* enum run_terminal: where it was handed over */
	long error;         /* why the exec failed, negative errno; 0: it did not */
	int stopped_by;     /* the last stop signal that was forwarded; 0: none */
	bool done;          /* the command has ended with `code` */
	int code;
	char listen_pid[32];
};

/* Reached directly, not by way of a table that a loader would have to fill. */
#pragma GCC visibility push(hidden)

/* child.c: in the child, until the exec. Never returns. */
void child_run(void *run);

/* terminal.c: hand the terminal over to `group` when it is ours to give, in the child (it
 * writes run->terminal: the memory is shared) or later in the init; and take it back. */
void terminal_give(struct run *run, int group);
void terminal_take_back(const struct run *run);

/* serve.c: until the command has ended; the exit code. */
int early_serve(struct run *run);

/* Take every dead child; true while there are children left. */
bool serve_reap(struct run *run);

/* leftovers.c: after a stop, as PID 1: TERM, CONT, a bounded wait, KILL. */
void leftovers_stop(struct run *run);

/* say.c: "ctinit: WHAT[ NUMBER][: WHY]" on stderr, or nothing if it cannot be had soon. */
void early_say(const char *what, const char *word, const char *why);
void say_number(const char *what, long number, const char *why);

#pragma GCC visibility pop

#endif
