/* tests/bench/drive_services.c - N services up and down under an init that is PID 1.
 *
 *   drive_services N ROUNDS CHILD FIFO SUBJECTS
 * Each service is the measured child: it writes one byte to FIFO and waits for ever.
 *   up.N       ms from execve of the init until N bytes have come
 *   cpu.N      ms of CPU of everything in the namespace until then and 20 ms on, so that
 *              what an init does after the fact counts, too
 *   down.N     ms from its stop signal until PID 1 was waited for
 *   dirty.N    KiB private dirty memory of all of the supervisor's processes
 *   procs.N    how many processes these are
 *   code.N     the exit code of PID 1 (128 + signal) */
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

/* false: it did not come up; once is enough. */
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
