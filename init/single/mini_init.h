/* init/single/mini_init.h - defines the state and the steps of single-command mode.
 *
 * Private to init/single. */
#ifndef INIT_SINGLE_MINI_INIT_H
#define INIT_SINGLE_MINI_INIT_H

#include "init/single/command_options.h"
#include "init/single/compat.h"
#include "init/single/kernel.h"

/* Values of mini_init.terminal other than 0, 1 and 2. */
enum foreground_fd {
	FOREGROUND_NONE = -1, /* the command did not get the terminal */
	/* The command got it through /dev/tty, which is closed again. */
	FOREGROUND_DEV_TTY = 3
};

struct mini_init {
	struct command_options options;
	char **environment;
	bool shared;          /* the child ran in our memory, so we see its changes */
	uint64_t mask;        /* signals blocked at our start; restored for the command */
	bool sigchld_ignored; /* SIGCHLD was ignored at our start */
	int pid;              /* our pid */
	int group;            /* our process group; set by the child */
	int child;            /* pid of the command; 0 when it does not run */
	int child_group;      /* process group of the command, even after its end */
	int terminal;         /* the descriptor that gave the command the terminal */
	long error;           /* negative errno of a failed exec; 0 if not `shared` */
	/* Bit N is set if the kernel sends us signal N because we have left the terminal.
	 * We do not forward that signal. */
	uint64_t terminal_signals;
	int stopped_by; /* the last stop signal that we forwarded; 0 if none */
	bool done; /* the command has ended; or, without a command, a signal ended us */
	int code;
	char listen_pid[32]; /* LISTEN_PID=... for the command */
};

/* Hidden visibility makes calls direct. A table of addresses would need a dynamic
 * loader. */
#pragma GCC visibility push(hidden)

/* exec.c: prepares the child and executes the command in it. Does not return: if the exec
 * fails, reports it and exits with the profile's exit code. */
void exec_in_child(void *init);

/* foreground.c: foreground_give() gives the terminal to `group` if init->group has it, and
 * sets init->terminal on success. Called in the child, which shares our memory, and again
 * after SIGCONT. foreground_take_back() gives the terminal back to init->group if the
 * command's group has it. */
void foreground_give(struct mini_init *init, int group);
void foreground_take_back(const struct mini_init *init);

/* Gives up our controlling terminal on descriptor 0, so the command's session can take it.
 * Sets init->terminal_signals. Call it before the child starts. */
void foreground_leave_terminal(struct mini_init *init);

/* signal_loop.c: forwards signals and reaps until the command has ended, and with wait_all
 * until no child is left. Without a command, reaps until SIGTERM or SIGINT. Returns our
 * exit code. */
int signal_loop(struct mini_init *init);

/* Reaps all dead children. If the command has ended, sets init->done and init->code, and
 * clears init->child. If the command has our terminal and was stopped, takes the terminal
 * back and stops ctinit until SIGCONT, unless we are PID 1 or the profile has stops_itself.
 * Returns false if there is no child any more. */
bool reap_children(struct mini_init *init);

/* remaining.c: kills the remaining processes after a stop signal. Sends SIGTERM and
 * SIGCONT, waits at most 5 s or until another SIGTERM or SIGINT, then sends SIGKILL. Does
 * nothing if we are not PID 1, if there was no stop signal or no command, or if the profile
 * lacks cleans_up. */
void cleanup_remaining(struct mini_init *init);

/* message.c: write a text, or drop it if it cannot be written within 200 ms. compat_log()
 * takes the text from the profile, and writes nothing if the profile has no text or the
 * verbosity is too low. See enum compat_message for `word`, `number` and `more`.
 * message_format() adds a newline, message_text() does not. */
void compat_log(const struct mini_init *init, enum compat_message message, const char *word,
		long number, long more);
void message_format(int fd, const char *text, const char *word, long number, long more);
void message_text(int fd, const char *text);
struct message_buffer;
/* Writes the line to stderr, with a newline. */
void message_line(struct message_buffer *line);

/* setuid.c: returns the reason to refuse to run if our program file grants rights (setuid
 * or file capabilities), otherwise NULL. `environment` must be on the initial stack,
 * because the auxiliary vector follows it. */
const char *setuid_refusal(char **environment);

/* compat_usage.c: prints help, version, licence or an error. Returns our exit code. */
int compat_usage(const struct command_options *options, const struct compat_result *result,
		 const char *program);

#pragma GCC visibility pop

#endif
