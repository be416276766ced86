/* tests/bench/drive_watch.c - measures an init while its services run, and when one
 * crashes.
 *
 * usage: drive_watch restart ROUNDS CHILD FIFO SUBJECTS
 *   restart.us     us from SIGKILL of the only service to the first instruction of the next
 * usage: drive_watch idle SECONDS CHILD FIFO SUBJECTS N
 *   idle.wakeups   context switches of the supervisor's processes while N services run
 *   idle.cpu       us of CPU time of these processes; 0 if none of them ran at all
 * All subjects run at the same time. */
#include "tests/bench/measure.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIMIT_MS  20000
#define SETTLE_MS 3000 /* lets supervisors finish delayed work of the start */
#define ALIVE_MS  1200 /* runit and supervisord restart at once only after a run of 1 s */

struct watched {
	pid_t pid;
	int fifo;
	bool up;
};

static void start(const struct subject *s, struct watched *w, const char *fifo, int bytes)
{
	static char sink[MAX_TREE];
	char path[512];

	snprintf(path, sizeof path, "%s.%s", fifo, s->name);
	w->fifo = fifo_open(path);
	setenv("BENCH_FIFO", path, 1);
	w->pid = subject_start(s, -1, NULL);
	w->up = fifo_read(w->fifo, sink, bytes, LIMIT_MS);
	if (!w->up)
		fprintf(stderr, "bench: %s: its services do not come up\n", s->name);
}

static void crash(const struct subject *s, struct watched *w, const char *child, int round)
{
	struct usage tree;
	int64_t stamp;

	usage_read(w->pid, child, false, &tree);
	if (tree.services != 1) {
		fprintf(stderr, "bench: %s: %d services up, want 1\n", s->name,
			tree.services);
		w->up = false;
		return;
	}
	int64_t killed = now_ns();
	kill(tree.last_service, SIGKILL);
	w->up = fifo_read(w->fifo, &stamp, sizeof stamp, LIMIT_MS);
	if (!w->up)
		fprintf(stderr, "bench: %s: not started again\n", s->name);
	else
		sample("restart.us", s->name, round, (double)(stamp - killed) / 1e3);
}

static void restarts(const struct subject *s, struct watched *w, int count,
		     const char *child, int rounds)
{
	for (int round = 0; round < rounds; round++) {
		sleep_ms(ALIVE_MS);
		for (int i = 0; i < count; i++) {
			int at = (i + round) % count;
			if (w[at].up)
				crash(&s[at], &w[at], child, round);
		}
	}
}

static void idle(const struct subject *s, const struct watched *w, int count,
		 const char *child, int seconds)
{
	struct usage before[MAX_SUBJECTS], after;

	sleep_ms(SETTLE_MS);
	for (int i = 0; i < count; i++)
		usage_read(w[i].pid, child, false, &before[i]);
	sleep_ms(seconds * 1000);
	for (int i = 0; i < count; i++) {
		usage_read(w[i].pid, child, false, &after);
		if (!w[i].up)
			continue;
		sample("idle.wakeups", s[i].name, 0,
		       (double)(after.wakeups - before[i].wakeups));
		sample("idle.cpu", s[i].name, 0,
		       (double)(after.sup_cpu_ns - before[i].sup_cpu_ns) / 1e3);
	}
}

int main(int argc, char **argv)
{
	static struct subject subjects[MAX_SUBJECTS];
	static struct watched watched[MAX_SUBJECTS];

	if (argc < 6 || (strcmp(argv[1], "restart") != 0 && argc != 7))
		give_up("usage: drive_watch restart|idle ROUNDS CHILD FIFO SUBJECTS [N]");
	bool restart = strcmp(argv[1], "restart") == 0;
	int count = subjects_read(argv[5], subjects, MAX_SUBJECTS);
	setenv("BENCH_MODE", restart ? "stamp" : "up", 1);
	for (int i = 0; i < count; i++)
		start(&subjects[i], &watched[i], argv[4], restart ? 8 : atoi(argv[6]));
	if (restart)
		restarts(subjects, watched, count, argv[3], atoi(argv[2]));
	else
		idle(subjects, watched, count, argv[3], atoi(argv[2]));
	for (int i = 0; i < count; i++)
		subject_stop(watched[i].pid, SIGKILL, LIMIT_MS);
	return 0;
}
