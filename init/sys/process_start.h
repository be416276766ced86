/* init/sys/process_start.h - records the process state that ctinit was started with.
 *
 * main() calls process_start_block() first. It blocks every signal with raw 8-byte sets,
 * because glibc's sets leave out signals 32 and 33 (signal(7)). It resets SIGCHLD to its
 * default: while SIGCHLD is ignored, the kernel reaps children itself (waitpid(2)).
 *
 * Layer:  init/sys, for main(), init/runtime, init/pid1 and init/verbs. */
#ifndef INIT_SYS_PROCESS_START_H
#define INIT_SYS_PROCESS_START_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>

struct process_start {
	uint64_t mask;            /* signals that were blocked; bit N-1 is signal N */
	bool child_ignored;       /* SIGCHLD was ignored; it is not any more */
	struct rlimit open_files; /* RLIMIT_NOFILE, the only limit that we change */
	/* Bit N is set if descriptor N was closed. Now it is /dev/null, a memfd or an
	 * O_PATH descriptor of "/". */
	int closed_stdio;
	char **argv, **environment;
	int argc;
};

/* Blocks all signals, resets SIGCHLD, opens closed standard streams, and sets all members
 * but `open_files`. */
void process_start_block(struct process_start *start, int argc, char **argv,
			 char **environment);

/* Records `open_files`. The init of a container does not need this: its handoff has it. */
void process_start_record(struct process_start *start);

/* Restores the signals that were blocked at startup, for a process that does not serve. */
void process_start_unblock(const struct process_start *start);

/* Lets SIGHUP, SIGINT, SIGQUIT and SIGTERM end the process, even PID 1, until
 * process_start_block_again(). For reading the configuration, which may be slow: before
 * services run, and in the child that reads it for a reload. Signals that were ignored or
 * blocked at startup stay so. */
void process_start_allow_signals(const struct process_start *start);
/* Sets a deadline with alarm(2): after `seconds` prints that the file `what` could not be
 * read in time, and exits with `code`. `what` must stay valid until then. 0 seconds remove
 * the deadline. */
void process_start_deadline(unsigned seconds, const char *what, int code);
/* Blocks all signals again. Resets SIGHUP, SIGINT, SIGQUIT and SIGTERM to their default
 * action, unless they are ignored. */
void process_start_block_again(void);

#endif
