/* tests/lib/stage/stage.h - what the parts of conform_stage share.
 *
 * Errors: a part that fails reports it as `fail WHAT: REASON` on report_fd and exits. */
#ifndef TESTS_LIB_STAGE_STAGE_H
#define TESTS_LIB_STAGE_STAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The options of the command line. */
struct stage_options {
	bool child, user, noproc, nodev, readonly, early, middle, listen_self, subreaper;
	int uid, closed, extra_fd;
	uint64_t block, ignore;
	/* leader, front, back: of the terminal on stdin. With `child` the leader is the inner
	 * init, and the subject is its front job. */
	const char *tty;
	const char *cwd, *bare;
};

extern struct stage_options want;
extern int report_fd; /* lines for the caller */
extern int pair[2];   /* introductions: [0] is the host side's */

void must(long result, const char *what);

/* options.c: returns false if there is no such option. */
bool option(char *word);

/* root.c: makes the namespaces, before the first fork into them; then, inside, the mounts. */
void enter(void);
void mounts(void);

/* become.c: turns this process into the subject; does not return. */
void become(char **argv);
void terminal_leader(void);
/* Sends our pid to the host side; the kernel translates it. */
void introduce(char who);

/* early_term.c: sends SIGTERM at the moment at which the subject's child exists. */
void early_term(pid_t pid);

#endif
