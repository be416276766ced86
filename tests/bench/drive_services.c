/* tests/bench/drive_services.c - measures how an init as PID 1 starts and stops N services.
 *
 * usage: drive_services N ROUNDS CHILD FIFO SUBJECTS
 *   up.N       ms from execve() of the init until all N services run
 *   cpu.N      ms of CPU time of all processes in the namespace, until 20 ms after that,
 *              to include work that the init delays
 *   down.N     ms from the init's stop signal until it is reaped
 *   dirty.N    KiB of private dirty memory of the supervisor's processes together
 *   procs.N    the number of the supervisor's processes
 *   code.N     the exit code of PID 1, 128 + N for signal N
 * Each service is the measured child: it writes one byte to FIFO and waits. */
#include "tests/bench/measure.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT_MS 60000

struct run {
	int services, round, fifo;
	const char *child;
};

static void say(const char *what, const struct run *run, const char *name, double value)
{
	char metric[32];

	snprintf(metric, sizeof metric, "%s.%d", what, run->services);
	sample(metric, name, run->round, value);
}

/* Measures one start and stop. Returns false if not all services came up; the caller then
 * drops the subject. */
static bool one_run(const struct run *run, const struct subject *s)
{
	static char bytes[MAX_TREE];
	struct usage tree;
	int64_t start;

	fifo_drain(run->fifo);
	pid_t pid = subject_start(s, -1, &start);
	bool up = fifo_read(run->fifo, bytes, run->services, LIMIT_MS);
	int64_t end = now_ns();
	sleep_ms(20);
	usage_read(pid, run->child, true, &tree);
	int64_t stop = now_ns();
	int status = subject_stop(pid, s->stop_signal, LIMIT_MS);
	int64_t gone = now_ns();
	if (!up || tree.services != run->services) {
		fprintf(stderr, "bench: %s, %d services: %d are up, wait status %#x\n",
			s->name, run->services, tree.services, (unsigned)status);
		return false;
	}
	say("up", run, s->name, (double)(end - start) / 1e6);
	say("cpu", run, s->name, (double)tree.cpu_ns / 1e6);
	say("down", run, s->name, (double)(gone - stop) / 1e6);
	say("dirty", run, s->name, (double)tree.sup_dirty_kib);
	say("procs", run, s->name, tree.supervisors);
	say("code", run, s->name,
	    WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
	return true;
}

int main(int argc, char **argv)
{
	static struct subject subjects[MAX_SUBJECTS];
	bool lost[MAX_SUBJECTS] = { false };

	if (argc != 6)
		give_up("usage: drive_services N ROUNDS CHILD FIFO SUBJECTS");
	struct run run = { .services = atoi(argv[1]), .child = argv[3] };
	int rounds = atoi(argv[2]), count = subjects_read(argv[5], subjects, MAX_SUBJECTS);
	run.fifo = fifo_open(argv[4]);
	setenv("BENCH_FIFO", argv[4], 1);
	for (run.round = 0; run.round < rounds; run.round++) {
		for (int i = 0; i < count; i++) {
			int at = (i + run.round) % count;
			if (!lost[at] && run.round % subjects[at].every == 0)
				lost[at] = !one_run(&run, &subjects[at]);
		}
	}
	return 0;
}
