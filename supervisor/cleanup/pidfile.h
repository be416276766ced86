/* supervisor/cleanup/pidfile.h - finds the main process of a service where it can change.
 *
 * With type = forking the command exits, and pid-file names the process that stays. With
 * ready = notify, MAINPID= may name another main process at any time.
 *
 * Layer:   cleanup; notify/ and service/ call it.
 * Memory:  one struct for each service whose type is forking or whose `ready` is, or may
 *          become, notify; allocated with its generation. */
#ifndef SUPERVISOR_CLEANUP_PIDFILE_H
#define SUPERVISOR_CLEANUP_PIDFILE_H

#include "conf/base/text.h"
#include "supervisor/base/unit.h"

struct env;

/* Makes a struct pidfile for each unit that needs one. Returns 0 or -ENOMEM. */
int pidfile_new_all(struct generation *generation);
void pidfile_release(struct unit *u);

/* Call before a start. Forgets the last run, and expands the key pid-file. Returns 0, or a
 * negative errno with *err. */
int pidfile_prepare(struct unit *u, struct env *env, struct text *err);
/* Call when the process that we started has exited. Returns true if it was the launcher of
 * a daemon, and exited with success: then the unit has not ended, and we search for its
 * main process in pid-file. */
bool pidfile_launcher_exited(struct unit *u, pid_t pid, int wstatus);
/* Call when the main process has exited; our child `pid` is not reaped yet. Returns true if
 * no stop was requested and pid-file or MAINPID= may name another one;
 * unit_events.main_gone() is called, perhaps before this returns, if none is found. */
bool pidfile_begin_handover(struct unit *u, pid_t pid);
/* Call when a process of the unit has sent MAINPID=. If that names another process of the
 * unit, it becomes the main one, now or when the first process has exited. */
void pidfile_main_named(struct unit *u, pid_t pid);
/* Returns true while we search for a main process, so that there is none to signal. */
bool pidfile_is_pending(const struct unit *u);
/* Call only while pidfile_is_pending(). Ends the search without a main process. The
 * processes of the unit are cleaned up. */
void pidfile_abandon(struct unit *u);
/* Call when the main process, which need not be our child, is dead. Ends the search.
 * main.pidfd stays open, because PID 1 does not pin the number of a process that is not its
 * child. */
void pidfile_main_exited(struct unit *u);

#endif
