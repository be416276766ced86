/* init/single/signal_loop.c - waits for signals until the command ends.
 *
 * All signals are blocked, so no signal is lost or has its default effect. We sleep in one
 * call without a timeout. One SIGCHLD may mean several deaths (signal(7)), so we call
 * wait4(2) until no dead child is left, and ignore the pid in the signal. */
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
	case CTINIT_SIGRTMIN + 3: /* halt and power-off for systemd (systemd(1)) */
	case CTINIT_SIGRTMIN + 4: return true;
	default: return false;
	}
}

/* Forwards a signal from sigqueue(3) with its value. The kernel accepts no other siginfo,
 * such as that of kill(2). For a process group this needs Linux 6.9 (pidfd_send_signal(2)).
 * Returns 0 or a negative errno. */
static long queue_signal(const struct mini_init *init, struct kernel_siginfo *info,
			 int number)
{
	long result, pidfd;

	info->number = number;
	if (!init->options.to_group)
		return raw_syscall(__NR_rt_sigqueueinfo, init->child, number, (long)info, 0,
				   0);
	pidfd = raw_syscall(__NR_pidfd_open, init->child, 0, 0, 0, 0);
	if (pidfd < 0)
		return pidfd;
	result = raw_syscall(__NR_pidfd_send_signal, pidfd, number, (long)info,
			     TO_PROCESS_GROUP, 0);
	raw_syscall(__NR_close, pidfd, 0, 0, 0, 0);
	return result;
}

static long send_signal(const struct mini_init *init, struct kernel_siginfo *info,
			int number)
{
	int to = init->options.to_group ? -init->child : init->child;
	long result = -EPERM;

	if (info->code < 0 && info->code != SI_CODE_TGKILL)
		result = queue_signal(init, info, number);
	if (result < 0 && result != -ESRCH)
		result = raw_syscall(__NR_kill, to, number, 0, 0, 0);
	return result;
}

static void forward_signal(struct mini_init *init, struct kernel_siginfo *info)
{
	int from = info->number;
	int number = init->options.forward_as[from];

	if (!init->child)
		return;
	if (number != from)
		compat_log(init, MSG_REWRITTEN, NULL, from, number);
	if (!number) {
		compat_log(init, MSG_DROPPED, NULL, number, 0);
		return;
	}
	if (is_stop_signal(number))
		init->stopped_by = number;
	compat_log(init, send_signal(init, info, number) < 0 ? MSG_GONE : MSG_PASSED, NULL,
		   number, 0);
}

static void suspend_self(const struct mini_init *init)
{
	compat_log(init, MSG_STOPS, NULL, 0, 0);
	raw_syscall(__NR_kill, init->pid, CTINIT_SIGSTOP, 0, 0, 0);
}

/* The command was stopped. Takes the terminal back and stops us, so the shell that waits
 * for us sees the stop. */
static void follow_suspend(struct mini_init *init)
{
	if (init->pid == 1 || init->terminal == FOREGROUND_NONE ||
	    init->options.profile->stops_itself)
		return;
	foreground_take_back(init);
	raw_syscall(__NR_kill, init->pid, CTINIT_SIGSTOP, 0, 0, 0);
}

/* Sends SIGTERM, or its replacement, to the rest of the command's process group, as
 * dumb-init does. Without its own group there is nothing to signal: the command is reaped,
 * and its pid may be reused. */
static void end_group(const struct mini_init *init)
{
	int number = init->options.forward_as[CTINIT_SIGTERM];

	if (number != CTINIT_SIGTERM)
		compat_log(init, MSG_REWRITTEN, NULL, CTINIT_SIGTERM, number);
	if (number && init->options.to_group)
		raw_syscall(__NR_kill, -init->child, number, 0, 0, 0);
	compat_log(init, number ? MSG_PASSED : MSG_DROPPED, NULL, number, 0);
}

