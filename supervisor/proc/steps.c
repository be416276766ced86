/* supervisor/proc/steps.c - the child's side of a start, as an ordered list.
 *
 * Everything here runs between clone() and execve(), mostly in the parent's own memory
 * while the parent runs on: only raw system calls on a const plan, nothing that writes
 * errno or any other state of libc. A step returns 0 or a negative errno; one that needs
 * libc, or whose effect goes by the memory and not by the process, wants
 * plan->needs_own_memory. The order is the contract. */
#include "supervisor/proc/spawn.h"

#include "conf/base/base.h"
#include "conf/base/exits.h"
#include "conf/base/raw_syscall.h"
#include "supervisor/path/path.h"
#include "supervisor/proc/interpreter.h"
#include "supervisor/proc/tmpfiles.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What a step failed on goes along with the errno, above it. */
#define ERR_BITS 16
static int failed_on(int err, int which)
{
	return err < 0 ? -(-err | (which + 1) << ERR_BITS) : err;
}

static int call(long number, long a, long b, long c)
{
	return (int)(number == SYS_close ? raw_syscall(number, a, b, c, 0, 0)
					 : raw_syscall_retry(number, a, b, c, 0, 0));
}

static int open_file(const char *path, int flags, unsigned mode)
{
	return (int)raw_syscall_retry(SYS_openat, AT_FDCWD, (long)path, flags, mode, 0);
}

static int close_fd(int fd)
{
	return call(SYS_close, fd, 0, 0);
}

static int set_foreground(void)
{
	int group = call(SYS_getpid, 0, 0, 0);

	return call(SYS_ioctl, 0, TIOCSPGRP, (long)&group); /* TTOU is still blocked here */
}

static int step_session(const struct spawn_plan *p)
{
	if (p->take_foreground)
		return call(SYS_setpgid, 0, 0, 0);
	int r = call(SYS_setsid, 0, 0, 0);
	if (r < 0)
		return r;
	/* A terminal that another session holds is not ours to steal: go on without. */
	if (p->session_terminal)
		call(SYS_ioctl, p->stdio[0].fd, TIOCSCTTY, 0);
	/* So that its user may open it by name too, as login(1) does. */
	if (p->session_terminal && p->change_user)
		call(SYS_fchown, p->stdio[0].fd, p->uid, -1);
	return 0;
}

/* Written by a forked child only, in its own memory. */
static char what[SPAWN_PATH_SIZE];

static int step_dirs(const struct spawn_plan *p)
{
	return p->tmpfiles != NULL ? tmpfiles_make(p->tmpfiles, what, sizeof what) : 0;
}

