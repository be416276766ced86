/* supervisor/cleanup/pidfile.h - finds a service's main process if it is not our child.
 *
 * With `type = forking` the command exits, and `pid-file` names the process that stays.
 * With `ready = notify`, MAINPID= may name another main process at any time.
 *
 * Layer:   cleanup; notify/ and service/ call it.
 * Memory:  one struct for each service with `type = forking` or with a `ready` that is or
 *          may become notify; allocated with its generation. */
#ifndef SUPERVISOR_CLEANUP_PIDFILE_H
#define SUPERVISOR_CLEANUP_PIDFILE_H

#include "conf/base/text.h"
#include "supervisor/base/unit.h"

struct env;

/* Allocates a struct pidfile for each unit that needs one. Returns 0 or -ENOMEM. */
int pidfile_new_all(struct generation *generation);
/* Call when the unit is released. Ends the search, and stops watching the main process. */
void pidfile_release(struct unit *u);

/* Call before a start. Ends a search, forgets the last run, and expands `pid-file`. Returns
 * 0, or a negative errno with *err. Does nothing for a unit that has no struct pidfile. */
int pidfile_prepare(struct unit *u, struct env *env, struct text *err);
/* Call when the process that we started has exited. Returns true if the unit has `type =
 * forking`, is starting, and the process exited with code 0. The unit then has not ended,
 * and we search for its main process in `pid-file`. */
bool pidfile_launcher_exited(struct unit *u, pid_t pid, int wstatus);
/* Call when the main process has exited and, if it is our child `pid`, is not reaped yet.
 * Returns true if another process may replace it: the unit is starting or ready, and either
 * `pid-file` named the process that exited, or MAINPID= has named another one. We then
 * search for that process. If none is found, calls unit_events.main_gone(), perhaps before
 * this returns. */
bool pidfile_begin_handover(struct unit *u, pid_t pid);
/* Call when a process of the unit has sent MAINPID=. If `pid` is another process of the
 * unit, it becomes the main process, now or when the old one has exited; otherwise reports
 * that MAINPID= is ignored. Does nothing if the unit is neither starting nor ready. */
void pidfile_main_named(struct unit *u, pid_t pid);
/* Returns true while we search for a main process. There is then none to signal. */
bool pidfile_is_pending(const struct unit *u);
/* Call only while pidfile_is_pending(). Ends the search without a main process; the
 * processes of the unit are cleaned up. */
void pidfile_abandon(struct unit *u);
/* Call when the main process is dead, even if it is not our child. Ends the search. Keeps
 * main.pidfd open, because PID 1 does not pin the pid of a process that is not its
 * child. */
void pidfile_main_exited(struct unit *u);

#endif
