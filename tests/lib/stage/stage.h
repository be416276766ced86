/* tests/lib/stage/stage.h - declares the shared parts of conform_stage.
 *
 * Layer:  conform_stage.c and tests/lib/stage.
 * Errors: functions that fail write `fail WHAT: REASON` to report_fd and exit with 125. */
#ifndef TESTS_LIB_STAGE_STAGE_H
#define TESTS_LIB_STAGE_STAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The options of the command line. */
struct stage_options {
	bool child, user, noproc, nodev, readonly, early, middle, listen_self, subreaper;
	int uid;      /* the subject's user and group, only as root; -1 for unchanged */
	int closed;   /* standard streams to close: bit N is descriptor N */
	int extra_fd; /* the subject also has this descriptor; 0 for none */
	uint64_t block, ignore; /* signals: bit N is signal N + 1 */
	/* The role of the subject on the terminal on its stdin: leader, front or back; NULL
	 * without a terminal. With `child` the inner init is the leader, and the subject is
	 * its foreground job, or with `back` a background job. */
	const char *tty;
	const char *cwd;
	const char *bare; /* the directory to use as the root */
};

extern struct stage_options want;
extern int report_fd; /* where the caller reads our lines */
extern int pair[2];   /* the sockets of introduce(); the host side reads pair[0] */

/* If `result` is negative, reports `what` with errno and exits with 125. */
void must(long result, const char *what);

/* options.c: stores an option, NAME or NAME=VALUE, in `want`. Overwrites the `=`. Returns
 * false if there is no such option. */
bool option(char *word);

/* root.c: enter() creates the namespaces; call it in the process that then forks the first
 * process inside. mounts() makes the mounts; call it in that first process. */
void enter(void);
void mounts(void);

/* become.c: turns this process into the subject; does not return. */
void become(char **argv);
/* Makes this process the leader of a new session with the terminal on stdin. */
void terminal_leader(void);
/* Sends our pid to the host side, for which the kernel translates it into the pid namespace
 * of the host side (unix(7)). `who` is 'p' for the subject, 'm' for the process in
 * between. */
void introduce(char who);

/* early_term.c: sends SIGTERM to the subject `pid` as soon as its first child exists. The
 * subject must have called ptrace(PTRACE_TRACEME) (want.early). */
void early_term(pid_t pid);

#endif
