/* tests/bench/measure.h - reads the list of subjects, starts a subject as PID 1, and reads
 * its resource usage from /proc.
 *
 * A subject is one line of a file: NAME SIGNAL EVERY ETC CMD ARGS..., split at blanks.
 * SIGNAL is the number of its documented stop signal. EVERY is for slow subjects: they run
 * only in each EVERYth round. ETC is a directory to mount on /etc, or `-`. Samples go to
 * stdout: metric, subject, round and value, separated by tabs.
 *
 * Layer:  the drivers, tests/bench/drive_*.c.
 * Errors: a driver that cannot measure anything prints the reason and exits with 1. A
 *         failed subject is reported on stderr and has no sample. */
#ifndef TESTS_BENCH_MEASURE_H
#define TESTS_BENCH_MEASURE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define MAX_SUBJECTS 24
#define MAX_WORDS    48
#define MAX_TREE     65536 /* processes of one container, with its PID 1 */

struct subject {
	char *name, *etc;
	int stop_signal, every;
	char *argv[MAX_WORDS + 1];
};

/* The processes of one container, from /proc. A process that runs the measured child is a
 * service; all others belong to the supervisor (sup_). */
struct usage {
	/* how many services and supervisor processes there are */
	int services, supervisors;
	pid_t last_service; /* the pid of one service; 0 if no service runs */
	uint64_t cpu_ns; /* CPU time of all processes; of reaped ones in steps of 10 ms */
	uint64_t sup_cpu_ns;
	uint64_t wakeups; /* context switches of the supervisor's processes */
	long sup_dirty_kib, sup_pss_kib;
};

int64_t now_ns(void);
void sleep_ms(int ms);
/* Prints `what` and errno, and exits with 1. */
_Noreturn void give_up(const char *what);
/* Prints one sample to stdout, and flushes it. */
void sample(const char *metric, const char *subject, int round, double value);

/* Reads at most `max` subjects and returns their number. Skips a line with fewer than four
 * words. If the file cannot be opened, calls give_up(). The subjects are never freed. */
int subjects_read(const char *path, struct subject *ret, int max);

/* Starts `s` as PID 1 of a new pid namespace and returns its pid. stdin and stderr are
 * /dev/null. stdout is `out_fd`, or /dev/null if that is -1. Unless `ret_start` is NULL,
 * waits until just before execve() and stores that time (now_ns()), or 0 if the process
 * failed before that. The caller reaps it with subject_stop(). */
pid_t subject_start(const struct subject *s, int out_fd, int64_t *ret_start);
/* Sends `signal`, and SIGKILL if the process still runs after `limit_ms`. Reaps the process
 * and returns its wait status. */
int subject_stop(pid_t pid, int signal, int limit_ms);

/* Creates the FIFO if it does not exist. Opens it for reading and writing, so reads never
 * see end of file, and without blocking. Calls give_up() on failure. */
int fifo_open(const char *path);
/* Reads exactly `size` bytes. Returns false if they do not arrive within `limit_ms`; part
 * of them may have been read. */
bool fifo_read(int fd, void *ret, int size, int limit_ms);
/* Discards the content of the FIFO. */
void fifo_drain(int fd);

/* Reads the usage of `root` and its descendants. `child_path` is the file of the measured
 * child; a process that runs it counts as a service, and its descendants are not read.
 * Without `memory` the two memory fields stay 0. */
void usage_read(pid_t root, const char *child_path, bool memory, struct usage *ret);
/* Stores at most `max` pids of children of the main thread and returns their number. */
int children_of(pid_t pid, pid_t *ret, int max);
/* Returns the CPU time of the main thread, or 0 if there is no such process. */
uint64_t cpu_ns_of(pid_t pid);
/* Returns the value of `field`, such as "\nPss:", in /proc/PID/smaps_rollup, in KiB.
 * Returns 0 if there is none. */
long rollup_kib(pid_t pid, const char *field);
/* Returns the state letter of proc_pid_stat(5), or 0 if there is no such process. */
char state_of(pid_t pid);

#endif
