/* init/runtime/die.c - reports what failed, and exits. */
#include "init/runtime/die.h"

#include "conf/base/exits.h"
#include "conf/base/timestamp.h"
#include "init/sys/calls.h"
#include "init/sys/failed_step.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINE_MAX_BYTES 2048

static int report_fd = -1;
static int child_pidfd = -1;
static struct own_style style_of_lines;
static bool shows_colour;

void die_report_fd(int fd)
{
	report_fd = fd;
	child_pidfd = -1;
}

void die_kill_child(int pidfd)
{
	child_pidfd = pidfd;
}

void die_style(struct own_style style, bool colour)
{
	style_of_lines = style;
	shows_colour = colour && isatty(STDERR_FILENO);
}

static void put_line(enum own_level level, const char *text)
{
	const struct own_line_info info = { .level = level,
					    .colour = shows_colour && report_fd < 0,
					    .stream = "stderr",
					    .pid = getpid(),
					    .now = timestamp_now(),
					    .text = text,
					    .len = strlen(text) };
	char line[LINE_MAX_BYTES];
	size_t len = own_line(line, sizeof line, &style_of_lines, &info);

	(void)!write(report_fd >= 0 ? report_fd : STDERR_FILENO, line, len);
}

void die(const char *step, const char *object, int err, const char *advice)
{
	char text[LINE_MAX_BYTES];

	failed_step_format(&(struct failed_step){ step, object, err, advice }, &TEXT(text));
	put_line(OWN_ERROR, text);
	if (report_fd >= 0)
		_exit(CTINIT_EXIT_SETUP);
	if (child_pidfd >= 0) {
		siginfo_t info;

		sys_pidfd_signal(child_pidfd, SIGKILL, NULL);
		waitid(P_PIDFD, (id_t)child_pidfd, &info, WEXITED);
	}
	exit(CTINIT_EXIT_SETUP);
}

static void put_format(enum own_level level, const char *format, va_list args)
{
	char text[LINE_MAX_BYTES];

	vsnprintf(text, sizeof text, format, args);
	put_line(level, text);
}

void warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_format(OWN_WARNING, format, args);
	va_end(args);
}

void warn_as(enum own_level level, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_format(level, format, args);
	va_end(args);
}
