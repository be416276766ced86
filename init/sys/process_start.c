/* init/sys/process_start.c - records the process state that ctinit was started with. */
#include "init/sys/process_start.h"

#include "conf/base/exits.h"
#include "init/sys/calls.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Opens closed standard streams; otherwise a later open(2) would return their numbers. Each
 * open(2) here returns the lowest free number, which is that of the closed stream. Returns
 * the set of streams that were closed. */
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

void process_start_block(struct process_start *start, int argc, char **argv,
			 char **environment)
{
	start->mask = 0;
	sys_sigmask(SIG_BLOCK, SYS_ALL_SIGNALS, &start->mask);
	start->child_ignored = is_ignored(SIGCHLD);
	if (start->child_ignored)
		sys_signal_set(SIGCHLD, (uintptr_t)SIG_DFL);
	start->closed_stdio = fill_stdio();
	start->argc = argc;
	start->argv = argv;
	start->environment = environment;
}

void process_start_record(struct process_start *start)
{
	start->open_files = (struct rlimit){ RLIM_INFINITY, RLIM_INFINITY };
	getrlimit(RLIMIT_NOFILE, &start->open_files);
}

void process_start_unblock(const struct process_start *start)
{
	sys_sigmask(SIG_SETMASK, start->mask, NULL);
}

/* ---- signals and deadline while the configuration is read ---- */

static const int end_signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
#define END_COUNT (sizeof end_signals / sizeof end_signals[0])

static const char *deadline_file;
static int deadline_code;

/* Kills the process with the signal itself, whose action is now the default (SA_RESETHAND).
 * The kernel ignores that for PID 1, so PID 1 exits. */
static void on_end_signal(int number)
{
	kill(getpid(), number);
	_exit(CTINIT_EXIT_SIGNAL + number);
}

static void write_stderr(const char *text)
{
	(void)!write(STDERR_FILENO, text, strlen(text));
}

static void on_deadline(int number)
{
	(void)number;
	write_stderr("ctinit: ");
	write_stderr(deadline_file);
	write_stderr(": could not be read to its end in time\n");
	_exit(deadline_code);
}

void process_start_allow_signals(const struct process_start *start)
{
	struct sigaction action = { .sa_handler = on_end_signal,
				    .sa_flags = (int)SA_RESETHAND | SA_NODEFER };
	uint64_t set = 0;

	for (size_t i = 0; i < END_COUNT; i++) {
		if (start->mask & SYS_SIGNAL_BIT(end_signals[i]) ||
		    is_ignored(end_signals[i]))
			continue;
		sigaction(end_signals[i], &action, NULL);
		set |= SYS_SIGNAL_BIT(end_signals[i]);
	}
	sys_sigmask(SIG_UNBLOCK, set, NULL);
}

void process_start_deadline(unsigned seconds, const char *what, int code)
{
	struct sigaction action = { .sa_handler = seconds > 0 ? on_deadline : SIG_DFL };

	deadline_file = what;
	deadline_code = code;
	sigaction(SIGALRM, &action, NULL);
	sys_sigmask(seconds > 0 ? SIG_UNBLOCK : SIG_BLOCK, SYS_SIGNAL_BIT(SIGALRM), NULL);
	alarm(seconds);
}

void process_start_block_again(void)
{
	sys_sigmask(SIG_BLOCK, SYS_ALL_SIGNALS, NULL);
	for (size_t i = 0; i < END_COUNT; i++)
		if (!is_ignored(end_signals[i]))
			sys_signal_set(end_signals[i], (uintptr_t)SIG_DFL);
}
