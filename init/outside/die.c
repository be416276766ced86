/* init/outside/die.c - one line that says what failed, and the end. */
#include "init/outside/die.h"

#include "conf/base/exits.h"
#include "init/sys/calls.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINE_MAX_BYTES 2048

static int report_fd = -1;
static int child_pidfd = -1;

void die_reports_to(int fd)
{
	report_fd = fd;
	child_pidfd = -1;
}

void die_takes_along(int pidfd)
{
	child_pidfd = pidfd;
}

/* What an image or a path holds may carry escape codes for the user's terminal. */
static void make_printable(char *line)
{
	for (char *c = line; *c; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	}
}

static void put_line(char *line, int length)
{
	if (length >= LINE_MAX_BYTES - 1)
		length = LINE_MAX_BYTES - 2;
	line[length] = '\0';
	make_printable(line);
	line[length] = '\n';
	(void)!write(report_fd >= 0 ? report_fd : STDERR_FILENO, line, (size_t)length + 1);
}

void die(const char *step, const char *object, int err, const char *advice)
{
	char line[LINE_MAX_BYTES];
	int n = snprintf(line, sizeof line, "ctinit: cannot %s%s%s%s%s%s%s", step,
			 object ? " " : "", object ? object : "", err ? ": " : "",
			 err ? strerror(abs(err)) : "", advice ? "; " : "",
			 advice ? advice : "");

	put_line(line, n);
	if (report_fd >= 0)
		_exit(CTINIT_EXIT_SETUP);
	if (child_pidfd >= 0) {
		siginfo_t info;

		sys_pidfd_signal(child_pidfd, SIGKILL, NULL);
		waitid(P_PIDFD, (id_t)child_pidfd, &info, WEXITED);
	}
	exit(CTINIT_EXIT_SETUP);
}

void warn(const char *format, ...)
{
	char line[LINE_MAX_BYTES];
	va_list args;
	int n = snprintf(line, sizeof line, "ctinit: ");

	va_start(args, format);
	n += vsnprintf(line + n, sizeof line - (size_t)n, format, args);
	va_end(args);
	put_line(line, n);
}
