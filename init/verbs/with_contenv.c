/* init/verbs/with_contenv.c - runs a program with the variables of
 * /run/s6/container_environment. */
#include "init/verbs/with_contenv.h"

#include "conf/base/exits.h"
#include "init/verbs/print_line.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIRECTORY "/run/s6/container_environment"
#define VALUE_MAX (128u << 10) /* MAX_ARG_STRLEN, execve(2) */

bool with_contenv_is_name(const char *argv0)
{
	const char *slash = argv0 != NULL ? strrchr(argv0, '/') : NULL;

	return argv0 != NULL &&
	       strcmp(slash != NULL ? slash + 1 : argv0, "with-contenv") == 0;
}

/* Like s6-envdir(1): one newline at the end is no part of the value, and a NUL stands for a
 * newline. */
static void set_from_file(int dir, const char *name)
{
	static char value[VALUE_MAX];
	int fd = openat(dir, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	ssize_t n = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)
			    ? read(fd, value, sizeof value - 1)
			    : -1;

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return;
	n -= n > 0 && value[n - 1] == '\n';
	for (ssize_t i = 0; i < n; i++)
		if (value[i] == '\0')
			value[i] = '\n';
	value[n] = '\0';
	setenv(name, value, 1);
}

static void set_variables(void)
{
	DIR *dir = opendir(DIRECTORY);
	struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.' && strchr(entry->d_name, '=') == NULL)
			set_from_file(dirfd(dir), entry->d_name);
	closedir(dir);
}

int with_contenv_run(int argc, char **argv)
{
	if (argc < 2) {
		print_line(stderr, "usage: with-contenv PROGRAM [ARGUMENT]...");
		return CTINIT_EXIT_USAGE;
	}
	set_variables();
	execvp(argv[1], argv + 1);
	print_line(stderr, "with-contenv: cannot run %s: %s", argv[1], strerror(errno));
	return errno == ENOENT ? 127 : 126;
}
