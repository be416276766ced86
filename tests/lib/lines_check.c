/* tests/lib/lines_check.c - checks the lines of lines_write after they went through a
 * logger.
 *
 * usage: lines_check [BYTES-PER-SECOND [TORN-LINES-ALLOWED [COUNT]]] <OUTPUT
 * Each line is "[...| ]NAME NUMBER ...". Prints six numbers:
 *   lines repeated lost torn told names
 * `lost` is how many numbers are missing, up to the last one or up to COUNT. `torn` counts
 * other lines that are not empty: a killed logger left them unfinished. `told` is the sum
 * of the last reports "NAME: N lines were dropped: ..." of all services. The exit code is 0
 * if each service lost as many lines as were reported, and no more lines are torn than
 * allowed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct name {
	char name[40];
	unsigned long long next, lost, told;
} names[4096];
static size_t used;
static unsigned long long lines, repeated, torn;

static struct name *find(const char *name, size_t len)
{
	for (size_t i = used; i-- > 0;)
		if (strlen(names[i].name) == len && memcmp(names[i].name, name, len) == 0)
			return &names[i];
	if (used == 4096 || len >= sizeof names[0].name)
		exit(2);
	memcpy(names[used].name, name, len);
	return &names[used++];
}

/* Reads a report of the logger: "NAME: N lines were dropped: WHY[; SUM in all]". */
static void read_report(const char *at)
{
	const char *end = strchr(at, ':'), *sum = strrchr(at, ';');

	if (strstr(at, " dropped: ") == NULL || end == NULL)
		return;
	find(at, (size_t)(end - at))->told = strtoull((sum ? sum : end) + 1, NULL, 10);
}

static void read_line(char *at)
{
	char *end, *bar = strstr(at, " | ");
	unsigned long long n;
	struct name *name;

	if (*at == '\0')
		return;
	if (strncmp(at, "ctinit | ", 9) == 0) {
		read_report(at + 9);
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
	name = find(at, (size_t)(end - at));
	if (n < name->next) {
		repeated++;
		return;
	}
	name->lost += n - name->next;
	name->next = n + 1;
}

/* Adds up the lost and the reported lines. Returns false if a service lost more or fewer
 * lines than were reported. */
static int sum_up(unsigned long long count, unsigned long long *lost,
		  unsigned long long *told)
{
	int right = 1;

	for (size_t i = 0; i < used; i++) {
		struct name *name = &names[i];

		name->lost += count > name->next ? count - name->next : 0;
		if (name->lost != name->told)
			fprintf(stderr, "%s: %llu lines lost, %llu told\n", name->name,
				name->lost, name->told);
		right &= name->lost == name->told;
		*lost += name->lost;
		*told += name->told;
	}
	return right;
}

int main(int argc, char **argv)
{
	static char buffer[(1 << 20) + 1];
	unsigned long long rate = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	unsigned long long lost = 0, told = 0;
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
			read_line(at);
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
	int right = sum_up(argc > 3 ? strtoull(argv[3], NULL, 10) : 0, &lost, &told);
	printf("%llu %llu %llu %llu %llu %zu\n", lines, repeated, lost, torn, told, used);
	return !right || torn > (argc > 2 ? strtoull(argv[2], NULL, 10) : 0);
}
