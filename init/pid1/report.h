/* init/pid1/report.h - PID 1's own lines, on its stderr.
 *
 * Layer:   init/pid1. It uses static memory only.
 * Promise: nothing here blocks, or changes the flags of an open file description that
 *          other processes share. A pipe is written with RWF_NOWAIT, a socket with
 *          MSG_DONTWAIT, a terminal through a description of our own. A line that cannot
 *          be written is dropped and counted; the next line that can be written reports
 *          the count.
 * Source:  pwritev2(2), send(2), open(2) O_NONBLOCK. */
#ifndef INIT_PID1_REPORT_H
#define INIT_PID1_REPORT_H

#include "conf/base/own_line.h"
#include "supervisor/sup.h"

#include <stdbool.h>

/* Writes lines to `fd` from now on; `fd` stays open. It may be called again when stderr
 * or /proc has changed. */
void report_to(int fd);

/* Sets the shape of all lines from now on; at first it is "ctinit: text". `colour`: a
 * terminal may show colours. */
void report_style(const struct own_style *style, bool colour);

/* -1: errors and warnings only; 0: events, too; 1: everything. */
void report_verbosity(int verbosity);
bool report_is_verbose(void);

/* Prints one line, which is given without a newline. Control characters are escaped.
 * This is the report() of struct sup_host. */
void report(enum report_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Buffers lines until report_flush(), at most 4 KiB of them. report_flush() has to be
 * called before the loop waits. report_buffer(false) flushes, and ends the buffering. */
void report_buffer(bool on);
void report_flush(void);
/* Makes report_flush() do nothing until the buffer is full or report_keep(false) is
 * called. This is the hold() of struct sup_host. */
void report_keep(bool on);

/* Prints the last line, regardless of the verbosity. Waits at most 200 ms for a reader. */
void report_last(enum report_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Returns the descriptor with which a terminal was opened again; -1: none. */
int report_terminal_fd(void);

#endif