static int step_remove(const struct spawn_plan *p)
{
	return p->tmpfiles != NULL ? tmpfiles_remove(p->tmpfiles, what, sizeof what) : 0;
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
	call(SYS_prctl, PR_SET_DUMPABLE, 1, 0);
	fd = open_file("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC, 0);
	if (fd < 0)
		return fd;
	int n = call(SYS_write, fd, (long)(text + at), (long)sizeof text - at);
	close_fd(fd);
	return n < 0 ? n : 0;
}

static int step_oom(const struct spawn_plan *p)
{
	return p->set_oom ? write_oom(p->oom) : 0;
}

static int step_nice(const struct spawn_plan *p)
{
	return p->set_nice ? call(SYS_setpriority, PRIO_PROCESS, 0, p->nice) : 0;
}

static int step_limits(const struct spawn_plan *p)
{
	for (int r = 0; r < RLIM_NLIMITS; r++) {
		bool asked = p->limits_set >> r & 1;

		/* Only what PID 1 changed for itself has to be given back. */
		if (!asked && (p->inherited_limits == NULL || r != RLIMIT_NOFILE))
			continue;
		int err = call(SYS_prlimit64, 0, r,
			       (long)(asked ? &p->limits[r] : &p->inherited_limits[r]));
		if (err < 0 && asked)
			return failed_on(err, r);
	}
	return 0;
}

static int open_stdio(const struct spawn_plan *p, const struct spawn_stdio *s, int to)
{
	int flags = to == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_APPEND;

	if (s->null && p->null_fd > 2)
		return p->null_fd;
	if (s->null)
		return open_file("/dev/null", O_RDWR | O_NOCTTY | O_CLOEXEC, 0);
	if (s->path == NULL)
		return s->fd;
	/* Never waits, as for the other side of a FIFO; the service's reads and writes do. */
	const struct path_ids ids = { p->uid, p->gid, p->groups, p->group_count };
	int fd =
		path_open_as(p->change_user ? &ids : NULL, (enum path_use)(PATH_STDIN + to),
			     AT_FDCWD, s->path, flags, 0640);
	int now = fd < 0 ? 0 : call(SYS_fcntl, fd, F_GETFL, 0);
	if (fd >= 0 && now >= 0)
		call(SYS_fcntl, fd, F_SETFL, now & ~O_NONBLOCK);
	return fd;
}

/* Without a /dev/null: a pipe whose other end is closed reads as empty. */
static int empty_pipe(int to)
{
	int ends[2], r = call(SYS_pipe2, (long)ends, 0, 0);

	if (r < 0)
		return r;
	close_fd(ends[to == 0]);
	return ends[to != 0];
}

static int put_at(int fd, int to)
{
	return fd == to ? call(SYS_fcntl, fd, F_SETFD, 0) : call(SYS_dup3, fd, to, 0);
}

static int step_stdio(const struct spawn_plan *p)
{
	int r;

	for (int to = 0; to < 3; to++) {
		const struct spawn_stdio *s = &p->stdio[to];
		int fd = open_stdio(p, s, to);

		if (fd == -ENOENT && s->null)
			fd = empty_pipe(to);
		if (fd < 0 && (s->null || s->path != NULL))
			return failed_on(fd, to);
		if (fd < 0)
			close_fd(to);
		else if ((r = put_at(fd, to)) < 0)
			return failed_on(r, to);
	}
	if (p->take_foreground)
		set_foreground();
	r = p->env_fd > 0 ? put_at(p->env_fd, SPAWN_ENV_FD) : 0;
	if (r >= 0 && p->notify_fd >= 0)
		r = put_at(p->notify_fd, p->notify_as);
	return r < 0 ? r : 0;
}

static int step_groups(const struct spawn_plan *p)
{
	if (!p->change_user)
		return 0;
	int r = call(SYS_setgroups, (long)p->group_count, (long)p->groups, 0);
	/* In a user namespace of one id setgroups is denied (user_namespaces(7)); nothing
	 * can be kept that must not be there but what the namespace was entered with. */
	if (r == -EPERM && p->group_count == 0 && call(SYS_getgroups, 0, 0, 0) == 0)
		return 0;
	return r;
}

static int step_gid(const struct spawn_plan *p)
{
	return p->change_user ? call(SYS_setresgid, p->gid, p->gid, p->gid) : 0;
}

static int step_uid(const struct spawn_plan *p)
{
	return p->change_user ? call(SYS_setresuid, p->uid, p->uid, p->uid) : 0;
}

static int step_directory(const struct spawn_plan *p)
{
	return p->directory != NULL ? call(SYS_chdir, (long)p->directory, 0, 0) : 0;
}

static int step_umask(const struct spawn_plan *p)
{
	call(SYS_umask, p->umask, 0, 0);
	return 0;
}

/* All above 2 but CTINIT_ENV, the readiness descriptor and the report pipe get CLOEXEC. */
static int step_descriptors(const struct spawn_plan *p)
{
	int r = call(SYS_close_range, 3, ~0u, 4 /* CLOSE_RANGE_CLOEXEC, 5.11 */);

	/* Refused, or before 5.11: all of ours have it anyway. */
	if (r < 0 && r != -EINVAL && r != -ENOSYS && r != -EPERM)
		return r;
	if (p->env_fd > 0)
		call(SYS_fcntl, SPAWN_ENV_FD, F_SETFD, 0);
	return p->notify_fd >= 0 ? call(SYS_fcntl, p->notify_as, F_SETFD, 0) : 0;
}

#define BIT(sig) (1ull << ((sig)-1))
#define DUMPING                                                                   \
	(BIT(SIGQUIT) | BIT(SIGILL) | BIT(SIGTRAP) | BIT(SIGABRT) | BIT(SIGBUS) | \
	 BIT(SIGFPE) | BIT(SIGSEGV) | BIT(SIGXCPU) | BIT(SIGXFSZ) | BIT(SIGSYS))
#define RESTORER 0x04000000 /* SA_RESTORER: the kernel of x86-64 wants one */

static void leave(int sig)
{
	for (;;)
		call(SYS_exit_group, CTINIT_EXIT_SIGNAL + sig, 0, 0);
}

/* Before 5.16 who dumps core takes all with it who share its memory (zap_threads()), and
 * that would be PID 1: a stop-signal of QUIT is enough. execve() takes handlers away. */
static int step_signals(const struct spawn_plan *p)
{
	uint64_t caught = spawn_uses_clone_vm(p) ? DUMPING & ~p->ignored : 0;
	struct {
		uint64_t handler, flags, restorer, mask;
	} action = { 0 };

	/* PID 1 has no handlers, and of its actions it changed only SIGCHLD's. */
	for (int sig = 1; sig <= 64; sig++) {
		if (sig != SIGCHLD && !((p->ignored | caught) & BIT(sig)))
			continue;
		action.handler = (p->ignored & BIT(sig)) != 0; /* SIG_IGN, SIG_DFL */
		if (caught & BIT(sig))
			action.handler = (uintptr_t)leave;
		action.flags = caught & BIT(sig) ? RESTORER : 0;
		action.restorer = action.flags != 0 ? (uintptr_t)leave : 0;
		raw_syscall(SYS_rt_sigaction, sig, (long)&action, 0, sizeof action.mask, 0);
	}
	return (int)raw_syscall(SYS_rt_sigprocmask, SIG_SETMASK, (long)&p->mask, 0,
				sizeof p->mask, 0);
}

/* A file without #! that the kernel does not know is a shell script (execvp(3)). */
static int try_exec(const struct spawn_plan *p, const char *file)
{
	const char *argv[1024] = { "/bin/sh", file };
	int r = call(SYS_execve, (long)file, (long)p->argv, (long)p->envp);

	if (r != -ENOEXEC || interpreter_is_binary(file))
		return r;
	for (size_t i = 1; p->argv[i] != NULL; i++) {
		if (i + 2 == ARRAY_LEN(argv))
			return -E2BIG;
		argv[i + 1] = p->argv[i];
	}
	call(SYS_execve, (long)argv[0], (long)argv, (long)p->envp);
	return -ENOEXEC;
}

/* Our own code instead of a program: with nothing of PID 1's but its result. It may use
 * libc, so it never runs in borrowed memory. */
static void run_own(const struct spawn_plan *p)
{
	int fd = p->run_fd > SPAWN_RUN_FD ? call(SYS_dup3, p->run_fd, SPAWN_RUN_FD, 0)
					  : p->run_fd;

	/* It still holds all that PID 1 knows, perhaps as another user (proc(5)). */
	raw_syscall(SYS_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
	int above = fd == SPAWN_RUN_FD ? SPAWN_RUN_FD + 1 : SPAWN_RUN_FD;
	if (call(SYS_close_range, above, ~0u, 0) < 0)
		for (int i = above; i < 1024; i++) /* before 5.9 */
			close_fd(i);
	_exit(p->run(p->run_context));
}

#define FILE_SIZE 4096 /* PATH_MAX */

/* The next place of PATH where the program may be; *at: p->path at first. */
static bool next_file(const struct spawn_plan *p, const char **at, char file[FILE_SIZE])
{
	size_t name = strlen(p->argv[0]);

	while (*at != NULL) {
		const char *from = *at;
		size_t dir = strcspn(from, ":");

		*at = from[dir] == ':' ? from + dir + 1 : NULL;
		if (dir + name + 2 > FILE_SIZE)
			continue;
		memcpy(file, from, dir);
		file[dir] = '/';
		memcpy(file + dir + (dir > 0), p->argv[0], name + 1);
		return true;
	}
	return false;
}

static int step_exec(const struct spawn_plan *p)
{
	char file[FILE_SIZE];
	const char *at = p->path;
	int err = -ENOENT;

	if (p->exec_fd > 0)
		err = (int)raw_syscall_retry(SYS_execveat, p->exec_fd, (long)"",
					     (long)p->argv, (long)p->envp, AT_EMPTY_PATH);
	if (p->run != NULL)
		run_own(p);
	if (p->argv == NULL)
		call(SYS_exit_group, 0, 0, 0);
	if (p->argv[0][0] == '\0')
		return err;
	if (strchr(p->argv[0], '/') != NULL)
		return try_exec(p, p->argv[0]);
	while (next_file(p, &at, file)) {
		int r = try_exec(p, file);

		if (r != -ENOENT && r != -ENOTDIR)
			err = r;
		if (r != -ENOENT && r != -ENOTDIR && r != -EACCES)
			break;
	}
	return err;
}

/* ENOENT is also said of a program that is there. */
static int look_for_interpreter(const struct spawn_plan *p, char to[SPAWN_PATH_SIZE])
{
	char file[FILE_SIZE];
	const char *at = p->path;
	enum interpreter found = INTERPRETER_FINE;

	if (strchr(p->argv[0], '/') != NULL)
		found = interpreter_look(p->argv[0], to, SPAWN_PATH_SIZE);
	else
		while (found == INTERPRETER_FINE && next_file(p, &at, file))
			found = interpreter_look(file, to, SPAWN_PATH_SIZE);
	if (found == INTERPRETER_FINE)
		to[0] = '\0';
	return (int)found;
}

/* Here and not by PID 1: a file system may hang. */
static int step_follow(const struct spawn_plan *p)
{
	struct {
		uint64_t device, inode, size, owner;
	} now, noted;
	struct stat st;

	for (uint32_t i = 0; i < p->follow_count; i++) {
		const struct spawn_follow *f = &p->follow[i];

		if (raw_syscall_retry(SYS_pread64, p->store_fd, (long)&noted, sizeof noted,
				      (long)f->at, 0) != (long)sizeof noted ||
		    (noted.inode != 0 && noted.owner == f->owner))
			continue;
		now.device = now.size = 0;
		now.owner = f->owner;
		now.inode = ~(uint64_t)0;
		if (raw_syscall_retry(SYS_newfstatat, AT_FDCWD, (long)f->path, (long)&st,
				      AT_SYMLINK_NOFOLLOW, 0) == 0) {
			now.device = st.st_dev;
			now.inode = st.st_ino;
			now.size = (uint64_t)st.st_size;
		}
		raw_syscall_retry(SYS_pwrite64, p->store_fd, (long)&now, sizeof now,
				  (long)f->at, 0);
	}
	return 0;
}

/* PID 1 must not ask a pipe how much it holds: the call waits for the pipe's lock, and a
 * process of the service may hold that lock for as long as it likes (splice(2)). */
static int step_output(const struct spawn_plan *p)
{
	int r = 0;

	for (int i = 0; i < 2 && r == 0; i++)
		if (p->begin_output != NULL && p->output[i].run != 0)
			r = p->begin_output(p->store_fd, i + 1, &p->output[i]);
	return r;
}

/* clang-format off */
static const struct {
	const char *word; /* completes "web: cannot ...: Permission denied" */
	int (*run)(const struct spawn_plan *);
	const char *needs; /* what EPERM means */
} steps[] = {
	{ "start a session",               step_session,     NULL               },
	{ "set up",                        step_dirs,        NULL               }, /* as ctinit, before any limit */
	{ "remove",                        step_remove,      NULL               },
	{ "set oom-score-adj",             step_oom,         "CAP_SYS_RESOURCE" },
	{ "set nice",                      step_nice,        "CAP_SYS_NICE"     },
	{ "connect stdin, stdout, stderr", step_stdio,       NULL               },
	{ "note where its output begins",  step_output,      NULL               },
	{ "look at log-follow's files",    step_follow,      NULL               }, /* while still root */
	{ "set the limits",                step_limits,      NULL               }, /* opens nothing any more */
	{ "set the groups",                step_groups,      "CAP_SETGID"       }, /* while still root */
	{ "set the group",                 step_gid,         "CAP_SETGID"       },
	{ "become the user",               step_uid,         "CAP_SETUID"       }, /* no way back after this */
	{ "enter the directory",           step_directory,   NULL               },
	{ "set the umask",                 step_umask,       NULL               },
	{ "close descriptors",             step_descriptors, NULL               },
	{ "reset signals",                 step_signals,     NULL               },
	{ "run",                           step_exec,        NULL               }, /* returns only to fail */
};
/* clang-format on */

/* The path it is about; it goes to somebody's terminal. */
static void tell_what(const struct spawn_plan *p, struct spawn_report *report)
{
	int (*step)(const struct spawn_plan *) =
		report->step >= 0 ? steps[report->step].run : NULL;

	if (step == step_dirs || step == step_remove)
		memcpy(report->what, what, sizeof what);
	else if (step == step_exec && report->err == ENOENT)
		report->which = look_for_interpreter(p, report->what);
	for (size_t i = 0; i < sizeof report->what; i++) {
		unsigned char c = (unsigned char)report->what[i];

		report->what[i] = c != 0 && (c < ' ' || c == 127) ? '?' : (char)c;
	}
}

_Noreturn void spawn_child(const struct spawn_plan *plan, int err)
{
	int code = CTINIT_EXIT_NOT_RUN, r = err;

	for (int32_t i = SPAWN_STEP_NONE; i < (int32_t)ARRAY_LEN(steps); i++) {
		if (i >= 0)
			r = steps[i].run(plan);
		if (r >= 0)
			continue;
		struct spawn_report report = { .step = i,
					       .err = -r & ((1 << ERR_BITS) - 1),
					       .which = (-r >> ERR_BITS) - 1 };
		tell_what(plan, &report);
		code = spawn_exit_code(&report);
		call(SYS_write, plan->report_fd, (long)&report, sizeof report);
		break;
	}
	for (;;)
		call(SYS_exit_group, code, 0, 0);
}

const char *spawn_step_word(int32_t step)
{
	return step >= 0 && step < (int32_t)ARRAY_LEN(steps) ? steps[step].word : "start";
}

const char *spawn_step_needs(int32_t step)
{
	return step >= 0 && step < (int32_t)ARRAY_LEN(steps) ? steps[step].needs : NULL;
}

bool spawn_step_is_exec(int32_t step)
{
	return step == (int32_t)ARRAY_LEN(steps) - 1;
}
