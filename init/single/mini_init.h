/* init/single/mini_init.h - the running side: what is shared by child, server and terminal. */
#ifndef INIT_SINGLE_MINI_INIT_H
#define INIT_SINGLE_MINI_INIT_H

#include "init/single/command.h"
#include "init/single/compat.h"
#include "init/single/kernel.h"

enum run_terminal { TERMINAL_NONE = -1, TERMINAL_TTY = 3 /* /dev/tty; 0-2: that one */ };

struct run {
	struct single single;
	char **environment;
	bool shared;   /* what the child writes here we can read: it ran in our memory */
	uint64_t mask; /* as we got it: the command gets it back */
	bool child_ignored; /* SIGCHLD was ignored when we started */
	int pid;            /* ours */
	int group;          /* our own process group; the child fills it in */
	int child;          /* 0: none, or reaped */
	int child_group;    /* its group; stays when it is gone */
	int terminal;       /* enum run_terminal: where it was handed over */
	long error;         /* why the exec failed, negative errno; 0: it did not */
	uint64_t hand_over; /* bit N: the next signal N comes of leaving the terminal */
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

/* Before the child is there: give up ours, so that its session can have it. */
void terminal_leave(struct run *run);

/* serve.c: until the command has ended; the exit code. */
int early_serve(struct run *run);

/* Take every dead child; true while there are children left. */
bool serve_reap(struct run *run);

/* leftovers.c: after a stop, as PID 1: TERM, CONT, a bounded wait, KILL. */
void leftovers_stop(struct run *run);

/* say.c: a line, or nothing if it cannot be had soon. A note is told in the words of whose
 * place we stand in; what the numbers are is said with enum note. */
void early_note(const struct run *run, enum note note, const char *word, long number,
		long more);
void say_filled(int fd, const char *text, const char *word, long number, long more);
void say_text(int fd, const char *text);
struct line;
void early_say(struct line *line); /* on stderr; adds the line's end */

/* secure.c: why we must not run with rights that our file gives; NULL: it gives none. */
const char *secure_refusal(char **environment);

/* answer.c: what to say of a peer's command line that runs nothing; the exit code. */
int peer_answer(const struct single *single, const struct peer_result *result,
		const char *program);

#pragma GCC visibility pop

#endif
