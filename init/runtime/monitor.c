/* init/runtime/monitor.c - serves the container from the host until it ends. */
#include "init/runtime/monitor.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "init/handoff/config_reader.h"
#include "init/handoff/handoff.h"
#include "init/handoff/monitor_socket.h"
#include "init/runtime/die.h"
#include "init/runtime/host_control.h"
#include "init/runtime/host_notify.h"
#include "init/runtime/host_reload.h"
#include "init/runtime/idle_wait.h"
#include "init/runtime/pty.h"
#include "init/runtime/stdin_pipe.h"
#include "init/sys/calls.h"
#include "init/sys/signal_info.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct front_end {
	struct monitor *monitor;
	int signal_fd;
	msec deadline; /* when to kill the container; 0 before a stop signal */
	struct pty pty;
	struct stdin_pipe input;
	struct host_reload reload;
	struct host_control control;
};

#define ERROR_PAUSE_MSEC 20
#define QUIET_MSEC       100 /* after it the front end gives memory back */

/* Keeps only the capabilities that we need. The kernel sends the parent-death signal with
 * our credentials, so we need CAP_KILL if the container has other ids. */
static void drop_privileges(const struct monitor *monitor)
{
	uint64_t keep = monitor->mapped_root ? SYS_SIGNAL_BIT(CAP_KILL + 1) : 0;
	uint64_t read = monitor->reader ? host_reload_capability : 0;
	uint64_t effective = 0, permitted = 0;

	sys_capget(&effective, &permitted);
	if (permitted)
		sys_capset(keep & permitted, (keep | read) & permitted, 0);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)!chdir("/"); /* do not keep the user's current directory busy */
}

/* Services that stop because of the reload may need the old stop timeout, so it never
 * shrinks. */
static void finish_reload(struct front_end *front_end)
{
	struct monitor *monitor = front_end->monitor;
	const struct reload_info *info = host_reload_collect(&front_end->reload);

	if (info == NULL)
		return;
	monitor->reload_signals = info->reload_signals;
	if (monitor->style != NULL)
		die_style(info->style, monitor->colour);
	if (info->stop_timeout > monitor->stop_timeout)
		monitor->stop_timeout = info->stop_timeout;
}

/* Returns true if only the container uses the caller's terminal. */
static bool has_terminal(const struct front_end *front_end)
{
	return front_end->monitor->streams.terminal == HANDOFF_TERMINAL_WHOLE;
}

static bool is_stop_signal(int signal)
{
	/* 37 and 38 are SIGRTMIN+3 and SIGRTMIN+4: halt and power-off for systemd
	 * (systemd(1)). */
	return signal == SIGTERM || signal == SIGINT || signal == SIGQUIT ||
	       signal == SIGPWR || signal == 37 || signal == 38;
}

/* We have not reaped the init, so its pid cannot be reused. */
static void send_to_init(const struct monitor *monitor, int signal, const siginfo_t *info)
{
	int r = sys_pidfd_signal(monitor->pidfd, signal, info);

	if (r == -EPERM || r == -ENOSYS)
		kill(monitor->pid, signal);
}

static void forward_signal(struct front_end *front_end, const struct signalfd_siginfo *from)
{
	int signal = (int)from->ssi_signo;
	siginfo_t info;

	send_to_init(front_end->monitor, signal, signal_queued_info(from, signal, &info));
	if (is_stop_signal(signal) && front_end->deadline == 0)
		front_end->deadline = clock_now() + front_end->monitor->stop_timeout;
}

static void suspend_self(struct front_end *front_end)
{
	pty_restore(&front_end->pty);
	kill(getpid(), SIGSTOP);
	pty_resume(&front_end->pty);
	pty_resize(&front_end->pty);
}

static void on_signal(struct front_end *front_end, const struct signalfd_siginfo *info)
{
	if (front_end->monitor->reload_signals >> (info->ssi_signo - 1) & 1 &&
	    !(info->ssi_signo == SIGHUP && has_terminal(front_end))) {
		host_reload_request(&front_end->reload, false);
		return;
	}
	switch (info->ssi_signo) {
	case SIGCHLD: finish_reload(front_end); return;
	case SIGTTIN:
	case SIGTTOU: return;
	case SIGWINCH:
		pty_resize(&front_end->pty);
		if (has_terminal(front_end))
			return;
		break;
	case SIGCONT: /* we may be in the foreground now */
		front_end->input.away = false;
		pty_resume(&front_end->pty);
		break;
	case SIGHUP:
		/* The terminal has hung up: stop the container. */
		if (has_terminal(front_end)) {
			struct signalfd_siginfo term = { .ssi_signo = SIGTERM };

			pty_hang_up(&front_end->pty);
			forward_signal(front_end, &term);
			return;
		}
		break;
	case SIGPIPE: /* caused by our own write to a closed stdout */
		if (info->ssi_pid == (uint32_t)getpid())
			return;
		break;
	}
	forward_signal(front_end, info);
	if (info->ssi_signo == SIGTSTP)
		suspend_self(front_end);
}

