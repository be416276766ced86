/* init/runtime/monitor.c - what stays on the host while the container lives. */
#include "init/runtime/monitor.h"

#include "conf/base/exits.h"
#include "init/handoff/config_reader.h"
#include "init/handoff/handoff.h"
#include "init/handoff/monitor_socket.h"
#include "init/runtime/die.h"
#include "init/runtime/host_notify.h"
#include "init/runtime/pty.h"
#include "init/runtime/stdin_pipe.h"
#include "init/sys/calls.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/mman.h>
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
	struct typed typed;
	pid_t reader;  /* of the file, again; 0: none */
	msec again_at; /* of the next one: not before; while one runs: until it is killed */
	bool again_wanted;
	bool up, stopping;        /* the init has said so */
	bool reloading;           /* and is to say when that is over */
	struct reload_info *news; /* what the reader found, shared with it */
};

/* Who is root inside may ask for a reload as often as it likes; we read on the host. */
#define AGAIN_PAUSE   200
#define REFUSED_PAUSE 20          /* ms */
#define READ_TIME     SECONDS(10) /* a file on a dead file system, a FIFO */

static msec now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return SECONDS(t.tv_sec) + t.tv_nsec / 1000000;
}

/* The file was read with it, in a home of 0700: only the reader raises it. */
#define CAP_READ SYS_SIGNAL_BIT(CAP_DAC_READ_SEARCH + 1)

/* What a monitor does not need it does not keep; the parent-death signal to a container of
 * other ids is sent with our credentials and needs CAP_KILL. */
static void keep_little(const struct monitor *monitor)
{
	uint64_t keep = monitor->mapped_root ? SYS_SIGNAL_BIT(CAP_KILL + 1) : 0;
	uint64_t read = monitor->again ? CAP_READ : 0;
	uint64_t effective = 0, permitted = 0;

	sys_capget(&effective, &permitted);
	if (permitted)
		sys_capset(keep & permitted, (keep | read) & permitted, 0);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)!chdir("/"); /* pin no file system of the user's */
}

/* ---- the file is read again ---- */

/* In a child: it may hang, and takes memory that we do not want to keep. */
_Noreturn static void reader(const struct watch *watch)
{
	const struct monitor *m = watch->monitor;
	uint64_t effective = 0, permitted = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	sys_capget(&effective, &permitted);
	if (permitted & CAP_READ)
		sys_capset(CAP_READ, CAP_READ, 0);
	int fd = m->again->read(m->again->context, watch->news);
	int r = fd < 0 ? 0 : monitor_send(m->monitor_fd, MONITOR_CONF, fd);
	if (r < 0)
		warn("cannot hand over the new configuration: %s", strerror(-r));
	_exit(fd < 0 || r < 0);
}

/* Nothing has changed: what was up is up. */
static void reload_refused(struct watch *watch)
{
	watch->reloading = false;
	if (watch->up)
		host_notify_send(watch->monitor->report_fd, SD_READY);
}

static void read_again(struct watch *watch)
{
	watch->again_wanted = false;
	watch->reloading = true;
	host_notify_send(watch->monitor->report_fd, SD_RELOADING);
	if (watch->news == NULL) {
		void *page = mmap(NULL, sizeof *watch->news, PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		watch->news = page == MAP_FAILED ? NULL : page;
	}
	if (watch->news != NULL)
		*watch->news = (struct reload_info){ 0 };
	watch->reader = fork();
	if (watch->reader == 0)
		reader(watch);
	watch->again_at = now() + READ_TIME;
	if (watch->reader > 0)
		return;
	warn("cannot read the file again: %s", strerror(errno));
	watch->reader = 0;
	reload_refused(watch);
}

static void again(struct watch *watch)
{
	if (watch->monitor->again == NULL)
		return;
	if (watch->reader > 0 || now() < watch->again_at)
		watch->again_wanted = true;
	else
		read_again(watch);
}

/* What stops for the reload may still take the old time. */
static void take_news(struct watch *watch)
{
	struct monitor *m = watch->monitor;

	if (watch->news == NULL || watch->news->stop_timeout == 0)
		return;
	m->reload_signals = watch->news->reload_signals;
	if (m->style != NULL)
		die_style(watch->news->style, m->colour);
	if (watch->news->stop_timeout > m->stop_timeout)
		m->stop_timeout = watch->news->stop_timeout;
}

static void reader_ended(struct watch *watch)
{
	int status;

	if (watch->reader <= 0 || waitpid(watch->reader, &status, WNOHANG) != watch->reader)
		return;
	watch->reader = 0;
	watch->again_at = now() + AGAIN_PAUSE;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		take_news(watch);
		return;
	}
	warn("the reload is refused, nothing has changed");
	reload_refused(watch);
}

/* The caller's terminal is in use by the container alone. */
static bool has_terminal(const struct watch *watch)
{
	return watch->monitor->streams.terminal == HANDOFF_TERMINAL_WHOLE;
}

static bool is_stop(int signal)
{
	/* RTMIN+3 and RTMIN+4 as systemd's halt and poweroff, DESIGN 6. */
	return signal == SIGTERM || signal == SIGINT || signal == SIGQUIT ||
	       signal == SIGPWR || signal == 37 || signal == 38;
}

