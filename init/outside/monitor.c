/* init/outside/monitor.c - what stays on the host while the container lives. */
#include "init/outside/monitor.h"

#include "conf/base/exits.h"
#include "init/handoff.h"
#include "init/outside/die.h"
#include "init/outside/pty.h"
#include "init/sys/calls.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct watch {
	struct monitor *monitor;
	int signal_fd;
	msec deadline; /* of the stop; 0: none asked for */
	struct pty pty;
};

static msec now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return SECONDS(t.tv_sec) + t.tv_nsec / 1000000;
}

/* What a monitor does not need it does not keep; the parent-death signal to a container of
 * other ids is sent with our credentials and needs CAP_KILL. */
static void keep_little(const struct monitor *monitor)
{
	uint64_t keep = monitor->mapped_root ? SYS_SIGNAL_BIT(CAP_KILL + 1) : 0;
	uint64_t effective = 0, permitted = 0;

	sys_capget(&effective, &permitted);
	if (permitted)
		sys_capset(keep & permitted, keep & permitted, 0);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)!chdir("/"); /* pin no file system of the user's */
}

static bool is_stop(int signal)
{
	/* RTMIN+3 and RTMIN+4 as systemd's halt and poweroff, DESIGN 6. */
	return signal == SIGTERM || signal == SIGINT || signal == SIGQUIT ||
	       signal == SIGPWR || signal == 37 || signal == 38;
}

static void forward(struct watch *watch, const struct signalfd_siginfo *from)
{
	int signal = (int)from->ssi_signo;
	siginfo_t info;

	memset(&info, 0, sizeof info);
	info.si_signo = signal;
	info.si_code = SI_QUEUE;
	info.si_pid = (pid_t)from->ssi_pid;
	info.si_uid = from->ssi_uid;
	info.si_value.sival_ptr = (void *)(uintptr_t)from->ssi_ptr;
	bool queued = from->ssi_code == SI_QUEUE;
	sys_pidfd_signal(watch->monitor->pidfd, signal, queued ? &info : NULL);
	if (is_stop(signal) && watch->deadline == 0)
		watch->deadline = now() + watch->monitor->stop_timeout;
}

static void stop_ourselves(struct watch *watch)
{
	pty_restore(&watch->pty);
	kill(getpid(), SIGSTOP);
	pty_again(&watch->pty);
	pty_resize(&watch->pty);
}

static void on_signal(struct watch *watch, const struct signalfd_siginfo *info)
{
	switch (info->ssi_signo) {
	case SIGCHLD:
	case SIGTTIN:
	case SIGTTOU: return;
	case SIGWINCH:
		if (watch->monitor->terminal) {
			pty_resize(&watch->pty);
			return;
		}
		break;
	case SIGHUP:
		if (watch->monitor->terminal) { /* the terminal is gone: so are its users */
			struct signalfd_siginfo term = { .ssi_signo = SIGTERM };

			pty_hang_up(&watch->pty);
			forward(watch, &term);
			return;
		}
		break;
	case SIGPIPE: /* our own write on a closed stdout */
		if (info->ssi_pid == (uint32_t)getpid())
			return;
		break;
	}
	forward(watch, info);
	if (info->ssi_signo == SIGTSTP)
		stop_ourselves(watch);
}

static void read_signals(struct watch *watch)
{
	struct signalfd_siginfo info;

	while (read(watch->signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
		on_signal(watch, &info);
}

/* One message; false: the init closed its end. */
static bool read_control(struct watch *watch)
{
	struct handoff_message body = { 0 };
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} space;
	struct iovec part = { &body, sizeof body };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = &space,
				  .msg_controllen = sizeof space };
	ssize_t n = recvmsg(watch->monitor->control_fd, &message,
			    MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int fd = -1;
	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
	    header->cmsg_len == CMSG_LEN(sizeof fd))
		memcpy(&fd, CMSG_DATA(header), sizeof fd);
	bool wanted = n == (ssize_t)sizeof body && body.kind == HANDOFF_PTY &&
		      watch->monitor->terminal && isatty(fd);
	if (wanted)
		pty_take(&watch->pty, fd);
	else if (fd >= 0)
		close(fd);
	return true;
}

static int time_left(struct watch *watch)
{
	if (watch->deadline == 0)
		return -1;
	msec left = watch->deadline - now();
	if (left > 0)
		return left > 1000000 ? 1000000 : (int)left;
	watch->deadline = 0;
	pty_restore(&watch->pty);
	warn("the container did not end in time: killed");
	sys_pidfd_signal(watch->monitor->pidfd, SIGKILL, NULL);
	return -1;
}

static int wait_for_end(struct watch *watch)
{
	siginfo_t info;
	int err;

	memset(&info, 0, sizeof info);
	while ((err = waitid(P_PIDFD, (id_t)watch->monitor->pidfd, &info, WEXITED)) < 0 &&
	       errno == EINTR)
		;
	pty_drain(&watch->pty);
	pty_restore(&watch->pty);
	if (err < 0)
		return CTINIT_EXIT_SETUP;
	return info.si_code == CLD_EXITED ? info.si_status
					  : CTINIT_EXIT_SIGNAL + info.si_status;
}

int monitor_run(struct monitor *monitor)
{
	static struct watch watch;

	watch.monitor = monitor;
	pty_init(&watch.pty);
	watch.signal_fd = sys_signalfd(SYS_ALL_SIGNALS, SFD_CLOEXEC | SFD_NONBLOCK);
	keep_little(monitor);
	for (;;) {
		struct pollfd polls[3 + PTY_POLLS] = {
			{ monitor->pidfd, POLLIN, 0 },
			{ watch.signal_fd, POLLIN, 0 },
			{ monitor->control_fd, POLLIN, 0 },
		};

		int timeout = time_left(&watch);
		pty_polls(&watch.pty, polls + 3);
		if (poll(polls, 3 + PTY_POLLS, timeout) <= 0)
			continue;
		if (polls[2].revents && !read_control(&watch)) {
			close(monitor->control_fd);
			monitor->control_fd = -1;
		}
		pty_relay(&watch.pty, polls + 3);
		if (polls[1].revents)
			read_signals(&watch);
		if (polls[0].revents)
			return wait_for_end(&watch);
	}
}
