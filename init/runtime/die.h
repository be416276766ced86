/* init/runtime/die.h - reports what failed, and exits.
 *
 * The parent prints the line to stderr, kills the child, and exits with 125. The child
 * writes the line to the report pipe, and the parent prints it. */
#ifndef INIT_RUNTIME_DIE_H
#define INIT_RUNTIME_DIE_H

#include "conf/base/own_line.h"

/* In the child: writes lines to `fd` from now on. */
void die_report_fd(int fd);

/* In the parent: die() kills this child (a pidfd) and waits for it. -1: no child. */
void die_kill_child(int pidfd);

/* Prints "ctinit: cannot STEP OBJECT: REASON; ADVICE" and exits with CTINIT_EXIT_SETUP.
 * `object` and `advice` may be NULL. `err` is an errno, positive or negative; 0: no
 * REASON. */
_Noreturn void die(const char *step, const char *object, int err, const char *advice);

/* Sets the shape of all lines from now on; at first it is "ctinit: text". */
void die_style(struct own_style style, bool colour);

/* Prints a warning to stderr. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Prints a line of another level. */
void warn_as(enum own_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
