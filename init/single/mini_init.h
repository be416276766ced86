/* init/single/mini_init.h - the state of single-command mode, and functions that share it. */
#ifndef INIT_SINGLE_MINI_INIT_H
#define INIT_SINGLE_MINI_INIT_H

#include "init/single/command_options.h"
#include "init/single/compat.h"
#include "init/single/kernel.h"

/* The descriptor through which the command got the terminal: 0, 1, 2, or one of these. */
enum foreground_fd {
	FOREGROUND_NONE = -1,
	FOREGROUND_DEV_TTY = 3 /* /dev/tty was opened for it */
};

struct mini_init {
	struct command_options options;
	char **environment;
	bool shared;   /* the child ran in our memory, so we can read its results here */
	uint64_t mask; /* blocked signals when we started; the command gets them back */
	bool sigchld_ignored; /* when we started */
	int pid;              /* of this process */
	int group;            /* our own process group; the child writes it */
	int child;            /* pid of the command; 0: none, or reaped */
	int child_group;      /* its process group, even after it is reaped */
	int terminal;         /* enum foreground_fd */
	long error;           /* why the exec failed, negative errno; 0: it did not fail */
	uint64_t
		terminal_signals; /* bit N: the next signal N comes from leaving the terminal */
	int stopped_by;           /* the last stop signal that was forwarded; 0: none */
	bool done;                /* the command has ended with `code` */
	int code;
	char listen_pid[32]; /* LISTEN_PID=... for the command */
};

/* With hidden visibility these are called directly, not through a table that a dynamic
 * loader would have to fill. */
#pragma GCC visibility push(hidden)

/* exec.c: runs in the child, up to the exec. Never returns. */
void exec_in_child(void *init);

/* foreground.c: give the terminal to `group` if its foreground group is ours, and take
 * it back. The child calls foreground_give() and writes init->terminal, because it
 * shares our memory. */
void foreground_give(struct mini_init *init, int group);
void foreground_take_back(const struct mini_init *init);

/* Before the child starts: gives up our controlling terminal for the session of the
 * command. */
void foreground_leave_terminal(struct mini_init *init);

/* signal_loop.c: returns the exit code when the command has ended. */
int signal_loop(struct mini_init *init);

/* Reaps all dead children. Returns true while there are children. */
bool reap_children(struct mini_init *init);

/* remaining.c: after a stop, PID 1 sends SIGTERM and SIGCONT to all processes that are
 * left, waits for a limited time, and sends SIGKILL. */
void cleanup_remaining(struct mini_init *init);

/* message.c: write a line, or drop it if the reader does not read. compat_log() uses the
 * text of the profile; enum compat_message says what `word`, `number` and `more` are. */
void compat_log(const struct mini_init *init, enum compat_message message, const char *word,
		long number, long more);
void message_format(int fd, const char *text, const char *word, long number, long more);
void message_text(int fd, const char *text);
struct message_buffer;
void message_line(struct message_buffer *line); /* to stderr, with a newline */

/* setuid.c: returns why we refuse to run with the rights that our program file gives;
 * NULL if it gives none. */
const char *setuid_refusal(char **environment);

/* compat_usage.c: answers a command line that runs nothing. Returns the exit code. */
int compat_usage(const struct command_options *options, const struct compat_result *result,
		 const char *program);

#pragma GCC visibility pop

#endif
