/* supervisor/cleanup/pidfile.h - finds the main process of a service where it can change.
 *
 * With type = forking the command exits, and pid-file names the process that stays. With
 * ready = notify, MAINPID= may name another main process at any time.
 *
 * Layer:   cleanup; notify/ and service/ call it.
 * Memory:  one struct per service with type = forking or ready = notify, at sup_new(). */
#ifndef SUPERVISOR_CLEANUP_PIDFILE_H
#define SUPERVISOR_CLEANUP_PIDFILE_H

#include "conf/base/text.h"
#include "supervisor/base/unit.h"

struct env;

/* Makes a struct pidfile for each unit that needs one. Returns 0 or -ENOMEM. */
int pidfile_new_all(struct generation *generation);
void pidfile_release(struct unit *u);

/* Call before a start. Expands the key pid-file. Returns 0, or a negative errno with
 * *err. */
int pidfile_prepare(struct unit *u, struct env *env, struct text *err);
/* Call when the first process has exited. Returns true if it was the launcher of a daemon:
 * then the unit has not ended, and we search for its main process in pid-file. */
bool pidfile_launcher_exited(struct unit *u, pid_t pid, int wstatus);
/* The main process has exited without a request. Returns true if pid-file or MAINPID= may
 * name another one; unit_events.main_gone() is called if none is found. `pid` is not reaped
 * yet. */
bool pidfile_begin_handover(struct unit *u, pid_t pid);
/* A process of the unit has sent MAINPID=. */
void pidfile_main_named(struct unit *u, pid_t pid);
/* Returns true while we search for a main process, so that no process can be signaled. */
bool pidfile_is_pending(const struct unit *u);
/* Ends the search without a main process. The processes of the unit are cleaned up. */
void pidfile_abandon(struct unit *u);
/* Call when the main process, which need not be our child, is dead. Ends the search.
 * main.pidfd stays open, because PID 1 does not pin the number of a process that is not its
 * child. */
void pidfile_main_exited(struct unit *u);

#endif
