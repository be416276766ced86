/* supervisor/proc/spawn.c - the fork, and the far side of it as an ordered list.
 *
 * Below the mark everything runs in the child, between fork() and execve(): only
 * async-signal-safe calls on a const plan. A step returns 0, or -1 with errno set. The
 * order is the contract. */
#include "supervisor/proc/spawn.h"

#include "conf/base/base.h"
#include "conf/base/exits.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- the child ---- */

static int step_session(const struct spawn_plan *p)
{
	if (p->take_foreground)
		return setpgid(0, 0);
	if (setsid() < 0)
		return -1;
	/* A terminal that another session holds is not ours to steal: go on without. */
	if (p->session_terminal)
		(void)!ioctl(p->stdio[0].fd, TIOCSCTTY, 0);
	return 0;
}

static int write_oom(int value)
{
	char text[8];
	int at = (int)sizeof text, fd;
	unsigned rest = (unsigned)(value < 0 ? -value : value);

	do
		text[--at] = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (value < 0)
		text[--at] = '-';
	/* A process that cannot be dumped does not own its files below /proc (proc(5)). */
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	ssize_t n = write(fd, text + at, sizeof text - (size_t)at);
	int err = errno;
	close(fd);
	errno = err;
	return n < 0 ? -1 : 0;
}

static int step_oom(const struct spawn_plan *p)
{
	return p->set_oom ? write_oom(p->oom) : 0;
}

static int step_nice(const struct spawn_plan *p)
{
	return p->set_nice ? setpriority(PRIO_PROCESS, 0, p->nice) : 0;
}

static int step_limits(const struct spawn_plan *p)
{
	for (int r = 0; r < RLIM_NLIMITS; r++) {
		bool asked = p->limits_set >> r & 1;

		/* Only what PID 1 changed for itself has to be given back. */
		if (!asked && (p->inherited_limits == NULL || r != RLIMIT_NOFILE))
			continue;
		if (setrlimit((__rlimit_resource_t)r,
			      asked ? &p->limits[r] : &p->inherited_limits[r]) < 0 &&
		    asked)
			return -1;
	}
	return 0;
}

static int open_stdio(const struct spawn_stdio *s, int to)
{
	int flags = to == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_APPEND;

	if (s->null) {
		int fd = open("/dev/null", O_RDWR | O_NOCTTY | O_CLOEXEC);
		return fd; /* the caller falls back when there is no /dev */
	}
	if (s->path != NULL)
		return open(s->path, flags | O_NOCTTY | O_CLOEXEC, 0640);
	return s->fd;
}

/* Without a /dev/null: a pipe whose other end is closed reads as empty. */
static int empty_pipe(int to)
{
	int ends[2];

	if (pipe(ends) < 0)
		return -1;
	close(ends[to == 0]);
	return ends[to != 0];
}

static int step_stdio(const struct spawn_plan *p)
{
	for (int to = 0; to < 3; to++) {
		const struct spawn_stdio *s = &p->stdio[to];
		int fd = open_stdio(s, to);

		if (fd < 0 && s->null && errno == ENOENT)
			fd = empty_pipe(to);
		if (fd < 0 && (s->null || s->path != NULL))
			return -1;
		if (fd < 0)
			close(to);
		else if (fd == to)
			fcntl(fd, F_SETFD, 0);
		else if (dup2(fd, to) < 0)
			return -1;
	}
	if (p->take_foreground)
		tcsetpgrp(0, getpid()); /* TTOU is still blocked here */
	if (p->notify_fd >= 0 && p->notify_fd != p->notify_as)
		return dup2(p->notify_fd, p->notify_as) < 0 ? -1 : 0;
	return p->notify_fd >= 0 ? fcntl(p->notify_fd, F_SETFD, 0) : 0;
}

static int step_groups(const struct spawn_plan *p)
{
	if (!p->change_user)
		return 0;
	if (setgroups(p->group_count, (const gid_t *)p->groups) == 0)
		return 0;
	/* In a user namespace of one id setgroups is denied (user_namespaces(7)); nothing
	 * can be kept that must not be there but what the namespace was entered with. */
	return errno == EPERM && p->group_count == 0 && getgroups(0, NULL) == 0 ? 0 : -1;
}

static int step_gid(const struct spawn_plan *p)
{
	return p->change_user ? setresgid(p->gid, p->gid, p->gid) : 0;
}

static int step_uid(const struct spawn_plan *p)
{
	return p->change_user ? setresuid(p->uid, p->uid, p->uid) : 0;
}

static int step_directory(const struct spawn_plan *p)
{
	return p->directory != NULL ? chdir(p->directory) : 0;
}

static int step_umask(const struct spawn_plan *p)
{
	umask((mode_t)p->umask);
	return 0;
}

/* All above 2 but the readiness descriptor and the report pipe get CLOEXEC. */
static int step_descriptors(const struct spawn_plan *p)
{
	if (syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC, 5.11 */) < 0 &&
	    errno != EINVAL && errno != ENOSYS)
		return -1;
	return p->notify_fd >= 0 ? fcntl(p->notify_as, F_SETFD, 0) : 0;
}

