/* tests/bench/child.c - acts as the command or service that every measured init and runtime
 * starts.
 *
 * It is small, static and without libc, so it adds almost nothing to the measured time.
 *   child --true     exits with 0
 *   child --stamp    reads the clock first of all, writes it (8 bytes, ns) to fd 1, exits
 *   child --pause    writes one byte to fd 1, then waits forever
 * A service runs without these options. It writes to the FIFO BENCH_FIFO; BENCH_MODE
 * selects the data:
 *   up (default)     one byte, then it waits forever
 *   stamp            the time of its start (8 bytes, ns), then it waits forever
 *   orphans          one byte; then for each byte that it reads from BENCH_GO it makes
 *                    BENCH_COUNT dead orphans for the init, and writes one byte */
#include "tests/bench/raw.h"

#define WRITE_ONLY 1 /* O_WRONLY */
#define CLOCK      1 /* CLOCK_MONOTONIC */

static const char *find(char **env, const char *name)
{
	for (; *env != 0; env++) {
		const char *e = *env, *n = name;
		while (*n != '\0' && *e == *n) {
			e++;
			n++;
		}
		if (*n == '\0' && *e == '=')
			return e + 1;
	}
	return 0;
}

static void tell(const char *fifo, const void *bytes, long size)
{
	long fd = RAW4(__NR_openat, RAW_PATH_HERE, fifo, WRITE_ONLY, 0);

	RAW3(__NR_write, fd, bytes, size);
	RAW1(__NR_close, fd);
}

static __attribute__((noreturn)) void wait_for_ever(void)
{
	for (;;)
		RAW5(__NR_ppoll, 0, 0, 0, 0, 0);
}

/* Makes `count` zombies as children of an intermediate process. vfork() returns when each
 * one is dead. When the intermediate process exits, the init becomes their parent. */
static void make_orphans(long count)
{
	long middle = RAW5(__NR_clone, RAW_SIGCHLD, 0, 0, 0, 0);

	if (middle == 0) {
		while (count-- > 0) {
			if (raw_vfork() == 0)
				RAW1(__NR_exit, 0);
		}
		raw_exit(0);
	}
	RAW4(__NR_wait4, middle, 0, 0, 0);
}

static __attribute__((noreturn)) void orphans(const char *fifo, char **env)
{
	long count = raw_number(find(env, "BENCH_COUNT"));
	long go = RAW4(__NR_openat, RAW_PATH_HERE, find(env, "BENCH_GO"), 0, 0);
	char byte = 'u';

	tell(fifo, &byte, 1);
	while (RAW3(__NR_read, go, &byte, 1) == 1) {
		make_orphans(count);
		tell(fifo, &byte, 1);
	}
	wait_for_ever();
}

int raw_main(long *stack)
{
	struct __kernel_timespec now;
	RAW2(__NR_clock_gettime, CLOCK, &now);
	int64_t stamp = now.tv_sec * 1000000000LL + now.tv_nsec;

	long argc = stack[0];
	char **argv = (char **)(stack + 1), **env = argv + argc + 1;
	const char *word = argc > 1 ? argv[1] : "";
	if (raw_equal(word, "--true"))
		return 0;
	if (raw_equal(word, "--stamp"))
		return RAW3(__NR_write, 1, &stamp, sizeof stamp) == sizeof stamp ? 0 : 1;
	if (raw_equal(word, "--pause")) {
		RAW3(__NR_write, 1, "u", 1);
		wait_for_ever();
	}

	const char *fifo = find(env, "BENCH_FIFO"), *mode = find(env, "BENCH_MODE");
	if (fifo == 0)
		return 99;
	if (mode != 0 && raw_equal(mode, "orphans"))
		orphans(fifo, env);
	if (mode != 0 && raw_equal(mode, "stamp"))
		tell(fifo, &stamp, sizeof stamp);
	else
		tell(fifo, "u", 1);
	wait_for_ever();
}
