/* init/single/mini_init.h - defines the state and the steps of single-command mode.
 *
 * Private to init/single. */
#ifndef INIT_SINGLE_MINI_INIT_H
#define INIT_SINGLE_MINI_INIT_H

#include "init/single/command_options.h"
#include "init/single/compat.h"
#include "init/single/kernel.h"

/* The values of mini_init.terminal besides 0, 1 and 2. */
enum foreground_fd {
	FOREGROUND_NONE = -1, /* the command did not get the terminal */
	FOREGROUND_DEV_TTY =
		3 /* the command got it through /dev/tty, which is closed again */
};

struct mini_init {
	struct command_options options;
	char **environment;
	bool shared;   /* the child ran in our memory, so we see what it has written here */
	uint64_t mask; /* signals blocked at our start; the command gets them back */
	bool sigchld_ignored; /* SIGCHLD was ignored at our start */
	int pid;              /* of this process */
	int group;            /* our own process group; the child stores it */
	int child;            /* pid of the command; 0 before its start and after its end */
	int child_group;      /* process group of the command, even after its end */
	int terminal;         /* the descriptor by which the command got the terminal */
	long error; /* the negative errno of a failed exec; always 0 without `shared` */
	/* Bit N is set if the kernel sends us signal N because we have left the terminal.
	 * That signal is not forwarded. */
	uint64_t terminal_signals;
	int stopped_by; /* the last stop signal that was forwarded; 0 if there was none */
	bool done;      /* the command has ended, or there is none and a signal ended us */
	int code;       /* our exit code */
	char listen_pid[32]; /* LISTEN_PID=... for the command */
};

/* With hidden visibility these are called directly, not through a table that a dynamic
 * loader would have to fill. */
#pragma GCC visibility push(hidden)

/* exec.c: prepares the child and executes the command in it. Never returns: if the exec
 * fails, reports that and exits with the code of the profile. */
void exec_in_child(void *init);

/* foreground.c: foreground_give() gives the terminal to `group`, but only if init->group
 * has it, and sets init->terminal if `group` has it then. Called in the child, which
 * shares our memory, and again after SIGCONT. foreground_take_back() gives the terminal
 * back to init->group, but only if the command's group has it. */
void foreground_give(struct mini_init *init, int group);
void foreground_take_back(const struct mini_init *init);

/* Gives up our controlling terminal, if it is descriptor 0, so that the session of the
 * command can take it. Sets init->terminal_signals. Called before the child starts. */
void foreground_leave_terminal(struct mini_init *init);

/* signal_loop.c: forwards signals and reaps until the command has ended, and with wait_all
 * until no child is left. Without a command, reaps until SIGTERM or SIGINT. Returns our
 * exit code. */
int signal_loop(struct mini_init *init);

/* Reaps all dead children. If the command is one of them, sets init->done and init->code,
 * and clears init->child. If the command was stopped after it got our terminal, takes the
 * terminal back and stops ctinit, too, until SIGCONT; but not if we are PID 1 or the
 * profile has stops_itself. Returns true if children are left. */
bool reap_children(struct mini_init *init);

/* remaining.c: ends the processes that are left after a stop signal: sends SIGTERM and
 * SIGCONT, waits at most 5 s or until a further SIGTERM or SIGINT, and sends SIGKILL. Does
 * nothing if we are not PID 1, if there was no stop signal or no command, or if the
 * profile does not want it. */
void cleanup_remaining(struct mini_init *init);

/* message.c: these write a text, or drop it if the reader does not read. compat_log()
 * takes the text from the profile, and writes nothing if the profile has none or the
 * verbosity is too low. enum compat_message describes `word`, `number` and `more`.
 * message_format() adds a newline, message_text() does not. */
void compat_log(const struct mini_init *init, enum compat_message message, const char *word,
		long number, long more);
void message_format(int fd, const char *text, const char *word, long number, long more);
void message_text(int fd, const char *text);
struct message_buffer;
void message_line(struct message_buffer *line); /* to stderr, with a newline */

/* setuid.c: returns the reason to refuse to run if our program file gives us rights, or
 * NULL if it gives none. `environment` must be that of the initial stack, because the
 * auxiliary vector follows it. */
const char *setuid_refusal(char **environment);

/* compat_usage.c: prints help, version, licence or an error. Returns our exit code. */
int compat_usage(const struct command_options *options, const struct compat_result *result,
		 const char *program);

#pragma GCC visibility pop

#endif
