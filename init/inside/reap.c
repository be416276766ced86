/* init/inside/reap.c - the one reaper, the one way in for a death. */
#include "init/inside/reap.h"

#include "init/inside/init.h"
#include "init/inside/say.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* A fork storm must leave time for timers, reports and signals. */
#define BATCH 128

/* As waitpid(2) would have given it: sup and the table of exit codes speak that. */
static int wait_status(const siginfo_t *info)
{
	if (info->si_code == CLD_EXITED)
		return (info->si_status & 0xff) << 8;
	return (info->si_status & 0x7f) | (info->si_code == CLD_DUMPED ? 0x80 : 0);
}

/* 1: `info` tells of a dead child, which is not reaped; 0: none is dead. With WNOWAIT
 * (`pin`) the same one comes again until it is reaped. __WALL: whatever its exit signal was. */
static int look(siginfo_t *info, int pin)
{
	int r;

	do {
		info->si_pid = 0; /* waitid leaves it when nobody is dead */
		r = waitid(P_ALL, 0, info, WEXITED | WNOHANG | pin | __WALL);
	} while (r < 0 && errno == EINTR);
	if (r < 0)
		return errno == ECHILD ? 0 : -errno;
	return info->si_pid > 0;
}

static void bury(pid_t pid)
{
	siginfo_t gone;

	while (waitid(P_PID, (id_t)pid, &gone, WEXITED | WNOHANG | __WALL) < 0 &&
	       errno == EINTR)
		;
}

int reap(struct init *init)
{
	static int last; /* said once: a refusal may last for ever */
	siginfo_t info;

	for (int i = 0; i < BATCH; i++) {
		int pin = sup_wants_pins(init->sup) ? WNOWAIT : 0;
		int r = look(&info, pin);

		if (r < 0 && r != last)
			say(SAY_ERROR,
			    "ctinit: cannot look for dead processes: %s; again soon",
			    strerror(-r));
		last = r < 0 ? r : 0;
		if (r <= 0)
			return r;
		if (!again_exited(init, info.si_pid, wait_status(&info)) &&
		    !sup_child_exited(init->sup, info.si_pid, wait_status(&info))) {
			init->adopted++;
			say(SAY_VERBOSE, "ctinit: reaped the orphan %d", (int)info.si_pid);
		}
		if (pin)
			bury(info.si_pid);
	}
	return 1;
}

bool reap_rest(void)
{
	siginfo_t info;

	for (;;) {
		int r;

		info.si_pid = 0;
		r = waitid(P_ALL, 0, &info, WEXITED | WNOHANG | __WALL);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return errno != ECHILD;
		if (info.si_pid == 0)
			return true;
	}
}