static void read_signals(struct front_end *front_end)
{
	struct signalfd_siginfo info;

	while (read(front_end->signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
		on_signal(front_end, &info);
}

/* Receives and handles one message. Returns false if the init has closed the socket. */
static bool read_monitor_socket(struct front_end *front_end)
{
	enum monitor_message message;
	int fd = -1, r = monitor_receive(front_end->monitor->init_fd, &message, &fd);

	/* The socket stays readable: without a pause the loop would spin. */
	if (r < 0 && r != -EAGAIN) {
		warn("cannot receive from the init: %s", strerror(-r));
		poll(NULL, 0, ERROR_PAUSE_MSEC);
	}
	if (r <= 0)
		return r < 0;
	if (message == MONITOR_PTY &&
	    front_end->monitor->streams.terminal != HANDOFF_TERMINAL_NONE && isatty(fd))
		pty_attach(&front_end->pty, fd);
	else if (fd >= 0)
		close(fd);
	if (message == MONITOR_RELOAD)
		host_reload_request(&front_end->reload, false);
	if (message == MONITOR_CHECK)
		host_reload_request(&front_end->reload, true);
	if (message == MONITOR_UP)
		host_notify_up(&front_end->monitor->notify);
	if (message == MONITOR_STOPPING)
		host_notify_stopping(&front_end->monitor->notify);
	return true;
}

static int poll_timeout(msec left)
{
	return left > 1000000 ? 1000000 : (int)left;
}

/* Kills the container if its deadline has passed. Returns the ms until the deadline, for
 * poll(2), or -1. */
static int time_until_kill(struct front_end *front_end)
{
	if (front_end->deadline == 0)
		return -1;
	msec left = front_end->deadline - clock_now();
	if (left > 0)
		return poll_timeout(left);
	front_end->deadline = 0;
	pty_restore(&front_end->pty);
	warn("the container did not stop in time; killing it");
	send_to_init(front_end->monitor, SIGKILL, NULL);
	return -1;
}

static int earlier_timeout(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

static int next_timeout(struct front_end *front_end)
{
	int timeout = time_until_kill(front_end);

	timeout = earlier_timeout(timeout, stdin_pipe_wait(&front_end->input, clock_now()));
	return earlier_timeout(timeout, host_reload_wait(&front_end->reload));
}

/* Like poll(2). If nothing happens for some time, keeps little memory. */
static int wait_for_events(struct pollfd *polls, nfds_t count, int timeout)
{
	int r = poll(polls, count, earlier_timeout(timeout, QUIET_MSEC));

	if (r != 0 || (timeout >= 0 && timeout <= QUIET_MSEC))
		return r;
	return idle_wait(polls, count, timeout < 0 ? -1 : timeout - QUIET_MSEC);
}

static int collect_exit_code(struct front_end *front_end)
{
	siginfo_t info;
	int err, status;

	memset(&info, 0, sizeof info);
	while ((err = waitid(P_PIDFD, (id_t)front_end->monitor->pidfd, &info, WEXITED)) <
		       0 &&
	       errno == EINTR)
		;
	if (err < 0 && (err = waitpid(front_end->monitor->pid, &status, 0)) > 0) {
		bool exited = WIFEXITED(status);

		info.si_code = exited ? CLD_EXITED : CLD_KILLED;
		info.si_status = exited ? WEXITSTATUS(status) : WTERMSIG(status);
	}
	host_reload_abort(&front_end->reload);
	host_control_close(&front_end->control);
	pty_drain(&front_end->pty);
	pty_restore(&front_end->pty);
	if (err < 0)
		return CTINIT_EXIT_SETUP;
	return info.si_code == CLD_EXITED ? info.si_status
					  : CTINIT_EXIT_SIGNAL + info.si_status;
}

int monitor_run(struct monitor *monitor)
{
	static struct front_end front_end;

	front_end.monitor = monitor;
	front_end.reload = (struct host_reload){ .reader = monitor->reader,
						 .notify = &monitor->notify,
						 .init_fd = monitor->init_fd };
	const struct std_streams *streams = &monitor->streams;
	if (monitor->style != NULL)
		die_style(*monitor->style, monitor->colour);
	pty_init(&front_end.pty, streams->terminal, streams->screen);
	stdin_pipe_init(&front_end.input, streams->keyboard, streams->pipe_fd);
	front_end.signal_fd = sys_signalfd(SYS_ALL_SIGNALS, SFD_CLOEXEC | SFD_NONBLOCK);
	if (front_end.signal_fd < 0)
		die("receive signals: signalfd4", NULL, front_end.signal_fd, NULL);
	front_end.control = (struct host_control){ .fd = -1, .lock_fd = -1 };
	if (monitor->name != NULL)
		host_control_open(&front_end.control, monitor->name, monitor->name_chosen,
				  monitor->environment);
	drop_privileges(monitor);
	host_notify_starting(&monitor->notify);
	for (;;) {
		struct pollfd polls[4 + PTY_POLLS + STDIN_PIPE_POLLS] = {
			{ monitor->pidfd, POLLIN, 0 },
			{ front_end.signal_fd, POLLIN, 0 },
			{ monitor->init_fd, POLLIN, 0 },
			{ front_end.control.fd, POLLIN, 0 },
		};

		int timeout = next_timeout(&front_end);
		pty_polls(&front_end.pty, polls + 4);
		stdin_pipe_polls(&front_end.input, polls + 4 + PTY_POLLS);
		if (wait_for_events(polls, ARRAY_LEN(polls), timeout) <= 0)
			continue;
		if (polls[2].revents && !read_monitor_socket(&front_end)) {
			close(monitor->init_fd);
			monitor->init_fd = front_end.reload.init_fd = -1;
			host_control_close(&front_end.control);
			polls[3].revents = 0;
		}
		if (polls[3].revents)
			host_control_accept(&front_end.control, monitor->init_fd);
		/* A resize that came before typed bytes takes effect before they are relayed,
		 * also if poll(2) saw only the bytes. */
		if (!polls[0].revents)
			read_signals(&front_end);
		pty_relay(&front_end.pty, polls + 4);
		stdin_pipe_relay(&front_end.input, polls + 4 + PTY_POLLS, clock_now());
		if (polls[0].revents)
			return collect_exit_code(&front_end);
	}
}