static void command_ended(struct mini_init *init, int signal, int code)
{
	init->code = init->options.exit_as[signal ? CTINIT_EXIT_SIGNAL + signal : code];
	compat_log(init, signal ? MSG_COMMAND_KILLED : MSG_COMMAND_EXITED, NULL,
		   signal ? signal : code, 0);
	if (init->options.profile->ends_group)
		end_group(init);
	compat_log(init, MSG_ENDS, NULL, init->code, 0);
	init->child = 0;
	init->done = true;
}

static void report_child_end(struct mini_init *init, long pid, int status)
{
	/* wait(2) encodes the signal in 7 bits and the exit code in the next byte. */
	int signal = status & 0x7f;
	int code = (status >> 8) & 0xff;

	compat_log(init, signal ? MSG_CHILD_KILLED : MSG_CHILD_EXITED, NULL, pid,
		   signal ? signal : code);
	if (pid == init->child)
		command_ended(init, signal, code);
	else if (init->options.warn_reaped)
		compat_log(init, MSG_ORPHAN, NULL, pid, 0);
}

bool reap_children(struct mini_init *init)
{
	bool logged = false;
	int status;
	long pid;

	while ((pid = raw_syscall(__NR_wait4, -1, (long)&status, WNOHANG | WUNTRACED, 0,
				  0)) > 0) {
		if ((status & 0xff) == 0x7f) { /* WIFSTOPPED */
			if (pid == init->child)
				follow_suspend(init);
			continue;
		}
		if (!logged)
			compat_log(init, MSG_GOT_CHILD, NULL, CTINIT_SIGCHLD, 0);
		logged = true;
		report_child_end(init, pid, status);
	}
	return pid != -ECHILD;
}

static bool stops_itself_on(const struct mini_init *init, int number)
{
	return init->options.profile->stops_itself &&
	       (number == CTINIT_SIGTSTP || number == CTINIT_SIGTTIN ||
		number == CTINIT_SIGTTOU);
}

/* Returns true for the first SIGHUP and the first SIGCONT after we left the terminal. The
 * kernel sends them, and we do not forward them. */
static bool is_from_leaving_terminal(struct mini_init *init, int number)
{
	uint64_t bit = (uint64_t)1 << (number & 63);

	if (!(init->terminal_signals & bit))
		return false;
	init->terminal_signals &= ~bit;
	compat_log(init, MSG_TERMINAL_SIGNAL, NULL, number, 0);
	return true;
}

/* Handles one signal other than SIGCHLD. After SIGCONT, gives the terminal to the command
 * again, because `fg` in the shell may have given it to our group. */
static void handle_signal(struct mini_init *init, struct kernel_siginfo *info)
{
	if (info->number == CTINIT_SIGPIPE && info->code == SI_CODE_KILL &&
	    info->pid == init->pid)
		return; /* caused by our own write to a closed stderr */
	if (info->number < 1 || info->number >= CTINIT_SIGNAL_COUNT)
		return;
	/* The emulated programs do not see signals 32 and 33 either, so print no
	 * message. */
	if (signal_is_libc(info->number) && !init->options.forward_as[info->number])
		return;
	compat_log(init, MSG_GOT, NULL, info->number, 0);
	if (is_from_leaving_terminal(init, info->number))
		return;
	if (info->number == CTINIT_SIGCONT && init->options.process_group == GROUP_NEW &&
	    init->child)
		foreground_give(init, init->child);
	/* Without a command, SIGTERM or SIGINT ends ctinit itself. */
	if (!init->options.command &&
	    (info->number == CTINIT_SIGTERM || info->number == CTINIT_SIGINT))
		init->done = true;
	bool stops = stops_itself_on(init, info->number);
	forward_signal(init, info);
	if (stops)
		suspend_self(init);
}

int signal_loop(struct mini_init *init)
{
	uint64_t all = SYS_ALL_SIGNALS;
	bool left = reap_children(init);

	while (!init->done || (init->options.wait_all && init->options.command && left)) {
		struct kernel_siginfo info;
		long number = raw_syscall(__NR_rt_sigtimedwait, (long)&all, (long)&info, 0,
					  KERNEL_SIGSET_SIZE, 0);

		if (number == CTINIT_SIGCHLD)
			left = reap_children(init);
		else if (number > 0)
			handle_signal(init, &info);
	}
	return init->code;
}
