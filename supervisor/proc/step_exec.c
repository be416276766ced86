/* supervisor/proc/step_exec.c - carries out a child's last step: execve(). */
#include "supervisor/proc/steps.h"

#include "conf/base/base.h"
#include "supervisor/proc/interpreter.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define FILE_SIZE 4096 /* PATH_MAX */

/* A file that the kernel does not recognize is run as a shell script, as in execvp(3). */
static int try_exec(const struct spawn_plan *p, const char *file)
{
	const char *argv[1024] = { "/bin/sh", file };
	int r = child_call(SYS_execve, (long)file, (long)p->argv, (long)p->envp);

	if (r != -ENOEXEC || interpreter_is_binary(file))
		return r;
	for (size_t i = 1; p->argv[i] != NULL; i++) {
		if (i + 2 == ARRAY_LEN(argv))
			return -E2BIG;
		argv[i + 1] = p->argv[i];
	}
	child_call(SYS_execve, (long)argv[0], (long)argv, (long)p->envp);
	return -ENOEXEC;
}

/* Calls plan->run instead of a program, and exits with its result. The function may use
 * libc, so it never runs in PID 1's memory. It has the standard streams and its result
 * pipe, and no other descriptor. */
static void run_function(const struct spawn_plan *p)
{
	int fd = p->run_fd > SPAWN_RUN_FD ? child_call(SYS_dup3, p->run_fd, SPAWN_RUN_FD, 0)
					  : p->run_fd;
	int above = fd == SPAWN_RUN_FD ? SPAWN_RUN_FD + 1 : SPAWN_RUN_FD;

	/* The child has a copy of PID 1's memory and perhaps another user, which must not
	 * read it (proc(5)). */
	raw_syscall(SYS_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
	/* Kernels before 5.9 have no close_range(2). */
	if (child_call(SYS_close_range, above, ~0u, 0) < 0)
		for (int i = above; i < 1024; i++)
			child_close(i);
	_exit(p->run(p->run_context));
}

/* Writes the next path to try for the program. *cursor is p->path at first. Returns false
 * after the last directory of PATH. */
static bool next_file(const struct spawn_plan *p, const char **cursor, char file[FILE_SIZE])
{
	size_t name = strlen(p->argv[0]);

	while (*cursor != NULL) {
		const char *from = *cursor;
		size_t dir = strcspn(from, ":");

		*cursor = from[dir] == ':' ? from + dir + 1 : NULL;
		if (dir + name + 2 > FILE_SIZE)
			continue;
		memcpy(file, from, dir);
		file[dir] = '/';
		memcpy(file + dir + (dir > 0), p->argv[0], name + 1);
		return true;
	}
	return false;
}

static int exec_from_path(const struct spawn_plan *p, int err)
{
	char file[FILE_SIZE];
	const char *cursor = p->path;

	while (next_file(p, &cursor, file)) {
		int r = try_exec(p, file);

		if (r != -ENOENT && r != -ENOTDIR)
			err = r;
		if (r != -ENOENT && r != -ENOTDIR && r != -EACCES)
			break;
	}
	return err;
}

/* Tries exec_fd first, then `run`, then argv. Returns only on failure. */
struct step_result step_exec(const struct spawn_plan *p)
{
	int err = -ENOENT;

	if (p->exec_fd > 0)
		err = (int)raw_syscall_retry(SYS_execveat, p->exec_fd, (long)"",
					     (long)p->argv, (long)p->envp, AT_EMPTY_PATH);
	if (p->run != NULL)
		run_function(p);
	if (p->argv == NULL)
		child_call(SYS_exit_group, 0, 0, 0);
	if (p->argv[0][0] == '\0')
		return step_result(err);
	if (strchr(p->argv[0], '/') != NULL)
		return step_result(try_exec(p, p->argv[0]));
	return step_result(exec_from_path(p, err));
}

int step_exec_interpreter(const struct spawn_plan *p, char *ret, size_t size)
{
	char file[FILE_SIZE];
	const char *cursor = p->path;
	enum interpreter found = INTERPRETER_FINE;

	if (strchr(p->argv[0], '/') != NULL)
		found = interpreter_look(p->argv[0], ret, size);
	else
		while (found == INTERPRETER_FINE && next_file(p, &cursor, file))
			found = interpreter_look(file, ret, size);
	if (found == INTERPRETER_FINE)
		ret[0] = '\0';
	return (int)found;
}
