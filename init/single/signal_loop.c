/* init/single/signal_loop.c - waits for signals until the command ends.
 *
 * Every signal is blocked, so none is lost and none is acted upon by itself; we sleep in
 * one call without a timeout. A SIGCHLD may stand for many deaths (signal(7)): reaping
 * goes on until there is none left, by pid and never by what the signal says. */
#include "init/single/mini_init.h"

#include "conf/base/exits.h"

#include <linux/errno.h>
#include <linux/wait.h>

#define SI_CODE_KILL     0  /* SI_USER, asm-generic/siginfo.h */
#define SI_CODE_TGKILL   -6 /* SI_TKILL */
#define TO_PROCESS_GROUP 4  /* PIDFD_SIGNAL_PROCESS_GROUP, linux/pidfd.h */

static bool is_stop_signal(int number)
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
 * rest of what it wrote itself. To a group that takes Linux 6.9 (pidfd_send_signal(2)). */
static long queue_signal(const struct mini_init *run, struct kernel_siginfo *info,
			 int number)
{
	long result, pidfd;

	info->number = number;
	if (!run->options.to_group)
		return raw_syscall(__NR_rt_sigqueueinfo, run->child, number, (long)info, 0,
				   0);
	pidfd = raw_syscall(__NR_pidfd_open, run->child, 0, 0, 0, 0);
	if (pidfd < 0)
		return pidfd;
	result = raw_syscall(__NR_pidfd_send_signal, pidfd, number, (long)info,
			     TO_PROCESS_GROUP, 0);
	raw_syscall(__NR_close, pidfd, 0, 0, 0, 0);
	return result;
}

static long send_signal(const struct mini_init *run, struct kernel_siginfo *info,
			int number)
{
	int to = run->options.to_group ? -run->child : run->child;
	long result = -EPERM;

	if (info->code < 0 && info->code != SI_CODE_TGKILL)
		result = queue_signal(run, info, number);
	if (result < 0 && result != -ESRCH)
		result = raw_syscall(__NR_kill, to, number, 0, 0, 0);
	return result;
}

static void forward_signal(struct mini_init *run, struct kernel_siginfo *info)
{
	int from = info->number;
	int number = run->options.forward_as[from];

	if (!run->child)
		return;
	if (number != from)
		compat_log(run, MSG_REWRITTEN, NULL, from, number);
	if (!number) {
		compat_log(run, MSG_DROPPED, NULL, number, 0);
		return;
	}
	if (is_stop_signal(number))
		run->stopped_by = number;
	compat_log(run, send_signal(run, info, number) < 0 ? MSG_GONE : MSG_PASSED, NULL,
		   number, 0);
}

static void suspend_self(const struct mini_init *run)
{
	compat_log(run, MSG_STOPS, NULL, 0, 0);
	raw_syscall(__NR_kill, run->pid, CTINIT_SIGSTOP, 0, 0, 0);
}

/* The command was stopped by its terminal: stop too, and give the terminal back, or the
 * shell that waits for us never learns of it. */
static void follow_suspend(struct mini_init *run)
{
	if (run->pid == 1 || run->terminal == FOREGROUND_NONE ||
	    run->options.profile->stops_itself)
		return;
	foreground_take_back(run);
	raw_syscall(__NR_kill, run->pid, CTINIT_SIGSTOP, 0, 0, 0);
}

/* dumb-init's way: what is left of the group gets TERM, or what TERM is rewritten to. The
 * command alone is gone, and its pid may be another's by now. */
static void end_group(const struct mini_init *run)
{
	int number = run->options.forward_as[CTINIT_SIGTERM];

	if (number != CTINIT_SIGTERM)
		compat_log(run, MSG_REWRITTEN, NULL, CTINIT_SIGTERM, number);
	if (number && run->options.to_group)
		raw_syscall(__NR_kill, -run->child, number, 0, 0, 0);
	compat_log(run, number ? MSG_PASSED : MSG_DROPPED, NULL, number, 0);
}

