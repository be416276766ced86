/* tests/bench/floor_init.c - acts as a minimal init of raw system calls, the floor of the
 * benchmarks.
 *
 *   floor_init -- CMD ARGS       runs one command: blocks all signals, starts it with the
 *                                inherited mask, forwards signals, reaps every child, and
 *                                exits with the command's code
 *   floor_init N CMD ARGS        runs N services, each in a session of its own with stdin
 *                                from /dev/null, and starts a dead one again at once; after
 *                                SIGTERM it sends SIGTERM to each and exits with 0 when all
 *                                have exited
 * It has no configuration, delays, limits, order or messages, and does not report a failed
 * exec. It uses vfork(), which measured fastest for such a small process. */
#include "tests/bench/raw.h"

#define SET_SIZE  8
#define NO_HANG   1     /* WNOHANG */
#define HOW_SET   2     /* SIG_SETMASK */
#define MAX_PIDS  32768 /* in .bss, where an unused page costs no memory */
#define READ_ONLY 0

static int32_t pids[MAX_PIDS];
static uint64_t given_mask;

static void block_all(void)
{
	uint64_t all = ~0ULL;

	RAW4(__NR_rt_sigprocmask, HOW_SET, &all, &given_mask, SET_SIZE);
}

static int next_signal(void)
{
	uint64_t all = ~0ULL;

	return (int)RAW4(__NR_rt_sigtimedwait, &all, 0, 0, SET_SIZE);
}

static int one_command(char **argv, char **env)
{
	block_all();
	long child = raw_vfork();
	if (child == 0) {
		RAW4(__NR_rt_sigprocmask, HOW_SET, &given_mask, 0, SET_SIZE);
		RAW3(__NR_execve, argv[0], argv, env);
		raw_exit(127);
	}
	for (;;) {
		int sig = next_signal(), status;
		long pid;
		if (sig > 0 && sig != RAW_SIGCHLD)
			RAW2(__NR_kill, child, sig);
		if (sig != RAW_SIGCHLD)
			continue;
		while ((pid = RAW4(__NR_wait4, -1, &status, NO_HANG, 0)) > 0) {
			if (pid == child)
				return raw_exit_code(status);
		}
	}
}

static int32_t start(long null_fd, char **argv, char **env)
{
	long child = raw_vfork();

	if (child == 0) {
		RAW0(__NR_setsid);
		RAW3(__NR_dup3, null_fd, 0, 0);
		RAW4(__NR_rt_sigprocmask, HOW_SET, &given_mask, 0, SET_SIZE);
		RAW3(__NR_execve, argv[0], argv, env);
		raw_exit(127);
	}
	return (int32_t)child;
}

static int services(long count, char **argv, char **env)
{
	int stopping = 0;

	block_all();
	long null_fd = RAW4(__NR_openat, RAW_PATH_HERE, "/dev/null", 02000000, 0);
	for (long i = 0; i < count; i++)
		pids[i] = start(null_fd, argv, env);
	for (;;) {
		int sig = next_signal();
		long pid;
		for (long i = 0; sig == RAW_SIGTERM && !stopping && i < count; i++)
			RAW2(__NR_kill, pids[i], RAW_SIGTERM);
		stopping |= sig == RAW_SIGTERM;
		while (sig == RAW_SIGCHLD &&
		       (pid = RAW4(__NR_wait4, -1, 0, NO_HANG, 0)) != 0) {
			if (pid < 0 && stopping)
				return 0;
			if (pid < 0)
				break;
			for (long i = 0; !stopping && i < count; i++) {
				if (pids[i] == pid)
					pids[i] = start(null_fd, argv, env);
			}
		}
	}
}

int raw_main(long *stack)
{
	long argc = stack[0];
	char **argv = (char **)(stack + 1), **env = argv + argc + 1;

	if (argc < 3)
		return 2;
	if (raw_equal(argv[1], "--"))
		return one_command(argv + 2, env);
	long count = raw_number(argv[1]);
	return count > MAX_PIDS ? 2 : services(count, argv + 2, env);
}
