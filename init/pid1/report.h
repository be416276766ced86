/* init/pid1/report.h - writes PID 1's own lines to stderr, and never blocks.
 *
 * Private to init/pid1.
 * Memory:  static memory only.
 * Promise: only report_last() blocks, and a line to a terminal waits up to 20 ms for
 *          another process that is writing to it. No function changes the flags of a
 *          shared open file description: pipes use RWF_NOWAIT, sockets MSG_DONTWAIT, and
 *          a terminal is opened again. Lines that cannot be written are dropped and
 *          counted. The count is reported before the next line.
 * Source:  pwritev2(2), send(2), open(2) O_NONBLOCK. */
#ifndef INIT_PID1_REPORT_H
#define INIT_PID1_REPORT_H

#include "conf/base/own_line.h"
#include "supervisor/sup.h"

#include <stdbool.h>

/* Sets the descriptor to write lines to, and opens it again if it is a terminal, which
 * needs /proc. Call this again when stderr or /proc has changed. */
void report_to(int fd);

/* Sets the style of all lines from now on. Before that a line is "ctinit: text". `colour`
 * allows colours if `fd` is a terminal. */
void report_style(const struct own_style *style, bool colour);

/* Sets which lines are printed: -1 errors, warnings and answers, 0 also events, 1 all. */
void report_verbosity(int verbosity);
bool report_is_verbose(void);
/* Returns true if lines of this level are printed. */
bool report_prints(enum report_level level);

/* Prints one line. `format` has no newline. Escapes control characters. This is report() of
 * struct sup_host. */
void report(enum report_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Flushes, then switches buffering on or off. If it is on, up to 4 KiB of lines to a pipe
 * or a file are buffered until report_flush(). Call report_flush() before the loop
 * waits. */
void report_buffer(bool on);
void report_flush(void);
/* If buffering is on, report_keep(true) also buffers lines to sockets and terminals and
 * turns off report_flush(). report_keep(false) ends this and flushes. A full buffer is
 * always written. This is hold() of struct sup_host. */
void report_keep(bool on);

/* Flushes, and prints the last line at any verbosity. Waits at most 200 ms until the reader
 * of stderr takes it. */
void report_last(enum report_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Returns our own descriptor of the terminal that lines go to, or -1. */
int report_terminal_fd(void);
/* Returns true if lines go to a terminal. */
bool report_is_terminal(void);
/* Returns the number of lines that were written or dropped. */
unsigned long report_line_count(void);
/* Writes text that is no line to the terminal, if that has room for all of it. Returns true
 * if it was written. Not for a terminal that could not be opened again. */
bool report_draw(const char *text, size_t len);

#endif
