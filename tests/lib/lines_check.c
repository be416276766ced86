/* tests/lib/lines_check.c - reads what lines_write wrote, through whatever is between.
 *
 * usage: lines_check [BYTES-PER-SECOND [TORN-LINES-ALLOWED]] <OUTPUT
 * Each line is "[...| ]NAME NUMBER ...". Prints
 *   lines repeated lost torn told names
 * told: the sum of "NAME: N lines were dropped"; lost: numbers that never came, up to the
 * last that did; torn: other lines, empty ones not counted: what a killed logger left
 * unfinished. Exit code 0 when lost = told and no more are torn than allowed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct {
	char name[40];
	unsigned long long next;
} names[4096];
static size_t used;
static unsigned long long lines, repeated, lost, torn, told;

static unsigned long long *next_of(const char *name, size_t len)
{
	for (size_t i = used; i-- > 0;)
		if (strlen(names[i].name) == len && memcmp(names[i].name, name, len) == 0)
			return &names[i].next;
	if (used == 4096 || len >= sizeof names[0].name)
		exit(2);
	memcpy(names[used].name, name, len);
	return &names[used++].next;
}

static void line(char *at)
{
	char *end, *bar = strstr(at, " | "), *dropped;
	unsigned long long n, *next;

	if (*at == '\0')
		return;
	if (strncmp(at, "ctinit: ", 8) == 0) {
		dropped = strstr(at, " dropped: ");
		if (dropped && (at = strchr(at + 8, ':')))
			told += strtoull(at + 1, NULL, 10);
		return;
	}
	if (bar)
		at = bar + 3;
	end = strchr(at, ' ');
	if (!end || strlen(end) < 14 || end[13] != ' ' ||
	    strspn(end + 14, "x") != strlen(end + 14)) {
		torn++;
		return;
	}
	lines++;
	n = strtoull(end + 1, NULL, 10);
	next = next_of(at, (size_t)(end - at));
	if (n < *next) {
		repeated++;
		return;
	}
	lost += n - *next;
	*next = n + 1;
}

int main(int argc, char **argv)
{
	static char buffer[(1 << 20) + 1];
	unsigned long long rate = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	size_t have = 0;
	ssize_t n;

	while ((n = read(0, buffer + have, (rate ? 65536 : sizeof buffer - 1 - have))) >
	       0) {
		char *at = buffer, *end;

		if (rate) {
			struct timespec t = { 0, (long)((double)n / (double)rate * 1e9) };
			nanosleep(&t, NULL);
		}
		have += (size_t)n;
		while ((end = memchr(at, '\n', have - (size_t)(at - buffer)))) {
			*end = '\0';
			line(at);
			at = end + 1;
		}
		have -= (size_t)(at - buffer);
		memmove(buffer, at, have);
		if (have > 900000) {
			torn++;
			have = 0;
		}
	}
	if (have > 0)
		torn++;
	printf("%llu %llu %llu %llu %llu %zu\n", lines, repeated, lost, torn, told, used);
	return lost != told || torn > (argc > 2 ? strtoull(argv[2], NULL, 10) : 0);
}
