/* init/pid1/report.h - writes PID 1's own lines to stderr, and never blocks.
 *
 * Private to init/pid1.
 * Memory:  static memory only.
 * Promise: no function but report_last() blocks, and none changes the flags of an open file
 *          description that other processes share. A pipe is written with RWF_NOWAIT, a
 *          socket with MSG_DONTWAIT, and a terminal through an open file description of
 *          our own. A line that cannot be written is dropped and counted. The count is
 *          reported before the next line that can be written.
 * Source:  pwritev2(2), send(2), open(2) O_NONBLOCK. */
#ifndef INIT_PID1_REPORT_H
#define INIT_PID1_REPORT_H

#include "conf/base/own_line.h"
#include "supervisor/sup.h"

#include <stdbool.h>

/* Lines are written to `fd` from now on. Call this again when stderr or /proc has
 * changed. */
void report_to(int fd);

/* Sets the shape of all lines from now on. Until then a line is "ctinit: text". `colour`
 * allows colours if `fd` is a terminal. */
void report_style(const struct own_style *style, bool colour);

/* Sets which lines are printed: -1 errors, warnings and answers, 0 also events, 1 all. */
void report_verbosity(int verbosity);
bool report_is_verbose(void);

/* Prints one line, without a newline in `format`. Escapes control characters. It is the
 * member report() of struct sup_host. */
void report(enum report_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Flushes, and switches buffering on or off. With it, up to 4 KiB of lines to a pipe or a
 * file are buffered until report_flush(), which must be called before the loop waits. */
void report_buffer(bool on);
void report_flush(void);
/* If buffering is on, report_keep(true) also buffers lines to sockets and terminals, and
 * makes report_flush() do nothing until report_keep(false), which flushes. A full buffer
 * is written even then. It is the member hold() of struct sup_host. */
void report_keep(bool on);

/* Flushes, and prints the last line, regardless of the verbosity. Waits at most 200 ms for
 * a reader. */
void report_last(enum report_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Returns our own descriptor of the terminal to which lines go, or -1 if there is none. */
int report_terminal_fd(void);

#endif
