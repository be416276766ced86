/* tests/bench/drive_reap.c - measures how fast an init reaps a burst of dead orphans.
 *
 * usage: drive_reap ORPHANS ROUNDS CHILD FIFO GO_FIFO SUBJECTS
 *   reap.us    us for each orphan, from SIGCONT until all are reaped
 *   reap.cpu   us of PID 1's CPU time for each orphan
 * The init runs the measured child in its `orphans` mode. In each round PID 1 is stopped, the
 * child makes ORPHANS dead processes whose parent becomes PID 1, and PID 1 is continued. The
 * round ends when PID 1 sleeps and has no more children than before. */
#include "tests/bench/measure.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_MS 10000

struct subject_run {
	pid_t pid;
	int last_pidfd; /* the last orphan made, which wait4(-1) reaps last */
	int living;     /* number of PID 1's children before the burst */
	int fifo, go;
	bool up;
};

static bool all_reaped(struct subject_run *run)
{
	static pid_t children[MAX_TREE];

	/* Reading the list of children would disturb the reaping, so wait for the last
	 * orphan first. Its pid may be reused, but its pidfd is not. */
	if (syscall(SYS_pidfd_send_signal, run->last_pidfd, 0, NULL, 0) == 0 ||
	    state_of(run->pid) == 'R')
		return false;
	return children_of(run->pid, children, MAX_TREE) <= run->living;
}

static void wait_reaped(struct subject_run *run, int64_t deadline)
{
	while (!all_reaped(run) && now_ns() < deadline) {
		struct timespec t = { 0, 50000 };
		nanosleep(&t, NULL);
	}
}

static void wait_state(pid_t pid, char state)
{
	int64_t end = now_ns() + 1000000000LL;

	while (state_of(pid) != state && now_ns() < end)
		sleep_ms(1);
}

static void burst(const struct subject *s, struct subject_run *run, int orphans, int round)
{
	static pid_t children[MAX_TREE];
	char byte = 'g';

	run->living = children_of(run->pid, children, MAX_TREE);
	kill(run->pid, SIGSTOP);
	wait_state(run->pid, 'T');
	uint64_t cpu = cpu_ns_of(run->pid);
	if (write(run->go, &byte, 1) != 1 || !fifo_read(run->fifo, &byte, 1, LIMIT_MS))
		fprintf(stderr, "bench: %s: no orphans\n", s->name);
	int count = children_of(run->pid, children, MAX_TREE);
	run->last_pidfd =
		(int)syscall(SYS_pidfd_open, children[count > 0 ? count - 1 : 0], 0);
	int64_t start = now_ns();
	kill(run->pid, SIGCONT);
	wait_reaped(run, start + LIMIT_MS * 1000000LL);
	int64_t end = now_ns();
	close(run->last_pidfd);
	run->last_pidfd = -1;
	if (!all_reaped(run) || count < orphans) {
		fprintf(stderr, "bench: %s: %d of %d orphans left after %d s\n", s->name,
			children_of(run->pid, children, MAX_TREE) - run->living, orphans,
			LIMIT_MS / 1000);
		/* Zombies keep their pids, and pid_max may be 32768. */
		run->up = false;
		subject_stop(run->pid, SIGKILL, LIMIT_MS);
		return;
	}
	if (round < 0)
		return;
	sample("reap.us", s->name, round, (double)(end - start) / 1e3 / orphans);
	sample("reap.cpu", s->name, round,
	       (double)(cpu_ns_of(run->pid) - cpu) / 1e3 / orphans);
}

static void start(const struct subject *s, struct subject_run *run, const char *fifo,
		  const char *go)
{
	char path[2][512], byte;

	snprintf(path[0], sizeof path[0], "%s.%s", fifo, s->name);
	snprintf(path[1], sizeof path[1], "%s.%s", go, s->name);
	run->fifo = fifo_open(path[0]);
	run->go = fifo_open(path[1]);
	setenv("BENCH_FIFO", path[0], 1);
	setenv("BENCH_GO", path[1], 1);
	run->pid = subject_start(s, -1, NULL);
	run->up = fifo_read(run->fifo, &byte, 1, LIMIT_MS);
	if (run->up)
		return;
	fprintf(stderr, "bench: %s: its child does not come up\n", s->name);
	subject_stop(run->pid, SIGKILL, LIMIT_MS);
}

int main(int argc, char **argv)
{
	static struct subject subjects[MAX_SUBJECTS];
	static struct subject_run runs[MAX_SUBJECTS];

	if (argc != 7)
		give_up("usage: drive_reap ORPHANS ROUNDS CHILD FIFO GO_FIFO SUBJECTS");
	int orphans = atoi(argv[1]), rounds = atoi(argv[2]);
	int count = subjects_read(argv[6], subjects, MAX_SUBJECTS);
	setenv("BENCH_MODE", "orphans", 1);
	setenv("BENCH_COUNT", argv[1], 1);
	for (int i = 0; i < count; i++)
		start(&subjects[i], &runs[i], argv[4], argv[5]);
	sleep_ms(200);
	/* Run one extra round first, because the first burst includes the kernel's memory
	 * allocation. */
	for (int round = -1; round < rounds; round++)
		for (int i = 0; i < count; i++) {
			int at = (i + round + 1) % count;
			if (runs[at].up && round % subjects[at].every == 0)
				burst(&subjects[at], &runs[at], orphans, round);
		}
	for (int i = 0; i < count; i++)
		if (runs[i].up)
			subject_stop(runs[i].pid, SIGKILL, LIMIT_MS);
	return 0;
}