/* glibc hides 32 and 33; the mask goes by the raw call with its 8 bytes. */
static int step_signals(const struct spawn_plan *p)
{
	struct {
		void (*handler)(int);
		unsigned long flags;
		void (*restorer)(void);
		uint64_t mask;
	} action = { 0 };

	/* PID 1 has no handlers, and of its actions it changed only SIGCHLD's. */
	for (int sig = 1; sig <= 64; sig++) {
		if (sig != SIGCHLD && !(p->ignored >> (sig - 1) & 1))
			continue;
		action.handler = p->ignored >> (sig - 1) & 1 ? SIG_IGN : SIG_DFL;
		(void)!syscall(SYS_rt_sigaction, sig, &action, NULL, sizeof action.mask);
	}
	return (int)syscall(SYS_rt_sigprocmask, SIG_SETMASK, &p->mask, NULL,
			    sizeof p->mask);
}

/* A file without #! that the kernel does not know is a shell script (execvp(3)). */
static int try_exec(const struct spawn_plan *p, const char *file)
{
	char *argv[256] = { (char[]){ "/bin/sh" }, (char *)(uintptr_t)file };

	execve(file, p->argv, p->envp);
	if (errno != ENOEXEC)
		return -1;
	for (size_t i = 1; i + 2 < ARRAY_LEN(argv) && p->argv[i] != NULL; i++)
		argv[i + 1] = p->argv[i];
	execve("/bin/sh", argv, p->envp);
	errno = ENOEXEC;
	return -1;
}

/* Our own code instead of a program: with nothing of PID 1's but its result. */
static void run_own(const struct spawn_plan *p)
{
	int fd = p->run_fd > 3 ? dup2(p->run_fd, 3) : p->run_fd;

	if (fd != 3 || syscall(SYS_close_range, 4u, ~0u, 0u) < 0)
		for (int i = 4; i < 1024; i++) /* before 5.9 */
			close(i);
	_exit(p->run(p->run_context));
}

static int step_exec(const struct spawn_plan *p)
{
	char file[4096];
	size_t name = strlen(p->argv[0]);
	int err = ENOENT;

	if (p->run != NULL)
		run_own(p);
	if (name == 0) {
		errno = ENOENT;
		return -1;
	}
	if (strchr(p->argv[0], '/') != NULL)
		return try_exec(p, p->argv[0]);
	for (const char *at = p->path; at != NULL; at = strchr(at, ':')) {
		at += *at == ':' && at != p->path;
		size_t dir = strcspn(at, ":");
		if (dir + name + 2 > sizeof file)
			continue;
		memcpy(file, at, dir);
		file[dir] = '/';
		memcpy(file + dir + (dir > 0), p->argv[0], name + 1);
		try_exec(p, file);
		if (errno != ENOENT && errno != ENOTDIR)
			err = errno;
		if (errno != ENOENT && errno != ENOTDIR && errno != EACCES)
			break;
	}
	errno = err;
	return -1;
}

/* clang-format off */
static const struct {
	const char *word; /* completes "web: cannot ...: Permission denied" */
	int (*run)(const struct spawn_plan *);
} steps[] = {
	{ "start a session",               step_session },
	{ "set oom-score-adj",             step_oom },
	{ "set nice",                      step_nice },
	{ "set the limits",                step_limits },
	{ "connect stdin, stdout, stderr", step_stdio },
	{ "set the groups",                step_groups }, /* while still root */
	{ "set the group",                 step_gid },
	{ "become the user",               step_uid },    /* no way back after this */
	{ "enter the directory",           step_directory },
	{ "set the umask",                 step_umask },
	{ "close descriptors",             step_descriptors },
	{ "reset signals",                 step_signals },
	{ "run",                           step_exec },   /* returns only to fail */
};
/* clang-format on */

_Noreturn void spawn_child(const struct spawn_plan *plan)
{
	for (int32_t i = 0; i < (int32_t)ARRAY_LEN(steps); i++) {
		if (steps[i].run(plan) == 0)
			continue;
		struct spawn_report report = { .step = i, .err = errno };
		(void)!write(plan->report_fd, &report, sizeof report);
		_exit(spawn_exit_code(&report));
	}
	_exit(CTINIT_EXIT_NOT_RUN);
}

/* ---- the parent ---- */

const char *spawn_step_word(int32_t step)
{
	return step >= 0 && step < (int32_t)ARRAY_LEN(steps) ? steps[step].word : "start";
}

bool spawn_step_is_exec(int32_t step)
{
	return step == (int32_t)ARRAY_LEN(steps) - 1;
}

int spawn_exit_code(const struct spawn_report *report)
{
	if (!spawn_step_is_exec(report->step))
		return CTINIT_EXIT_SETUP;
	return report->err == ENOENT || report->err == ENOTDIR ? CTINIT_EXIT_NOT_FOUND
							       : CTINIT_EXIT_NOT_RUN;
}

/* Signals stay blocked as PID 1 has them (all): no handler can run in the child. */
pid_t spawn(struct spawn_plan *plan, int *ret_report_fd)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	if (plan->notify_fd >= 0 && ends[1] == plan->notify_as) {
		/* the child would overwrite it: move it away */
		int moved = fcntl(ends[1], F_DUPFD_CLOEXEC, plan->notify_as + 1);
		if (moved < 0) {
			int err = errno;
			close(ends[0]);
			close(ends[1]);
			return -err;
		}
		close(ends[1]);
		ends[1] = moved;
	}
	plan->report_fd = ends[1];
	pid_t pid = fork();
	if (pid == 0)
		spawn_child(plan);
	int err = errno;
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return -err;
	}
	*ret_report_fd = ends[0];
	return pid;
}
