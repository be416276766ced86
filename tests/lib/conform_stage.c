/* tests/lib/conform_stage.c - starts an init in a pid namespace, as a conformance case
 * requires.
 *
 * usage: conform_stage REPORT_FD [option...] -- PROGRAM [ARGS]
 * This process is the host side. Its child is the subject, or with `child` an inner init
 * whose child is the subject. It writes `pid N` to REPORT_FD, the subject's pid on the
 * host, with `middle` also `middle N`, and at the end `exit N` or `signal N`. All processes
 * end with this one, and when the reader of REPORT_FD closes it.
 * Source: pid_namespaces(7), unix(7) SCM_CREDENTIALS, credentials(7). */
#include "tests/lib/stage/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int report_fd, pair[2];
/* The subject's pid in the namespace of its parent, in shared memory. */
static volatile pid_t *subject;

static void fail(const char *what)
{
	dprintf(report_fd, "fail %s: %s\n", what, strerror(errno));
	_exit(125);
}

void must(long result, const char *what)
{
	if (result < 0)
		fail(what);
}

static void say_status(int status)
{
	if (WIFSIGNALED(status))
		dprintf(report_fd, "signal %d\n", WTERMSIG(status));
	else
		dprintf(report_fd, "exit %d\n", WEXITSTATUS(status));
}

/* Forks the subject below the inner init. With `middle` an intermediate process calls this;
 * when it dies, the inner init becomes the subject's parent. */
static void fork_subject(char **argv)
{
	pid_t pid = fork();

	must(pid, "fork");
	if (pid == 0)
		become(argv);
	*subject = pid;
}

static void quiet_stdio(void)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; fd < 3; fd++)
		null < 0 ? close(fd) : dup2(null, fd);
	if (null > 2)
		close(null);
}

/* Waits to be killed, as the parent of the subject. */
static void wait_as_middle(void)
{
	introduce('m');
	quiet_stdio();
	for (;;)
		pause();
}

static bool fork_middle(void)
{
	pid_t pid;

	if (!want.middle)
		return false;
	pid = fork();
	must(pid, "fork");
	if (pid == 0)
		must(prctl(PR_SET_PDEATHSIG, SIGKILL), "pdeathsig");
	return pid == 0;
}

/* Acts as the inner init of `child`: reaps, reports how the subject exited, then exits,
 * which ends the namespace. */
static void inner_init(char **argv)
{
	pid_t gone;
	int status;

	mounts();
	must(prctl(PR_SET_PDEATHSIG, SIGKILL), "pdeathsig");
	if (want.tty)
		terminal_leader();
	if (fork_middle()) {
		fork_subject(argv);
		wait_as_middle();
	}
	if (!want.middle)
		fork_subject(argv);
	quiet_stdio();
	if (want.early)
		early_term(*subject);
	while ((gone = wait(&status)) > 0)
		if (gone == *subject) {
			say_status(status);
			_exit(0);
		}
	_exit(1);
}

/* Starts the other processes. Returns only in the host side. */
static void start(char **argv)
{
	pid_t pid;
	bool middle = !want.child && fork_middle();

	if (want.middle && !want.child && !middle)
		return;
	enter();
	if (want.tty && !want.child && strcmp(want.tty, "leader"))
		terminal_leader();
	pid = fork();
	must(pid, "fork");
	if (pid == 0) {
		if (want.child)
			inner_init(argv);
		mounts();
		become(argv);
	}
	if (middle)
		wait_as_middle();
}

/* Receives one introduce() and reports it. Returns the subject's pid on the host, or 0 if
 * the intermediate process sent it. */
static pid_t receive_introduction(void)
{
	char control[CMSG_SPACE(sizeof(struct ucred))], byte;
	struct iovec io = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr m = { .msg_iov = &io,
			    .msg_iovlen = 1,
			    .msg_control = control,
			    .msg_controllen = sizeof(control) };
	struct ucred who;

	if (recvmsg(pair[0], &m, 0) != 1 || !CMSG_FIRSTHDR(&m))
		return 0;
	memcpy(&who, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(who));
	dprintf(report_fd, "%s %d\n", byte == 'm' ? "middle" : "pid", who.pid);
	return byte == 'm' ? 0 : who.pid;
}

/* Waits until the subject (or the inner init) exits, then exits. If REPORT_FD has no
 * reader, kills the subject and returns. */
static void wait_for_subject(void)
{
	sigset_t set;
	struct pollfd p[3] = { { .fd = pair[0], .events = POLLIN }, { .fd = report_fd } };
	pid_t seen = 0, gone;
	int status;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	p[2] = (struct pollfd){ .fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC),
				.events = POLLIN };
	for (;;) {
		if (poll(p, 3, -1) < 0)
			continue;
		if (p[1].revents)
			break;
		if (p[0].revents) {
			pid_t pid = receive_introduction();

			seen = pid ? pid : seen;
			if (pid && want.early && !want.child)
				early_term(pid);
		}
		while (read(p[2].fd, (char[128]){ 0 }, 128) > 0)
			;
		while ((gone = waitpid(-1, &status, WNOHANG)) > 0) {
			if (want.child ? !want.middle || gone != seen : gone == seen) {
				if (!want.child)
					say_status(status);
				_exit(0);
			}
		}
		if (gone < 0)
			_exit(1);
	}
	if (seen)
		kill(seen, SIGKILL);
}

int main(int argc, char **argv)
{
	int i, on = 1;

	if (argc < 4)
		return 2;
	report_fd = atoi(argv[1]);
	fcntl(report_fd, F_SETFD, FD_CLOEXEC);
	for (i = 2; i < argc && strcmp(argv[i], "--"); i++)
		if (!option(argv[i]))
			return dprintf(2, "conform_stage: no option %s\n", argv[i]), 2;
	if (i + 1 >= argc)
		return 2;
	subject = mmap(NULL, sizeof(*subject), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), "socketpair");
	must(setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)), "SO_PASSCRED");
	must(prctl(PR_SET_CHILD_SUBREAPER, 1), "subreaper");
	signal(SIGHUP, SIG_IGN);
	sigprocmask(SIG_BLOCK, &(sigset_t){ { 1UL << (SIGCHLD - 1) } }, NULL);
	start(argv + i + 1);
	quiet_stdio();
	wait_for_subject();
	return 0;
}
