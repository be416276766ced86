/* tests/bench/measure.h - what the drivers share: subjects, starting one as PID 1, /proc.
 *
 * A subject is one line of a file: NAME SIGNAL EVERY ETC CMD ARGS..., split at blanks.
 * SIGNAL is the number of its documented stop signal, EVERY: take part in each EVERYth
 * round only (slow ones), ETC: a directory to show as /etc, or `-`.
 * Samples go to stdout: metric, subject, round, value, with tabs.
 * Errors: a driver that cannot measure at all ends with 1 and says why; a subject that
 * fails is reported on stderr and has no sample. */
#ifndef TESTS_BENCH_MEASURE_H
#define TESTS_BENCH_MEASURE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define MAX_SUBJECTS 24
#define MAX_WORDS    48
#define MAX_TREE     65536 /* processes below one PID 1 */

struct subject {
	char *name, *etc;
	int stop_signal, every;
	char *argv[MAX_WORDS + 1];
};

/* All processes of one container as /proc shows them; a service is one whose program is
 * the measured child, everything else belongs to the supervisor. */
struct usage {
	int services, supervisors;
	pid_t last_service;
	uint64_t cpu_ns;     /* of all, the dead ones too (these at 10 ms) */
	uint64_t sup_cpu_ns; /* of the supervisor's processes */
	uint64_t wakeups;    /* their voluntary and other switches */
	long sup_dirty_kib, sup_pss_kib;
};

int64_t now_ns(void);
void sleep_ms(int ms);
_Noreturn void give_up(const char *what);
void sample(const char *metric, const char *subject, int round, double value);

int subjects_read(const char *path, struct subject *ret, int max);

/* Start `s` as PID 1 of a new pid namespace, stdin and stderr null, stdout to `out_fd`
 * (-1: null). *ret_start is the moment right before execve. */
pid_t subject_start(const struct subject *s, int out_fd, int64_t *ret_start);
/* Send `signal` and wait until it is gone; KILL after `limit_ms`. Its wait status. */
int subject_stop(pid_t pid, int signal, int limit_ms);

/* A FIFO that is open for reading and never at its end. */
int fifo_open(const char *path);
/* Read exactly `size` bytes before the time is over. */
bool fifo_read(int fd, void *ret, int size, int limit_ms);
void fifo_drain(int fd);

/* `child_path`: the measured child's own file. */
void usage_read(pid_t root, const char *child_path, bool memory, struct usage *ret);
int children_of(pid_t pid, pid_t *ret, int max);
uint64_t cpu_ns_of(pid_t pid);
long rollup_kib(pid_t pid, const char *field);
char state_of(pid_t pid);

#endif
