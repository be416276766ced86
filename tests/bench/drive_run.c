/* tests/bench/drive_run.c - measures whole runs of several programs.
 *
 * usage: drive_run METRIC ROUNDS SUBJECTS
 * A sample is the us from before vfork() until waitpid() returns. A subject is dropped if a
 * run does not exit with 0. The order rotates by one each round. */
#include "tests/bench/measure.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static double run_us(const struct subject *s, int null_fd, int *ret_status)
{
	int64_t start = now_ns();
	pid_t pid = vfork();

	if (pid == 0) {
		dup2(null_fd, 0);
		dup2(null_fd, 2); /* hide the stderr of the subjects */
		execv(s->argv[0], s->argv);
		_exit(97);
	}
	waitpid(pid, ret_status, 0);
	return (double)(now_ns() - start) / 1000.0;
}

int main(int argc, char **argv)
{
	static struct subject subjects[MAX_SUBJECTS];

	if (argc != 4)
		give_up("usage: drive_run METRIC ROUNDS SUBJECTS");
	int rounds = atoi(argv[2]), count = subjects_read(argv[3], subjects, MAX_SUBJECTS);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), lost[MAX_SUBJECTS] = { 0 };
	/* Two rounds to warm up the page cache; their times are not stored. */
	for (int round = -2; round < rounds; round++) {
		for (int i = 0; i < count; i++) {
			int at = (i + round + 2) % count, status = 0;
			const struct subject *s = &subjects[at];
			if (lost[at] || (round > 0 && round % s->every != 0))
				continue;
			double us = run_us(s, null, &status);
			if (status != 0) {
				fprintf(stderr, "bench: %s %s: wait status %#x\n", argv[1],
					s->name, (unsigned)status);
				lost[at] = 1;
			} else if (round >= 0) {
				sample(argv[1], s->name, round, us);
			}
		}
	}
	return 0;
}
