/* tests/bench/floor_init.c - the least an init can do, in raw system calls.
 *
 *   floor_init -- CMD ARGS       one command: block all signals, start it with the mask it
 *                                was given, forward signals, reap every child, end with
 *                                its exit code.
 *   floor_init N CMD ARGS        N services: start each in a session of its own with
 *                                stdin from /dev/null, reap, start a dead one again at
 *                                once; TERM: TERM to each, end with 0 when all are gone.
 *
 * No configuration, no delay, no limit, no order, no message, no report of a failed exec.
 * Children by vfork: measured here it is the quickest way for so small a process. */
#include "tests/bench/raw.h"

#define SET_SIZE  8
#define NO_HANG   1     /* WNOHANG */
#define HOW_SET   2     /* SIG_SETMASK */
#define MAX_PIDS  32768 /* bss: only pages that are used cost memory */
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
