/* init/single/mini_init.h - the state of single-command mode, and what its files share. */
#ifndef INIT_SINGLE_MINI_INIT_H
#define INIT_SINGLE_MINI_INIT_H

#include "init/single/command.h"
#include "init/single/compat.h"
#include "init/single/kernel.h"

enum foreground_fd {
	FOREGROUND_NONE = -1,
	FOREGROUND_DEV_TTY = 3 /* /dev/tty; 0-2: that one */
};

struct mini_init {
	struct command_options options;
	char **environment;
	bool shared;   /* what the child writes here we can read: it ran in our memory */
	uint64_t mask; /* as we got it: the command gets it back */
	bool sigchld_ignored; /* SIGCHLD was ignored when we started */
	int pid;              /* ours */
	int group;            /* our own process group; the child fills it in */
	int child;            /* 0: none, or reaped */
	int child_group;      /* its group; stays when it is gone */
	int terminal;         /* enum foreground_fd: where it was handed over */
	long error;           /* why the exec failed, negative errno; 0: it did not */
	uint64_t hand_over;   /* bit N: the next signal N comes of leaving the terminal */
	int stopped_by;       /* the last stop signal that was forwarded; 0: none */
	bool done;            /* the command has ended with `code` */
	int code;
	char listen_pid[32];
};

/* Reached directly, not by way of a table that a loader would have to fill. */
#pragma GCC visibility push(hidden)

/* child.c: in the child, until the exec. Never returns. */
void exec_in_child(void *run);

/* terminal.c: hand the terminal over to `group` when it is ours to give, in the child (it
 * writes run->terminal: the memory is shared) or later in the init; and take it back. */
void foreground_give(struct mini_init *run, int group);
void foreground_take_back(const struct mini_init *run);

/* Before the child is there: give up ours, so that its session can have it. */
void foreground_leave_terminal(struct mini_init *run);

/* serve.c: until the command has ended; the exit code. */
int signal_loop(struct mini_init *run);

/* Take every dead child; true while there are children left. */
bool reap_children(struct mini_init *run);

/* leftovers.c: after a stop, as PID 1: TERM, CONT, a bounded wait, KILL. */
void cleanup_remaining(struct mini_init *run);

/* say.c: a line, or nothing if it cannot be had soon. A note is told in the words of whose
 * place we stand in; what the numbers are is said with enum compat_message. */
void compat_log(const struct mini_init *run, enum compat_message note, const char *word,
		long number, long more);
void message_format(int fd, const char *text, const char *word, long number, long more);
void message_text(int fd, const char *text);
struct line_buffer;
void message_line(struct line_buffer *line); /* on stderr; adds the line's end */

/* secure.c: why we must not run with rights that our file gives; NULL: it gives none. */
const char *setuid_refusal(char **environment);

/* answer.c: what to say of a peer's command line that runs nothing; the exit code. */
int compat_usage(const struct command_options *single, const struct compat_result *result,
		 const char *program);

#pragma GCC visibility pop

#endif
