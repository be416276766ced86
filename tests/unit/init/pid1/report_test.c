/* tests/unit/init/pid1/report_test.c - checks our own lines: levels, buffer, full pipe,
 * terminal. */
#include "init/pid1/report.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int ends[2];
static char text[256 << 10];

/* Returns the content of the pipe. */
static const char *drain(void)
{
	size_t used = 0;
	ssize_t n;

	while ((n = read(ends[0], text + used, sizeof text - 1 - used)) > 0)
		used += (size_t)n;
	text[used] = '\0';
	return text;
}

static int open_pipe(void **state)
{
	(void)state;
	if (pipe2(ends, O_CLOEXEC) < 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0)
		return -1;
	report_to(ends[1]);
	report_verbosity(0);
	return 0;
}

static int close_pipe(void **state)
{
	(void)state;
	report_buffer(false);
	report_to(STDERR_FILENO);
	close(ends[0]);
	close(ends[1]);
	return 0;
}

static void report_each_level(void)
{
	report(REPORT_ERROR, "error");
	report(REPORT_WARNING, "warning");
	report(REPORT_EVENT, "event");
	report(REPORT_VERBOSE, "detail");
}

static void test_verbosity(void **state)
{
	static const char *const lines[] = {
		"ctinit: error\nctinit: warning\n",
		"ctinit: error\nctinit: warning\nctinit: event\n",
		"ctinit: error\nctinit: warning\nctinit: event\nctinit: detail\n",
	};

	(void)state;
	for (int verbosity = -1; verbosity <= 1; verbosity++) {
		report_verbosity(verbosity);
		report_each_level();
		assert_string_equal(drain(), lines[verbosity + 1]);
	}
}

static void test_control_characters(void **state)
{
	(void)state;
	report(REPORT_ERROR, "a\tb%c", 27);
	assert_string_equal(drain(), "ctinit: a\\x09b\\x1b\n");
}

/* Returns the line for a text of `count` times two bytes, with one byte before them. */
static const char *report_long(size_t count)
{
	static char long_text[8192];

	strcpy(long_text, "a");
	for (size_t i = 0; i < count; i++)
		strcat(long_text, "\xc3\xa4");
	report(REPORT_ERROR, "%s", long_text);
	return drain();
}

static void test_long_text(void **state)
{
	const char *line;

	(void)state;
	line = report_long(900);
	assert_int_equal(strlen(line), sizeof "ctinit: a\n" - 1 + 1800);
	line = report_long(3000);
	assert_null(strstr(line, "\\x")); /* no character is cut in half */
	assert_string_equal(line + strlen(line) - 6, "\xc3\xa4...\n");
}

static void test_buffer(void **state)
{
	(void)state;
	report_buffer(true);
	report(REPORT_ERROR, "one");
	assert_string_equal(drain(), "");
	report_keep(true);
	report_flush();
	assert_string_equal(drain(), "");
	report_keep(false);
	assert_string_equal(drain(), "ctinit: one\n");
	report(REPORT_ERROR, "two");
	report_flush();
	assert_string_equal(drain(), "ctinit: two\n");
}

/* No call blocks while the pipe is full. The next line reports the number of lost lines. */
static void test_full_pipe(void **state)
{
	unsigned long lost = 0, written = 0;
	const char *count;

	(void)state;
	for (int i = 0; i < 20000; i++)
		report(REPORT_ERROR, "line %d of many", i);
	for (const char *c = drain(); *c; c++)
		written += *c == '\n';
	report(REPORT_ERROR, "after");
	count = drain();
	assert_int_equal(sscanf(count, "ctinit: %lu lines were dropped", &lost), 1);
	assert_true(lost > 0 && written > 0);
	assert_int_equal(lost + written, 20000);
	assert_non_null(strstr(count, "ctinit: after\n"));
}

/* Opens a terminal that nothing reads. It has room for 8 KiB (pty_common_install(),
 * drivers/tty/pty.c). */
static int open_terminal_pair(void **state)
{
	struct termios mode;

	(void)state;
	ends[0] = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (ends[0] < 0 || grantpt(ends[0]) < 0 || unlockpt(ends[0]) < 0)
		return -1;
	ends[1] = open(ptsname(ends[0]), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (ends[1] < 0 || tcgetattr(ends[1], &mode) < 0)
		return -1;
	cfmakeraw(&mode);
	tcsetattr(ends[1], TCSANOW, &mode);
	report_to(ends[1]);
	report_verbosity(0);
	return 0;
}

#define ROUNDS 200
#define WRITES 2000 /* by the other process, in each round */
#define LINES  100  /* written by us in each round */

/* Starts a process that writes single bytes to the terminal. In the same way, the logger
 * writes while PID 1 reports. */
static pid_t start_writer(void)
{
	int begins[2];
	pid_t pid;
	char byte;

	assert_int_equal(pipe2(begins, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid > 0) {
		close(begins[1]);
		/* Wait until the child runs and has closed its end. */
		assert_int_equal(read(begins[0], &byte, 1), 0);
		close(begins[0]);
		return pid;
	}
	alarm(60);
	close(begins[1]);
	for (int i = 0; i < WRITES; i++) {
		if (write(ends[1], ".", 1) != 1)
			_exit(1);
	}
	_exit(0);
}

/* The terminal has room for all lines, so only the writes of the other process can prevent
 * ours. */
static void test_second_writer(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		pid_t pid = start_writer();
		int status = 1;

		for (int i = 0; i < LINES; i++)
			report(REPORT_ERROR, "line %d", i);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
		report(REPORT_ERROR, "last");
		assert_null(strstr(drain(), "were dropped"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_verbosity, open_pipe, close_pipe),
		cmocka_unit_test_setup_teardown(test_control_characters, open_pipe,
						close_pipe),
		cmocka_unit_test_setup_teardown(test_long_text, open_pipe, close_pipe),
		cmocka_unit_test_setup_teardown(test_buffer, open_pipe, close_pipe),
		cmocka_unit_test_setup_teardown(test_full_pipe, open_pipe, close_pipe),
		cmocka_unit_test_setup_teardown(test_second_writer, open_terminal_pair,
						close_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
