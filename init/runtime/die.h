/* init/runtime/die.h - reports what failed, and exits.
 *
 * The parent prints the line to stderr, kills the child, and exits with 125. The child
 * writes the line to the report pipe, and the parent prints it.
 *
 * Layer:  init/runtime, also for init/verbs. */
#ifndef INIT_RUNTIME_DIE_H
#define INIT_RUNTIME_DIE_H

#include "conf/base/own_line.h"

/* Called in the child. Lines go to `fd` from now on, and die() kills no child any more. */
void die_report_fd(int fd);

/* Called in the parent: from now on die() kills the child `pidfd` and waits for it. -1 ends
 * this. */
void die_kill_child(int pidfd);

/* Prints "ctinit: cannot STEP OBJECT: REASON; ADVICE" and exits with CTINIT_EXIT_SETUP.
 * `object` and `advice` may be NULL. `err` is an errno, positive or negative, or 0 to omit
 * REASON. */
_Noreturn void die(const char *step, const char *object, int err, const char *advice);

/* Sets the style of all lines from now on. Before that a line is "ctinit: text". `colour`
 * allows colours if stderr is a terminal. */
void die_style(struct own_style style, bool colour);

/* Prints a warning to stderr, or to the descriptor of die_report_fd(). */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Prints a line of the given level, to the same descriptor as warn(). */
void warn_as(enum own_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
