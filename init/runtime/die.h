/* init/runtime/die.h - reports what failed, and exits.
 *
 * Before the child exists and in the parent: stderr, the child killed, exit 125. In the
 * child: the line goes up the report pipe and the parent prints it. */
#ifndef INIT_RUNTIME_DIE_H
#define INIT_RUNTIME_DIE_H

#include "conf/base/own_line.h"

/* In the child: lines go to `fd` from now on. */
void die_report_fd(int fd);

/* In the parent: this child (a pidfd) is killed and waited for before we end. -1: none. */
void die_kill_child(int pidfd);

/* "ctinit: cannot STEP OBJECT: REASON; ADVICE". object, advice may be NULL; err 0: no
 * reason. `err` positive or negative. Ends the process with CTINIT_EXIT_SETUP. */
_Noreturn void die(const char *step, const char *object, int err, const char *advice);

/* The shape of all lines from now on; before, "ctinit: text". */
void die_style(struct own_style style, bool colour);

/* One warning line on stderr; nothing ends. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same of any level. */
void warn_as(enum own_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
