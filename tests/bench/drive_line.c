/* tests/bench/drive_line.c - measures the latency of one line on an idle system.
 *
 * usage: drive_line ROUNDS LINES SUBJECTS
 *   line.p50, line.p99   us from the service's write of a line to its arrival at the
 *                        container's stdout, a pipe that this program reads
 * Each subject runs a service that writes LINES lines "t=NANOSECONDS", with pauses. */
#include "tests/bench/measure.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINES_MOST 100000
#define LIMIT_MS   20000
#define DIGITS     20

static double took[LINES_MOST];

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Returns how many of `most` lines arrived. Skips lines of other writers. */
static int receive(int fd, int most)
{
	char text[4096];
	size_t have = 0;
	int count = 0;
	struct pollfd p = { .fd = fd, .events = POLLIN };

	while (count < most && poll(&p, 1, LIMIT_MS) == 1) {
		ssize_t n = read(fd, text + have, sizeof text - 1 - have);
		int64_t now = now_ns();
		char *at = text, *end;

		if (n <= 0)
			break;
		have += (size_t)n;
		text[have] = '\0';
		while (count < most && (end = strchr(at, '\n')) != NULL) {
			char *stamp = strstr(at, "t=");

			if (stamp != NULL && end - stamp == 2 + DIGITS)
				took[count++] = (double)(now - atoll(stamp + 2)) / 1e3;
			at = end + 1;
		}
		have = (size_t)(text + have - at);
		memmove(text, at, have);
		if (have == sizeof text - 1)
			have = 0;
	}
	return count;
}

static void measure(const struct subject *s, int round, int lines)
{
	int ends[2], count;

	if (pipe2(ends, O_CLOEXEC) < 0)
		give_up("pipe");
	pid_t pid = subject_start(s, ends[1], NULL);
	close(ends[1]);
	count = receive(ends[0], lines);
	subject_stop(pid, SIGKILL, LIMIT_MS);
	close(ends[0]);
	if (count < lines) {
		fprintf(stderr, "bench: %s: %d of %d lines came\n", s->name, count, lines);
		return;
	}
	qsort(took, (size_t)count, sizeof *took, by_size);
	sample("line.p50", s->name, round, took[count / 2]);
	sample("line.p99", s->name, round, took[count * 99 / 100]);
}

int main(int argc, char **argv)
{
	static struct subject subjects[MAX_SUBJECTS];

	if (argc != 4 || atoi(argv[2]) < 1 || atoi(argv[2]) > LINES_MOST)
		give_up("usage: drive_line ROUNDS LINES SUBJECTS");
	int count = subjects_read(argv[3], subjects, MAX_SUBJECTS);
	for (int round = 0; round < atoi(argv[1]); round++)
		for (int i = 0; i < count; i++)
			measure(&subjects[(i + round) % count], round, atoi(argv[2]));
	return 0;
}
