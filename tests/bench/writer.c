/* tests/bench/writer.c - writes lines like a service, with minimal overhead.
 *
 *   writer flood WRITE_BYTES TOTAL STAMP   writes TOTAL bytes of 100-byte lines, then
 *                                          exits; the file STAMP gets the time of the
 *                                          first write (ns)
 *   writer lines COUNT PAUSE_US            writes a line with its time, each after a pause
 *                                          of PAUSE_US to twice that
 *   writer idle                            writes nothing and waits forever
 *   writer once                            writes one line and waits forever */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE  100u
#define CYCLE 1638400u /* a multiple of LINE and of 64 KiB, the largest write */

static char buffer[CYCLE + (64u << 10)];

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int flood(size_t size, uint64_t total, const char *stamp)
{
	FILE *f = fopen(stamp, "we");
	uint64_t done = 0;

	if (f == NULL || size == 0 || size > sizeof buffer - CYCLE)
		return 2;
	for (size_t i = 0; i + LINE <= sizeof buffer; i += LINE) {
		char number[16];
		int n = snprintf(number, sizeof number, "line %06zu ",
				 i / LINE % (CYCLE / LINE));

		memset(buffer + i, 'x', LINE - 1);
		memcpy(buffer + i, number, (size_t)n);
		buffer[i + LINE - 1] = '\n';
	}
	fprintf(f, "%llu\n", (unsigned long long)clock_ns(CLOCK_REALTIME));
	fclose(f);
	while (done < total) {
		uint64_t left = total - done;
		ssize_t n =
			write(1, buffer + done % CYCLE, left < size ? (size_t)left : size);

		if (n < 0)
			return 1;
		done += (uint64_t)n;
	}
	return 0;
}

static int lines(unsigned count, unsigned pause_us)
{
	char line[64];

	for (unsigned i = 0; i < count; i++) {
		usleep(pause_us + i * 7919u % pause_us);
		int n = snprintf(line, sizeof line, "t=%020llu\n",
				 (unsigned long long)clock_ns(CLOCK_MONOTONIC));
		if (write(1, line, (size_t)n) != n)
			return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "flood") == 0)
		return flood(strtoul(argv[2], NULL, 10), strtoull(argv[3], NULL, 10),
			     argv[4]);
	if (argc == 4 && strcmp(argv[1], "lines") == 0)
		return lines((unsigned)atoi(argv[2]), (unsigned)atoi(argv[3]));
	if (argc != 2)
		return 2;
	if (strcmp(argv[1], "once") == 0 && write(1, "one line\n", 9) != 9)
		return 1;
	for (;;)
		pause();
}
