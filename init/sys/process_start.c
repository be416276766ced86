/* init/sys/process_start.c - what the process was given, before anything changes it. */
#include "init/sys/process_start.h"

#include "conf/base/exits.h"
#include "init/sys/calls.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LAST_SIGNAL 64 /* the kernel's _NSIG, signal(7) */

/* A descriptor that open(2) gives next would become somebody's stdin, so the three are
 * filled: the lowest free number is the one just found closed. */
static int fill_stdio(void)
{
	int closed = 0;

	for (int fd = 0; fd < 3; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		closed |= 1 << fd;
		if (open("/dev/null", O_RDWR) < 0 && memfd_create("no stdio", 0) < 0)
			(void)!open("/", O_PATH | O_DIRECTORY);
	}
	return closed;
}

static bool is_ignored(int number)
{
	uintptr_t handler = 0;

	return sys_signal_handler(number, &handler) == 0 && handler == (uintptr_t)SIG_IGN;
}

void start_block(struct process_start *start, int argc, char **argv, char **environment)
{
	start->mask = 0;
	sys_sigmask(SIG_BLOCK, SYS_ALL_SIGNALS, &start->mask);
	start->ignored = is_ignored(SIGCHLD) ? SYS_SIGNAL_BIT(SIGCHLD) : 0;
	if (start->ignored)
		sys_signal_set(SIGCHLD, (uintptr_t)SIG_DFL);
	start->closed_stdio = fill_stdio();
	start->argc = argc;
	start->argv = argv;
	start->environment = environment;
}

void start_remember(struct process_start *start)
{
	for (int n = 1; n <= LAST_SIGNAL; n++) {
		if (n != SIGCHLD && is_ignored(n))
			start->ignored |= SYS_SIGNAL_BIT(n);
	}
	for (int i = 0; i < RLIM_NLIMITS; i++) {
		start->limits[i] = (struct rlimit){ RLIM_INFINITY, RLIM_INFINITY };
		getrlimit((__rlimit_resource_t)i, &start->limits[i]);
	}
}

/* ---- while a file is read ---- */

static const int ends[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
#define END_COUNT (sizeof ends / sizeof ends[0])

static const char *limited;
static int limit_code;

/* The signal has its default action again (SA_RESETHAND), which PID 1 does not get. */
static void on_end(int number)
{
	kill(getpid(), number);
	_exit(CTINIT_EXIT_SIGNAL + number);
}

static void put(const char *text)
{
	(void)!write(STDERR_FILENO, text, strlen(text));
}

static void on_limit(int number)
{
	(void)number;
	put("ctinit: ");
	put(limited);
	put(": its end was not read in time\n");
	_exit(limit_code);
}

void start_let_end(const struct process_start *start)
{
	struct sigaction action = { .sa_handler = on_end,
				    .sa_flags = (int)SA_RESETHAND | SA_NODEFER };
	uint64_t set = 0;

	for (size_t i = 0; i < END_COUNT; i++) {
		if (start->mask & SYS_SIGNAL_BIT(ends[i]) || is_ignored(ends[i]))
			continue;
		sigaction(ends[i], &action, NULL);
		set |= SYS_SIGNAL_BIT(ends[i]);
	}
	sys_sigmask(SIG_UNBLOCK, set, NULL);
}

void start_limit(unsigned seconds, const char *what, int code)
{
	struct sigaction action = { .sa_handler = seconds > 0 ? on_limit : SIG_DFL };

	limited = what;
	limit_code = code;
	sigaction(SIGALRM, &action, NULL);
	sys_sigmask(seconds > 0 ? SIG_UNBLOCK : SIG_BLOCK, SYS_SIGNAL_BIT(SIGALRM), NULL);
	alarm(seconds);
}

void start_block_again(void)
{
	sys_sigmask(SIG_BLOCK, SYS_ALL_SIGNALS, NULL);
	for (size_t i = 0; i < END_COUNT; i++)
		if (!is_ignored(ends[i]))
			sys_signal_set(ends[i], (uintptr_t)SIG_DFL);
}
