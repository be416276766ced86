/* init/pid1/message.h - PID 1's own lines, on its stderr.
 *
 * Layer:   init/pid1. No memory of its own but static lines.
 * Promise: nothing here blocks or changes the flags of a descriptor that others share: a
 *          pipe is written with RWF_NOWAIT, a socket with MSG_DONTWAIT, a terminal through
 *          a description of our own. What does not fit is dropped and counted; the count
 *          is told with the next line that gets through.
 * Source:  pwritev2(2), send(2), open(2) O_NONBLOCK. */
#ifndef INIT_PID1_MESSAGE_H
#define INIT_PID1_MESSAGE_H

#include "conf/base/own_line.h"
#include "supervisor/sup.h"

#include <stdbool.h>

/* From now on lines go to `fd` (kept, not closed). May be called again when stderr or
 * /proc has changed. */
void message_open(int fd);

/* The shape of all lines from now on; before, "ctinit: text". `colour`: where stderr is a
 * terminal, it may show colours. */
void message_style(const struct own_style *style, bool colour);

/* -1 quiet: errors and warnings; 0: and events; 1: everything. */
void message_verbosity(int verbosity);
bool message_is_verbose(void);

/* One line, without newline; control characters in it are escaped. The same as
 * sup_host.report. What stands before it is by message_style(). */
void message(enum report_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* While held, lines wait for message_flush(), at most 4 KiB of them: call it before the loop
 * waits. Ends the holding too: message_buffer(false). */
void message_buffer(bool on);
void message_flush(void);
/* While kept, message_flush() does nothing either, unless there is no more room. The same as
 * sup_host.hold. */
void message_keep(bool on);

/* The last line, whatever the verbosity; may wait up to 200 ms for a reader. */
void message_last(enum report_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The descriptor of our own that a terminal was reopened at; -1: none. */
int message_terminal_fd(void);

#endif
