/* init/sys/start.c - what the process was given, before anything changes it. */
#include "init/sys/start.h"

#include "init/sys/calls.h"

#include <fcntl.h>
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

void start_remember(struct process_start *start, int argc, char **argv, char **environment)
{
	start->mask = 0;
	sys_sigmask(SIG_BLOCK, SYS_ALL_SIGNALS, &start->mask);

	start->ignored = 0;
	for (int n = 1; n <= LAST_SIGNAL; n++) {
		uintptr_t handler = 0;

		if (sys_signal_handler(n, &handler) == 0 && handler == (uintptr_t)SIG_IGN)
			start->ignored |= SYS_SIGNAL_BIT(n);
	}
	if (start->ignored & SYS_SIGNAL_BIT(SIGCHLD))
		sys_signal_set(SIGCHLD, (uintptr_t)SIG_DFL);

	for (int i = 0; i < RLIM_NLIMITS; i++) {
		start->limits[i] = (struct rlimit){ RLIM_INFINITY, RLIM_INFINITY };
		getrlimit((__rlimit_resource_t)i, &start->limits[i]);
	}
	start->closed_stdio = fill_stdio();
	start->argc = argc;
	start->argv = argv;
	start->environment = environment;
}
