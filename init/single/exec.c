/* init/single/exec.c - the child from its start to its exec.
 *
 * The child runs in the parent's memory while the parent waits: the parent reads afterwards
 * what the child writes to `run`. An emulator may make a plain fork of it; then run->shared
 * stays false in the parent. Signals stay blocked until the last moment. */
#include "init/single/mini_init.h"
#include "init/single/strings.h"

#include <asm/ioctls.h>
#include <linux/errno.h>

#define PATH_DEFAULT "/bin:/usr/bin" /* when PATH is not set: execvp(3) */

static void enter_group(struct mini_init *run)
{
	long result;

	run->group = (int)raw_syscall(__NR_getpgid, 0, 0, 0, 0, 0);
	switch (run->options.process_group) {
	case GROUP_SAME: break;
	case GROUP_NEW:
		raw_syscall(__NR_setpgid, 0, 0, 0, 0, 0);
		foreground_give(run, (int)raw_syscall(__NR_getpid, 0, 0, 0, 0, 0));
		break;
	case GROUP_SESSION:
		raw_syscall(__NR_setsid, 0, 0, 0, 0, 0);
		result = raw_syscall(__NR_ioctl, 0, TIOCSCTTY, 0, 0, 0);
		if (result < 0)
			compat_log(run, MSG_NOT_ATTACHED, NULL, result, 0);
		compat_log(run, MSG_SESSION, NULL, 0, 0);
		break;
	}
}

/* Descriptors that systemd's protocol gave to us are the command's now (sd_listen_fds(3)):
 * LISTEN_PID must name it. LISTEN_PIDFDID names our own pidfd and goes. */
static void rename_listen_pid(struct mini_init *run)
{
	char **to = run->environment;

	for (char **from = to; *from; from++) {
		const char *value = string_after(*from, "LISTEN_PID=");
		struct line_buffer own = { .length = 0 };

		if (string_after(*from, "LISTEN_PIDFDID="))
			continue;
		*to++ = *from;
		if (!value)
			continue;
		line_append_number(&own, run->pid);
		own.text[own.length] = 0;
		if (!string_equal(value, own.text))
			continue;
		own.length = 0;
		line_append(&own, "LISTEN_PID=");
		line_append_number(&own, raw_syscall(__NR_getpid, 0, 0, 0, 0, 0));
		own.text[own.length] = 0;
		for (size_t i = 0; i <= own.length; i++)
			run->listen_pid[i] = own.text[i];
		to[-1] = run->listen_pid;
	}
	*to = NULL;
}

static void restore_signals(const struct mini_init *run)
{
	struct kernel_sigaction ignore = { .handler = KERNEL_SIG_IGN };

	if (run->sigchld_ignored)
		raw_syscall(__NR_rt_sigaction, CTINIT_SIGCHLD, (long)&ignore, 0,
			    KERNEL_SIGSET_SIZE, 0);
	raw_syscall(__NR_rt_sigprocmask, 2 /* SIG_SETMASK */, (long)&run->mask, 0,
		    KERNEL_SIGSET_SIZE, 0);
}

/* execve, and /bin/sh for a script without #! (execvp(3)). The word before the command in
 * argv is ours and free: argv[0] or one of our options. */
static long exec_file(const struct mini_init *run, const char *file)
{
	char **argv = run->options.command;
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
		const char *value = string_after(*environment, "PATH=");

		if (value)
			return value;
	}
	return PATH_DEFAULT;
}

/* The next entry of PATH and `name` joined; what follows the entry, NULL after the last.
 * An empty entry is the current directory. file[0] is 0 when it does not fit. */
static const char *join_path_entry(const char *path, const char *name, char *file,
				   size_t size)
{
	size_t length = 0, needed = string_length(name);

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
static long exec_in_path(const struct mini_init *run)
{
	const char *name = run->options.command[0];
	long error = -ENOENT;
	char file[1024];

	if (!*name)
		return -ENOENT;
	for (const char *c = name; *c; c++) {
		if (*c == '/')
			return exec_file(run, name);
	}
	for (const char *path = search_path(run->environment); path;) {
		path = join_path_entry(path, name, file, sizeof file);
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

static int exec_exit_code(const struct compat_profile *profile, long error)
{
	switch (error) {
	case -ENOENT: return profile->exit_not_found;
	case -EACCES: return profile->exit_denied;
	default: return profile->exit_not_run;
	}
}

/* A stderr that is closed must not end us by SIGPIPE: the exit code says what happened. */
static void report_exec_failure(const struct mini_init *run)
{
	uint64_t all = SYS_ALL_SIGNALS;

	raw_syscall(__NR_rt_sigprocmask, 2 /* SIG_SETMASK */, (long)&all, 0,
		    KERNEL_SIGSET_SIZE, 0);
	compat_log(run, MSG_NOT_RUN, run->options.command[0], run->error,
		   raw_syscall(__NR_getpid, 0, 0, 0, 0, 0));
}

void exec_in_child(void *arg)
{
	struct mini_init *run = arg;

	run->shared = true;
	enter_group(run);
	rename_listen_pid(run);
	restore_signals(run);
	run->error = exec_in_path(run);
	report_exec_failure(run);
	for (;;)
		raw_syscall(__NR_exit_group,
			    exec_exit_code(run->options.profile, run->error), 0, 0, 0, 0);
}
