/* init/single/exec.c - between the start of the child and its exec.
 *
 * The child runs in the parent's memory while the parent waits: the parent reads afterwards
 * what the child writes to `run`. An emulator may make a plain fork of it; then run->shared
 * stays false in the parent. Signals stay blocked until the last moment. */
#include "init/single/mini_init.h"
#include "init/single/strings.h"

#include <asm/ioctls.h>
#include <linux/errno.h>

#define PATH_DEFAULT "/bin:/usr/bin" /* when PATH is not set: execvp(3) */

static void place(struct run *run)
{
	long result;

	run->group = (int)raw_syscall(__NR_getpgid, 0, 0, 0, 0, 0);
	switch (run->single.place) {
	case PLACE_SAME: break;
	case PLACE_GROUP:
		raw_syscall(__NR_setpgid, 0, 0, 0, 0, 0);
		terminal_give(run, (int)raw_syscall(__NR_getpid, 0, 0, 0, 0, 0));
		break;
	case PLACE_SESSION:
		raw_syscall(__NR_setsid, 0, 0, 0, 0, 0);
		result = raw_syscall(__NR_ioctl, 0, TIOCSCTTY, 0, 0, 0);
		if (result < 0)
			early_note(run, NOTE_NOT_ATTACHED, NULL, result, 0);
		early_note(run, NOTE_SESSION, NULL, 0, 0);
		break;
	}
}

/* Descriptors that systemd's protocol gave to us are the command's now (sd_listen_fds(3)):
 * LISTEN_PID must name it. LISTEN_PIDFDID names our own pidfd and goes. */
static void listen_environment(struct run *run)
{
	char **to = run->environment;

	for (char **from = to; *from; from++) {
		const char *value = text_after(*from, "LISTEN_PID=");
		struct line own = { .length = 0 };

		if (text_after(*from, "LISTEN_PIDFDID="))
			continue;
		*to++ = *from;
		if (!value)
			continue;
		line_add_number(&own, run->pid);
		own.text[own.length] = 0;
		if (!text_equal(value, own.text))
			continue;
		own.length = 0;
		line_add(&own, "LISTEN_PID=");
		line_add_number(&own, raw_syscall(__NR_getpid, 0, 0, 0, 0, 0));
		own.text[own.length] = 0;
		for (size_t i = 0; i <= own.length; i++)
			run->listen_pid[i] = own.text[i];
		to[-1] = run->listen_pid;
	}
	*to = NULL;
}

static void signals_back(const struct run *run)
{
	struct sys_action ignore = { .handler = SYS_IGNORED };

	if (run->child_ignored)
		raw_syscall(__NR_rt_sigaction, CTINIT_SIGCHLD, (long)&ignore, 0,
			    SYS_SET_SIZE, 0);
	raw_syscall(__NR_rt_sigprocmask, 2 /* SIG_SETMASK */, (long)&run->mask, 0,
		    SYS_SET_SIZE, 0);
}

/* execve, and /bin/sh for a script without #! (execvp(3)). The word before the command in
 * argv is ours and free: argv[0] or one of our options. */
static long exec_file(const struct run *run, const char *file)
{
	char **argv = run->single.command;
	long result = raw_syscall(__NR_execve, (long)file, (long)argv,
				  (long)run->environment, 0, 0);

	if (result != -ENOEXEC)
		return result;
	char *first = argv[0];
	argv[-1] = (char *)(uintptr_t) "/bin/sh";
	argv[0] = (char *)(uintptr_t)file;
	result = raw_syscall(__NR_execve, (long)argv[-1], (long)(argv - 1),
			     (long)run->environment, 0, 0);
	argv[0] = first;
	return result == -ENOENT ? -ENOEXEC : result;
}

static const char *search_path(char **environment)
{
	for (; *environment; environment++) {
		const char *value = text_after(*environment, "PATH=");

		if (value)
			return value;
	}
	return PATH_DEFAULT;
}

/* The next entry of PATH and `name` joined; what follows the entry, NULL after the last.
 * An empty entry is the current directory. file[0] is 0 when it does not fit. */
static const char *join(const char *path, const char *name, char *file, size_t size)
{
	size_t length = 0, needed = text_length(name);

	while (*path && *path != ':') {
		if (length + needed + 2 < size)
			file[length++] = *path;
		path++;
	}
	if (length)
		file[length++] = '/';
	if (length + needed + 1 > size)
		length = 0;
	else
		for (size_t i = 0; i < needed; i++)
			file[length++] = name[i];
	file[length] = 0;
	return *path ? path + 1 : NULL;
}

/* As execvp(3): the search goes on after a file that is not there, and an entry that may
 * not be read is remembered. */
static long search(const struct run *run)
{
	const char *name = run->single.command[0];
	long error = -ENOENT;
	char file[1024];

	if (!*name)
		return -ENOENT;
	for (const char *c = name; *c; c++) {
		if (*c == '/')
			return exec_file(run, name);
	}
	for (const char *path = search_path(run->environment); path;) {
		path = join(path, name, file, sizeof file);
		long result = file[0] ? exec_file(run, file) : -ENAMETOOLONG;

		if (result == -EACCES)
			error = result;
		else if (result != -ENOENT && result != -ENOTDIR && result != -ESTALE &&
			 result != -ENODEV && result != -ETIMEDOUT &&
			 result != -ENAMETOOLONG)
			return result;
	}
	return error;
}

static int exit_code(const struct peer *peer, long error)
{
	switch (error) {
	case -ENOENT: return peer->exit_not_found;
	case -EACCES: return peer->exit_denied;
	default: return peer->exit_not_run;
	}
}

/* A stderr that is closed must not end us by SIGPIPE: the exit code says what happened. */
static void say_not_run(const struct run *run)
{
	uint64_t all = SYS_ALL_SIGNALS;

	raw_syscall(__NR_rt_sigprocmask, 2 /* SIG_SETMASK */, (long)&all, 0, SYS_SET_SIZE,
		    0);
	early_note(run, NOTE_NOT_RUN, run->single.command[0], run->error,
		   raw_syscall(__NR_getpid, 0, 0, 0, 0, 0));
}

void child_run(void *arg)
{
	struct run *run = arg;

	run->shared = true;
	place(run);
	listen_environment(run);
	signals_back(run);
	run->error = search(run);
	say_not_run(run);
	for (;;)
		raw_syscall(__NR_exit_group, exit_code(run->single.peer, run->error), 0, 0,
			    0, 0);
}
