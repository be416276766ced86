/* tests/lib/lines_write.c - writes numbered lines, for lines_check.
 *
 * usage: lines_write NAME COUNT LINE_BYTES WRITE_BYTES [STATE-FILE [LINES-PER-SECOND]]
 * Writes lines "NAME NUMBER xxx..." with the numbers 0 to COUNT-1. Each write has as many
 * whole lines as fit into WRITE_BYTES, or one line if that is 0. SIGTERM ends the program
 * between two writes. With a state file the next run continues there. The exit code is 1
 * while lines remain. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t ended;

static void on_term(int number)
{
	(void)number;
	ended = 1;
}

static unsigned long long load_state(const char *path)
{
	unsigned long long n = 0;
	FILE *f = path ? fopen(path, "r") : NULL;

	if (f) {
		if (fscanf(f, "%llu", &n) != 1)
			n = 0;
		fclose(f);
	}
	return n;
}

static void store_state(const char *path, unsigned long long n)
{
	FILE *f = path ? fopen(path, "w") : NULL;

	if (f) {
		fprintf(f, "%llu\n", n);
		fclose(f);
	}
}

static void write_all(const char *at, size_t len)
{
	while (len > 0) {
		ssize_t n = write(1, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			exit(3);
		at += n;
		len -= (size_t)n;
	}
}

/* Waits until `number` lines may have been written at `rate` lines per second since
 * `start`. Does nothing if `rate` is 0. */
static void wait_for_pace(struct timespec start, unsigned long long number,
			  unsigned long long rate)
{
	unsigned long long nsec;

	if (rate == 0)
		return;
	nsec = (unsigned long long)start.tv_nsec + number % rate * 1000000000 / rate;
	start.tv_sec += (time_t)(number / rate + nsec / 1000000000);
	start.tv_nsec = (long)(nsec % 1000000000);
	while (!ended &&
	       clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &start, NULL) == EINTR)
		;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_term, .sa_flags = SA_RESTART };
	static char buffer[(1 << 20) + (64 << 10)];
	const char *state = argc > 5 ? argv[5] : NULL;
	unsigned long long next, count, first,
		rate = argc > 6 ? strtoull(argv[6], NULL, 10) : 0;
	size_t line, most, used = 0;
	struct timespec start;

	if (argc < 5)
		return 2;
	sigaction(SIGTERM, &action, NULL);
	count = strtoull(argv[2], NULL, 10);
	line = strtoul(argv[3], NULL, 10);
	most = strtoul(argv[4], NULL, 10);
	if (most > 1 << 20 || line > 64 << 10 || line < 64)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (next = first = load_state(state); next < count && !ended;) {
		int n = sprintf(buffer + used, "%s %012llu ", argv[1], next++);

		memset(buffer + used + n, 'x', line - 1 - (size_t)n);
		buffer[used + line - 1] = '\n';
		used += line;
		if (used + line > most || next == count || ended) {
			write_all(buffer, used);
			used = 0;
			wait_for_pace(start, next - first, rate);
		}
	}
	if (used > 0)
		write_all(buffer, used);
	store_state(state, next);
	return next < count;
}
