/* tests/lib/conform_stage.c - starts one init in a pid namespace, as a case wants it.
 *
 * usage: conform_stage REPORT_FD [option...] -- PROGRAM [ARGS]
 * Processes: this one (host side) - [the inner init, with `child`] - the subject. Says on
 * REPORT_FD: `pid N` (the subject, as the host sees it), then `exit N` or `signal N`.
 * Everything ends with this process, and when the reader of REPORT_FD goes away.
 * Source: pid_namespaces(7), unix(7) SCM_CREDENTIALS, credentials(7). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
	bool child, user, noproc, nodev, readonly, early, middle, listen_self, subreaper;
	int uid, closed, extra_fd;
	uint64_t block, ignore;
	const char *
		tty; /* leader, front, back: of the terminal on stdin. With `child` the leader
			  * is the inner init, and the subject its front job */
	const char *cwd, *bare;
} want = { .uid = -1 };

static int report_fd, pair[2];
static volatile pid_t *subject; /* shared; in the subject's parent's own numbers */

static void fail(const char *what)
{
	dprintf(report_fd, "fail %s: %s\n", what, strerror(errno));
	_exit(125);
}

static void must(long result, const char *what)
{
	if (result < 0)
		fail(what);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	must(fd, path);
	must(write(fd, text, strlen(text)), path);
	close(fd);
}

static bool option(char *word)
{
	char *value = strchr(word, '=');

	if (value)
		*value++ = 0;
#define FLAG(name)                \
	if (!strcmp(word, #name)) \
		return want.name = true;
	FLAG(child)
	FLAG(user)
	FLAG(noproc)
	FLAG(nodev)
	FLAG(readonly)
	FLAG(early)
	FLAG(middle)
	FLAG(listen_self)
	FLAG(subreaper)
	if (!value)
		return false;
	if (!strcmp(word, "uid"))
		want.uid = atoi(value);
	else if (!strcmp(word, "closed")) /* bit N: descriptor N */
		want.closed = atoi(value);
	else if (!strcmp(word, "extra_fd"))
		want.extra_fd = atoi(value);
	else if (!strcmp(word, "block")) /* bit N: signal N + 1, as the kernel counts */
		want.block = strtoull(value, NULL, 16);
	else if (!strcmp(word, "ignore"))
		want.ignore = strtoull(value, NULL, 16);
	else if (!strcmp(word, "tty"))
		want.tty = value;
	else if (!strcmp(word, "cwd"))
		want.cwd = value;
	else if (!strcmp(word, "bare"))
		want.bare = value;
	else
		return false;
	return true;
}

/* The namespaces, before the first fork into them. */
static void enter(void)
{
	char map[64];
	unsigned uid = geteuid(), gid = getegid();

	must(unshare(CLONE_NEWPID | CLONE_NEWNS | (want.user ? CLONE_NEWUSER : 0)),
	     "unshare");
	if (want.user) {
		write_file("/proc/self/setgroups", "deny");
		snprintf(map, sizeof(map), "0 %u 1", uid);
		write_file("/proc/self/uid_map", map);
		snprintf(map, sizeof(map), "0 %u 1", gid);
		write_file("/proc/self/gid_map", map);
	}
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
}

/* A root with nothing in it but what the case put into the directory. */
static void bare_root(void)
{
	must(mount(want.bare, want.bare, NULL, MS_BIND, NULL), "bind the bare root");
	must(chdir(want.bare), "chdir");
	must(syscall(SYS_pivot_root, ".", "."), "pivot_root");
	must(umount2(".", MNT_DETACH), "detach the old root");
}

static void mounts(void)
{
	if (want.bare) {
		bare_root();
		return;
	}
	if (want.noproc)
		must(mount("none", "/proc", "tmpfs", MS_RDONLY, NULL), "hide /proc");
	else
		must(mount("proc", "/proc", "proc", 0, NULL), "mount /proc");
	if (want.nodev)
		must(mount("none", "/dev", "tmpfs", MS_RDONLY, NULL), "hide /dev");
	if (want.readonly)
		must(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL),
		     "ro root");
}

static void set_mask(uint64_t mask)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof(mask));
}

/* Prints the owner of the terminal. The subject, or the process above it, leads the session. */
static void terminal_leader(void)
{
	must(setsid(), "setsid");
	must(ioctl(0, TIOCSCTTY, 0), "TIOCSCTTY");
}

static void terminal(void)
{
	pid_t own;

	if (!want.child && !strcmp(want.tty, "leader")) {
		terminal_leader();
		return;
	}
	must(setpgid(0, 0), "setpgid");
	own = getpgrp();
	if (strcmp(want.tty, "back"))
		must(tcsetpgrp(0, own), "tcsetpgrp");
}