/* The init is our child and not waited for: its pid is its own. */
static void signal_init(const struct monitor *monitor, int signal, const siginfo_t *info)
{
	int r = sys_pidfd_signal(monitor->pidfd, signal, info);

	if (r == -EPERM || r == -ENOSYS)
		kill(monitor->pid, signal);
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
	signal_init(watch->monitor, signal, queued ? &info : NULL);
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
	if (watch->monitor->reload_signals >> (info->ssi_signo - 1) & 1 &&
	    !(info->ssi_signo == SIGHUP && has_terminal(watch))) {
		again(watch);
		return;
	}
	switch (info->ssi_signo) {
	case SIGCHLD: reader_ended(watch); return;
	case SIGTTIN:
	case SIGTTOU: return;
	case SIGWINCH:
		pty_resize(&watch->pty);
		if (has_terminal(watch))
			return;
		break;
	case SIGCONT: /* perhaps in the foreground now */
		watch->typed.away = false;
		pty_again(&watch->pty);
		break;
	case SIGHUP:
		if (has_terminal(watch)) { /* the terminal is gone: so are its users */
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

/* Each is sent on once: a hostile init must not keep us busy. */
static void init_reports(struct watch *watch, bool up)
{
	if (up ? watch->up && !watch->reloading : watch->stopping)
		return;
	host_notify_send(watch->monitor->report_fd, up ? SD_READY : SD_STOPPING);
	watch->up |= up;
	watch->reloading &= !up;
	watch->stopping |= !up;
}

/* One message; false: the init closed its end. */
static bool read_control(struct watch *watch)
{
	enum monitor_message kind;
	int fd = -1, r = monitor_receive(watch->monitor->monitor_fd, &kind, &fd);

	/* It stays readable: without a pause this would spin. */
	if (r < 0 && r != -EAGAIN) {
		warn("cannot hear the init: %s", strerror(-r));
		poll(NULL, 0, REFUSED_PAUSE);
	}
	if (r <= 0)
		return r < 0;
	if (kind == MONITOR_PTY &&
	    watch->monitor->streams.terminal != HANDOFF_TERMINAL_NONE && isatty(fd))
		pty_take(&watch->pty, fd);
	else if (fd >= 0)
		close(fd);
	if (kind == MONITOR_RELOAD)
		again(watch);
	if (kind == MONITOR_UP || kind == MONITOR_STOPPING)
		init_reports(watch, kind == MONITOR_UP);
	return true;
}

static int at_most(msec left)
{
	return left > 1000000 ? 1000000 : (int)left;
}

/* Until the container is killed. */
static int stop_left(struct watch *watch)
{
	if (watch->deadline == 0)
		return -1;
	msec left = watch->deadline - now();
	if (left > 0)
		return at_most(left);
	watch->deadline = 0;
	pty_restore(&watch->pty);
	warn("the container did not end in time: killed");
	signal_init(watch->monitor, SIGKILL, NULL);
	return -1;
}

static int sooner(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

static int time_left(struct watch *watch)
{
	int left = sooner(stop_left(watch), typed_wait(&watch->typed, now()));
	msec pause = watch->again_at - now();

	if (!watch->again_wanted && watch->reader <= 0)
		return left;
	if (pause <= 0 && watch->reader > 0) {
		warn("reading the file again took longer than %d s",
		     (int)(READ_TIME / 1000));
		kill(watch->reader, SIGKILL);
		watch->again_at = now() + READ_TIME;
	} else if (pause <= 0) {
		read_again(watch);
	}
	pause = watch->again_at - now();
	return pause > 0 && (left < 0 || pause < left) ? at_most(pause) : left;
}

static int wait_for_end(struct watch *watch)
{
	siginfo_t info;
	int err, status;

	memset(&info, 0, sizeof info);
	while ((err = waitid(P_PIDFD, (id_t)watch->monitor->pidfd, &info, WEXITED)) < 0 &&
	       errno == EINTR)
		;
	if (err < 0 && (err = waitpid(watch->monitor->pid, &status, 0)) > 0) {
		bool exited = WIFEXITED(status);

		info.si_code = exited ? CLD_EXITED : CLD_KILLED;
		info.si_status = exited ? WEXITSTATUS(status) : WTERMSIG(status);
	}
	if (watch->reader > 0)
		kill(watch->reader, SIGKILL);
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
	const struct streams *streams = &monitor->streams;
	if (monitor->style != NULL)
		die_style(*monitor->style, monitor->colour);
	pty_init(&watch.pty, streams->terminal, streams->screen);
	typed_init(&watch.typed, streams->keyboard, streams->typed);
	watch.signal_fd = sys_signalfd(SYS_ALL_SIGNALS, SFD_CLOEXEC | SFD_NONBLOCK);
	if (watch.signal_fd < 0)
		die("receive signals: signalfd4", NULL, watch.signal_fd, NULL);
	keep_little(monitor);
	host_notify_send(monitor->report_fd, SD_STARTING);
	for (;;) {
		struct pollfd polls[3 + PTY_POLLS + TYPED_POLLS] = {
			{ monitor->pidfd, POLLIN, 0 },
			{ watch.signal_fd, POLLIN, 0 },
			{ monitor->monitor_fd, POLLIN, 0 },
		};

		int timeout = time_left(&watch);
		pty_polls(&watch.pty, polls + 3);
		typed_polls(&watch.typed, polls + 3 + PTY_POLLS);
		if (poll(polls, ARRAY_LEN(polls), timeout) <= 0)
			continue;
		if (polls[2].revents && !read_control(&watch)) {
			close(monitor->monitor_fd);
			monitor->monitor_fd = -1;
		}
		pty_relay(&watch.pty, polls + 3);
		typed_relay(&watch.typed, polls + 3 + PTY_POLLS, now());
		if (polls[1].revents)
			read_signals(&watch);
		if (polls[0].revents)
			return wait_for_end(&watch);
	}
}
