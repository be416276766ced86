/* init/single/exec.c - prepares the child and executes the command in it.
 *
 * The child runs in the parent's memory while the parent waits, so the parent sees the
 * child's changes to `init`. An emulator may turn this into a plain fork; init->shared then
 * stays false in the parent. The command gets the signal mask that ctinit was started with,
 * so the child sets it just before the exec. */
#include "init/single/mini_init.h"
#include "init/single/strings.h"

#include <asm/ioctls.h>
#include <linux/errno.h>

#define PATH_DEFAULT "/bin:/usr/bin" /* searched if PATH is not set (execvp(3)) */

static void enter_group(struct mini_init *init)
{
	long result;

	switch (init->options.process_group) {
	case GROUP_SAME: break;
	case GROUP_NEW:
		raw_syscall(__NR_setpgid, 0, 0, 0, 0, 0);
		foreground_give(init, (int)raw_syscall(__NR_getpid, 0, 0, 0, 0, 0));
		break;
	case GROUP_SESSION:
		raw_syscall(__NR_setsid, 0, 0, 0, 0, 0);
		result = raw_syscall(__NR_ioctl, 0, TIOCSCTTY, 0, 0, 0);
		if (result < 0)
			compat_log(init, MSG_NOT_ATTACHED, NULL, result, 0);
		compat_log(init, MSG_SESSION, NULL, 0, 0);
		break;
	}
}

/* The command inherits the descriptors of sd_listen_fds(3). If LISTEN_PID was our pid, set
 * it to the command's. Remove LISTEN_PIDFDID, because it describes our own pidfd. */
static void rename_listen_pid(struct mini_init *init)
{
	char **to = init->environment;

	for (char **from = to; *from; from++) {
		const char *value = string_after(*from, "LISTEN_PID=");
		struct message_buffer own = { .length = 0 };

		if (string_after(*from, "LISTEN_PIDFDID="))
			continue;
		*to++ = *from;
		if (!value)
			continue;
		line_append_number(&own, init->pid);
		own.text[own.length] = 0;
		if (!string_equal(value, own.text))
			continue;
		own.length = 0;
		line_append(&own, "LISTEN_PID=");
		line_append_number(&own, raw_syscall(__NR_getpid, 0, 0, 0, 0, 0));
		own.text[own.length] = 0;
		for (size_t i = 0; i <= own.length; i++)
			init->listen_pid[i] = own.text[i];
		to[-1] = init->listen_pid;
	}
	*to = NULL;
}

static void restore_signals(const struct mini_init *init)
{
	struct kernel_sigaction ignore = { .handler = KERNEL_SIG_IGN };

	if (init->sigchld_ignored)
		raw_syscall(__NR_rt_sigaction, CTINIT_SIGCHLD, (long)&ignore, 0,
			    KERNEL_SIGSET_SIZE, 0);
	raw_syscall(__NR_rt_sigprocmask, 2 /* SIG_SETMASK */, (long)&init->mask, 0,
		    KERNEL_SIGSET_SIZE, 0);
}

/* Executes the file. Runs a script without "#!" with /bin/sh, like execvp(3). The extra
 * argv word for this overwrites the word before the command, which is argv[0] or an option
 * of ours. Returns a negative errno if the exec fails. */
static long exec_file(const struct mini_init *init, const char *file)
{
	char **argv = init->options.command;
	long result = raw_syscall(__NR_execve, (long)file, (long)argv,
				  (long)init->environment, 0, 0);

	if (result != -ENOEXEC)
		return result;
	char *first = argv[0];
	argv[-1] = (char *)(uintptr_t) "/bin/sh";
	argv[0] = (char *)(uintptr_t)file;
	result = raw_syscall(__NR_execve, (long)argv[-1], (long)(argv - 1),
			     (long)init->environment, 0, 0);
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

/* Joins the next entry of PATH and `name` in file[]. An empty entry means the current
 * directory. Sets file[0] to 0 if the result does not fit. Returns the rest of PATH, or
 * NULL after the last entry. */
static const char *join_path_entry(const char *path, const char *name, char *file,
				   size_t size)
{
	size_t length = 0, needed = string_length(name);

	for (; *path && *path != ':'; path++, length++) {
		if (length + needed + 2 < size)
			file[length] = *path;
	}
	if (length + needed + 2 > size) {
		length = 0;
	} else {
		if (length)
			file[length++] = '/';
		for (size_t i = 0; i < needed; i++)
			file[length++] = name[i];
	}
	file[length] = 0;
	return *path ? path + 1 : NULL;
}

/* Searches PATH for the command and executes it, like execvp(3). Skips entries where the
 * file is missing, forbidden, unreachable or too long. Returns at once after any other
 * error, such as -E2BIG. At the end of PATH returns -EACCES if an entry was forbidden,
 * otherwise -ENOENT. */
static long exec_in_path(const struct mini_init *init)
{
	const char *name = init->options.command[0];
	long error = -ENOENT;
	char file[1024];

	if (!*name)
		return -ENOENT;
	for (const char *c = name; *c; c++) {
		if (*c == '/')
			return exec_file(init, name);
	}
	for (const char *path = search_path(init->environment); path;) {
		path = join_path_entry(path, name, file, sizeof file);
		long result = file[0] ? exec_file(init, file) : -ENAMETOOLONG;

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

/* Reports the failure with all signals blocked. SIGPIPE from a closed stderr must not kill
 * us: the exit code shows the cause. */
static void report_exec_failure(const struct mini_init *init)
{
	uint64_t all = SYS_ALL_SIGNALS;

	raw_syscall(__NR_rt_sigprocmask, 2 /* SIG_SETMASK */, (long)&all, 0,
		    KERNEL_SIGSET_SIZE, 0);
	compat_log(init, MSG_NOT_RUN, init->options.command[0], init->error,
		   raw_syscall(__NR_getpid, 0, 0, 0, 0, 0));
}

void exec_in_child(void *arg)
{
	struct mini_init *init = arg;

	init->shared = true;
	enter_group(init);
	rename_listen_pid(init);
	restore_signals(init);
	init->error = exec_in_path(init);
	report_exec_failure(init);
	for (;;)
		raw_syscall(__NR_exit_group,
			    exec_exit_code(init->options.profile, init->error), 0, 0, 0, 0);
}