/* Tells the host side our pid as it sees it: the kernel translates. */
static void introduce(char who)
{
	struct ucred self = { .pid = getpid(), .uid = geteuid(), .gid = getegid() };
	char control[CMSG_SPACE(sizeof(self))] = { 0 };
	struct iovec io = { .iov_base = &who, .iov_len = 1 };
	struct msghdr m = { .msg_iov = &io,
			    .msg_iovlen = 1,
			    .msg_control = control,
			    .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_CREDENTIALS;
	c->cmsg_len = CMSG_LEN(sizeof(self));
	memcpy(CMSG_DATA(c), &self, sizeof(self));
	must(sendmsg(pair[1], &m, MSG_NOSIGNAL), "introduce");
}

static void become(char **argv)
{
	char number[16];
	uint64_t set = ~0ULL;

	set_mask(set); /* TTOU must not stop what sets the terminal up */
	if (want.tty)
		terminal();
	if (want.cwd)
		must(chdir(want.cwd), "chdir");
	if (want.uid >= 0 && geteuid() == 0 && !want.user) {
		must(setresgid((gid_t)want.uid, (gid_t)want.uid, (gid_t)want.uid), "gid");
		must(setresuid((uid_t)want.uid, (uid_t)want.uid, (uid_t)want.uid), "uid");
	}
	if (!want.middle)
		must(prctl(PR_SET_PDEATHSIG, SIGKILL), "pdeathsig");
	must(setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }), "no core files");
	if (want.listen_self) {
		snprintf(number, sizeof(number), "%d", (int)getpid());
		setenv("LISTEN_PID", number, 1);
	}
	introduce('p');
	if (want.subreaper)
		must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "subreaper");
	if (want.early)
		must(ptrace(PTRACE_TRACEME, 0, 0, 0), "traceme");
	if (want.extra_fd)
		must(fcntl(0, F_DUPFD, want.extra_fd), "extra fd");
	for (int s = 1; s <= 64; s++)
		if (s != SIGKILL && s != SIGSTOP && s != 32 && s != 33)
			signal(s, want.ignore >> (s - 1) & 1 ? SIG_IGN : SIG_DFL);
	/* libc's own two: make(1) ignores one, and signal(3) refuses them. */
	for (int s = 32; s <= 33; s++)
		syscall(SYS_rt_sigaction, s, (unsigned long[4]){ 0 }, NULL, 8);
	for (int fd = 0; fd < 3; fd++)
		if (want.closed >> fd & 1)
			close(fd);
	set_mask(want.block);
	execv(argv[0], argv);
	fail(argv[0]);
}

static void say_status(int status)
{
	if (WIFSIGNALED(status))
		dprintf(report_fd, "signal %d\n", WTERMSIG(status));
	else
		dprintf(report_fd, "exit %d\n", WEXITSTATUS(status));
}

/* How sure is it that the subject has taken the TERM sent to it? It sleeps with none
 * pending; or it stays in D, as vfork(2) keeps it until its child runs. -1: it has not.
 * proc(5) status. */
static int has_taken_term(pid_t pid)
{
	char path[64], line[128], state = 0;
	unsigned long long pending = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return 300;
	while (fgets(line, sizeof(line), f)) {
		sscanf(line, "State: %c", &state);
		sscanf(line, "ShdPnd: %llx", &pending);
	}
	fclose(f);
	if (state == 'D')
		return 1;
	return state == 'Z' || (state == 'S' && !(pending >> (SIGTERM - 1) & 1)) ? 100 : -1;
}

/* Sends TERM as soon as the subject's child exists, before the child has run at all. The child
 * continues when the subject has handled TERM. Source: ptrace(2). */
static void early_term(pid_t pid)
{
	unsigned long born = 0;
	int status;

	must(waitpid(pid, &status, 0), "early: exec");
	must(ptrace(PTRACE_SETOPTIONS, pid, 0,
		    PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE),
	     "early: options");
	must(ptrace(PTRACE_CONT, pid, 0, 0), "early: run");
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status) && !(status >> 16))
		ptrace(PTRACE_CONT, pid, 0, WSTOPSIG(status));
	must(ptrace(PTRACE_GETEVENTMSG, pid, 0, &born), "early: born");
	must(waitpid((pid_t)born, &status, __WALL), "early: its child");
	must(kill(pid, SIGTERM), "early: TERM");
	must(ptrace(PTRACE_DETACH, pid, 0, 0), "early: detach");
	for (int sure = 0, left = 100000; sure < 300 && left; left--) {
		int more = has_taken_term(pid);

		sure = more < 0 ? 0 : sure + more;
		sched_yield();
	}
	must(ptrace(PTRACE_DETACH, (pid_t)born, 0, 0), "early: let it go");
}

/* Forks the subject. With `middle` its parent is a process that may die before it; then the
 * caller adopts the subject. */
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

/* Stays until it is killed: the parent whose death a case wants to see. */
static void be_middle(void)
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

/* The inner init of `child`: reaps, says how the subject ended, and ends everything. */
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
		be_middle();
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

/* Returns in the host side only. */
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
		be_middle();
}

/* A line of introduction: the pid of the subject, or of the middle one. */
static pid_t hear(void)
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

/* Waits until the subject (or the inner init) ends, or until its output has no reader. */
static void serve(void)
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
			pid_t pid = hear();

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
	serve();
	return 0;
}
