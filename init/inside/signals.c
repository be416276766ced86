/* init/inside/signals.c - every signal, as one descriptor. */
#include "init/inside/signals.h"

#include "conf/base/signals.h"
#include "init/inside/init.h"
#include "init/inside/say.h"
#include "init/sys/calls.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define AT_ONCE 16

int signals_open(void)
{
	return sys_signalfd(SYS_ALL_SIGNALS, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* The first shuts down, the second shortens the waits, the third kills. */
static void shut_down(struct init *init, const char *name)
{
	static char why[32]; /* lives as long as the supervisor */

	if (init->requests++ == 0) {
		snprintf(why, sizeof why, "SIG%s", name);
		sup_shutdown(init->sup, 0, why);
		return;
	}
	if (init->requests <= 3)
		sup_hurry(init->sup);
}

/* Those of orchestrators: docker and Kubernetes TERM, a terminal INT, podman and systemd's
 * images RTMIN+3 (halt), LXC PWR and RTMIN+4 (poweroff), systemd(1). */
static void take(struct init *init, int number)
{
	char buf[16];
	const char *name = signal_name(number, buf);

	switch (number) {
	case CTINIT_SIGTERM:
	case CTINIT_SIGINT:
	case CTINIT_SIGQUIT:
	case CTINIT_SIGPWR:
	case CTINIT_SIGRTMIN + 3:
	case CTINIT_SIGRTMIN + 4: shut_down(init, name); return;
	case CTINIT_SIGHUP:
		say(SAY_WARNING,
		    "ctinit: SIGHUP: a reload does not work yet; nothing changed");
		return;
	case CTINIT_SIGUSR1:
		say(SAY_EVENT, "ctinit: SIGUSR1: no log file is open, nothing to reopen");
		return;
	case CTINIT_SIGUSR2: sup_dump(init->sup); return;
	case CTINIT_SIGCHLD: return; /* only a wake-up: whoever calls us reaps */
	case CTINIT_SIGCONT:
	case CTINIT_SIGPIPE: /* a line of ours met a closed pipe */
	case CTINIT_SIGTTOU:
	case CTINIT_SIGWINCH: /* the kernel tells the terminal's own foreground group */
		return;
	}
	say(SAY_VERBOSE, "ctinit: SIG%s is ignored", name);
}

/* To the one command, as if there were no init: a real-time one with its value. What our
 * own write on a closed pipe raised is ours. */
static void pass_on(struct init *init, const struct signalfd_siginfo *got)
{
	siginfo_t info;

	if (got->ssi_signo == CTINIT_SIGCHLD ||
	    (got->ssi_signo == CTINIT_SIGPIPE && got->ssi_pid == (uint32_t)getpid()))
		return;
	memset(&info, 0, sizeof info);
	info.si_signo = (int)got->ssi_signo;
	info.si_code = SI_QUEUE;
	info.si_pid = (pid_t)got->ssi_pid;
	info.si_uid = got->ssi_uid;
	info.si_value.sival_ptr = (void *)(uintptr_t)got->ssi_ptr;
	sup_forward(init->sup, (int)got->ssi_signo,
		    got->ssi_code == SI_QUEUE ? &info : NULL);
}

int signals_take(struct init *init)
{
	struct signalfd_siginfo got[AT_ONCE];
	ssize_t n = read(init->signal_fd, got, sizeof got);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	for (size_t i = 0; i < (size_t)n / sizeof got[0]; i++) {
		if (init->command)
			pass_on(init, &got[i]);
		else
			take(init, (int)got[i].ssi_signo);
	}
	return 0;
}