static void command_ended(struct mini_init *run, int signal, int code)
{
	run->code = run->options.exit_as[signal ? CTINIT_EXIT_SIGNAL + signal : code];
	compat_log(run, signal ? MSG_COMMAND_KILLED : MSG_COMMAND_EXITED, NULL,
		   signal ? signal : code, 0);
	if (run->options.profile->ends_group)
		end_group(run);
	compat_log(run, MSG_ENDS, NULL, run->code, 0);
	run->child = 0;
	run->done = true;
}

static void report_child_end(struct mini_init *run, long pid, int status)
{
	int signal = status & 0x7f; /* wait(2): WTERMSIG, else the code in the next byte */
	int code = (status >> 8) & 0xff;

	compat_log(run, signal ? MSG_CHILD_KILLED : MSG_CHILD_EXITED, NULL, pid,
		   signal ? signal : code);
	if (pid == run->child)
		command_ended(run, signal, code);
	else if (run->options.warn_reaped)
		compat_log(run, MSG_ORPHAN, NULL, pid, 0);
}

bool reap_children(struct mini_init *run)
{
	bool logged = false;
	int status;
	long pid;

	while ((pid = raw_syscall(__NR_wait4, -1, (long)&status, WNOHANG | WUNTRACED, 0,
				  0)) > 0) {
		if ((status & 0xff) == 0x7f) { /* WIFSTOPPED */
			if (pid == run->child)
				follow_suspend(run);
			continue;
		}
		if (!logged)
			compat_log(run, MSG_GOT_CHILD, NULL, CTINIT_SIGCHLD, 0);
		logged = true;
		report_child_end(run, pid, status);
	}
	return pid != -ECHILD;
}

static bool stops_itself_on(const struct mini_init *run, int number)
{
	return run->options.profile->stops_itself &&
	       (number == CTINIT_SIGTSTP || number == CTINIT_SIGTTIN ||
		number == CTINIT_SIGTTOU);
}

/* The HUP and CONT that leaving the terminal brought us are not the command's. */
static bool is_from_leaving_terminal(struct mini_init *run, int number)
{
	uint64_t bit = (uint64_t)1 << (number & 63);

	if (!(run->hand_over & bit))
		return false;
	run->hand_over &= ~bit;
	compat_log(run, MSG_HANDED_OVER, NULL, number, 0);
	return true;
}

/* SIGCONT: `fg` gave the terminal to our group, so it is ours to hand over again. */
static void handle_signal(struct mini_init *run, struct kernel_siginfo *info)
{
	if (info->number == CTINIT_SIGPIPE && info->code == SI_CODE_KILL &&
	    info->pid == run->pid)
		return; /* our own: a line for a stderr that is closed */
	if (info->number < 1 || info->number >= CTINIT_SIGNAL_COUNT)
		return;
	/* The peers never see these two either: no note. */
	if (signal_is_libc(info->number) && !run->options.forward_as[info->number])
		return;
	compat_log(run, MSG_GOT, NULL, info->number, 0);
	if (is_from_leaving_terminal(run, info->number))
		return;
	if (info->number == CTINIT_SIGCONT && run->options.process_group == GROUP_NEW &&
	    run->child)
		foreground_give(run, run->child);
	if (!run->options.command &&
	    (info->number == CTINIT_SIGTERM || info->number == CTINIT_SIGINT))
		run->done = true; /* a pause has nobody to pass it on to */
	bool stops = stops_itself_on(run, info->number);
	forward_signal(run, info);
	if (stops)
		suspend_self(run);
}

int signal_loop(struct mini_init *run)
{
	uint64_t all = SYS_ALL_SIGNALS;
	bool left = reap_children(run);

	while (!run->done || (run->options.wait_all && run->options.command && left)) {
		struct kernel_siginfo info;
		long number = raw_syscall(__NR_rt_sigtimedwait, (long)&all, (long)&info, 0,
					  KERNEL_SIGSET_SIZE, 0);

		if (number == CTINIT_SIGCHLD)
			left = reap_children(run);
		else if (number > 0)
			handle_signal(run, &info);
	}
	return run->code;
}
