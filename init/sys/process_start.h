/* init/sys/process_start.h - what the process was started with.
 *
 * process_start_block() is the first statement of main(). It blocks every signal with
 * raw 8-byte sets, because those of glibc leave out 32 and 33 (signal(7)). It sets
 * SIGCHLD to its default, because the kernel reaps children itself if it is ignored
 * (waitpid(2)). */
#ifndef INIT_SYS_PROCESS_START_H
#define INIT_SYS_PROCESS_START_H

#include <stdint.h>
#include <sys/resource.h>

struct process_start {
	uint64_t mask;    /* blocked on entry; bit N-1 is signal N */
	uint64_t ignored; /* SIG_IGN on entry */
	struct rlimit limits[RLIM_NLIMITS];
	int closed_stdio; /* bit N: descriptor N was closed; now it is /dev/null, or a memfd
			   * if there is no /dev/null */
	char **argv, **environment;
	int argc;
};

void process_start_block(struct process_start *start, int argc, char **argv,
			 char **environment);

/* Records the other ignored signals and the limits. The init of a container does
 * without, because its handoff has both. */
void process_start_record(struct process_start *start);

/* From now until process_start_block_again(), SIGHUP, SIGINT, SIGQUIT and SIGTERM end
 * the process, even if it is PID 1: no service runs yet, and reading a file may be slow.
 * Signals that were ignored or blocked at the start stay so. */
void process_start_allow_signals(const struct process_start *start);
/* seconds > 0: after that time the process reports that `what` was not read, and exits with
 * `code`. 0: ends the deadline. `what` must stay valid. */
void process_start_deadline(unsigned seconds, const char *what, int code);
void process_start_block_again(void);

#endif
