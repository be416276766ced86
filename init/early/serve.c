/* init/early/serve.c - the init: one signal after the other, until the command ends.
 *
 * Every signal is blocked, so none is lost and none is acted upon by itself; we sleep in
 * one call without a timeout. A SIGCHLD may stand for many deaths (signal(7)): reaping
 * goes on until there is none left, by pid and never by what the signal says. */
#include "init/early/run.h"

#include "conf/base/exits.h"

#include <linux/errno.h>
#include <linux/wait.h>

#define SENT_BY_KILL   0  /* SI_USER, asm-generic/siginfo.h */
#define SENT_BY_TGKILL -6 /* SI_TKILL */

static bool is_stop(int number)
{
	switch (number) {
	case CTINIT_SIGTERM:
	case CTINIT_SIGINT:
	case CTINIT_SIGQUIT:
	case CTINIT_SIGHUP:
	case CTINIT_SIGPWR:
	case CTINIT_SIGRTMIN + 3: /* halt and power-off, as systemd images have it */
	case CTINIT_SIGRTMIN + 4: return true;
	default: return false;
	}
}

/* A value that came with sigqueue(3) goes on with it; the kernel lets no one pass on the
 * rest of what it wrote itself, and has no call for groups. */
static void forward(struct run *run, struct sys_siginfo *info)
{
	int number = info->number > 0 && info->number < CTINIT_SIGNAL_COUNT
			     ? run->single.forward_as[info->number]
			     : 0;
	long result = -EPERM;

	if (!number || !run->child)
		return;
	if (info->code < 0 && info->code != SENT_BY_TGKILL && !run->single.to_group) {
		info->number = number;
		result = sys_call(__NR_rt_sigqueueinfo, run->child, number, (long)info, 0,
				  0);
	}
	if (result < 0 && result != -ESRCH)
		result =
			sys_call(__NR_kill, run->single.to_group ? -run->child : run->child,
				 number, 0, 0, 0);
	if (is_stop(number))
		run->stopped_by = number;
	if (run->single.verbosity > 0)
		say_number(result < 0 ? "nobody left for signal " : "passed on signal ",
			   number, NULL);
}

/* The command was stopped by its terminal: stop too, and give the terminal back, or the
 * shell that waits for us never learns of it. */
static void follow_stop(struct run *run)
{
	if (run->pid == 1 || run->terminal == TERMINAL_NONE)
		return;
	terminal_take_back(run);
	sys_call(__NR_kill, run->pid, CTINIT_SIGSTOP, 0, 0, 0);
}

static void command_ended(struct run *run, int status)
{
	int signal = status & 0x7f; /* wait(2): WTERMSIG, else the code in the next byte */

	run->code = run->single.exit_as[signal ? 128 + signal : (status >> 8) & 0xff];
	run->child = 0;
	run->done = true;
}

bool serve_reap(struct run *run)
{
	int status;
	long pid;

	while ((pid = sys_call(__NR_wait4, -1, (long)&status, WNOHANG | WUNTRACED, 0, 0)) >
	       0) {
		bool stopped = (status & 0xff) == 0x7f; /* WIFSTOPPED */

		if (pid == run->child && stopped)
			follow_stop(run);
		else if (pid == run->child)
			command_ended(run, status);
		else if (!stopped && run->single.tell_reaped)
			say_number("reaped the orphan ", pid, NULL);
	}
	return pid != -ECHILD;
}

/* SIGCONT: `fg` gave the terminal to our group, so it is ours to hand over again. */
static void take(struct run *run, struct sys_siginfo *info)
{
	if (info->code == SENT_BY_KILL && info->pid == run->pid)
		return; /* our own: a line for a stderr that is closed */
	if (info->number == CTINIT_SIGCONT && run->single.place == PLACE_GROUP &&
	    run->child)
		terminal_give(run, run->child);
	if (!run->single.command &&
	    (info->number == CTINIT_SIGTERM || info->number == CTINIT_SIGINT))
		run->done = true; /* a pause has nobody to pass it on to */
	forward(run, info);
}

int early_serve(struct run *run)
{
	uint64_t all = SYS_ALL_SIGNALS;
	bool left = serve_reap(run);

	while (!run->done || (run->single.wait_all && run->single.command && left)) {
		struct sys_siginfo info;
		long number = sys_call(__NR_rt_sigtimedwait, (long)&all, (long)&info, 0,
				       SYS_SET_SIZE, 0);

		if (number == CTINIT_SIGCHLD)
			left = serve_reap(run);
		else if (number > 0)
			take(run, &info);
	}
	return run->code;
}
