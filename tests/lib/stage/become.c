/* tests/lib/stage/become.c - turns a new process into the subject: sets its terminal, ids and
 * signals, and executes it. */
#include "tests/lib/stage/stage.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void set_mask(uint64_t mask)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof(mask));
}

void terminal_leader(void)
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

void introduce(char who)
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

void become(char **argv)
{
	char number[16];
	uint64_t set = ~0ULL;

	set_mask(set); /* SIGTTOU must not stop us while we set up the terminal */
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
	/* signal(3) refuses 32 and 33, which libc uses, and make(1) ignores one of them. */
	for (int s = 32; s <= 33; s++)
		syscall(SYS_rt_sigaction, s, (unsigned long[4]){ 0 }, NULL, 8);
	for (int fd = 0; fd < 3; fd++)
		if (want.closed >> fd & 1)
			close(fd);
	set_mask(want.block);
	execv(argv[0], argv);
	must(-1, argv[0]);
}
