/* supervisor/cleanup/pidfile.h - which process is the main one, where that changes.
 *
 * type = forking: the command exits, and pid-file names the process that stays. ready = notify:
 * MAINPID= may name another main process at any time.
 *
 * Layer:   cleanup.
 * Memory:  one struct per service with type = forking or ready = notify, at sup_new(). */
#ifndef SUPERVISOR_CLEANUP_PIDFILE_H
#define SUPERVISOR_CLEANUP_PIDFILE_H

#include "conf/base/text.h"
#include "supervisor/base/unit.h"

struct env;

/* 0 or -ENOMEM. */
int pidfile_new_all(struct generation *generation);
void pidfile_release(struct unit *u);

/* Before the start: expands pid-file. 0, or -EINVAL with *err. */
int pidfile_prepare(struct unit *u, struct env *env, struct text *err);
/* The first process has exited. Returns true if it was the launcher of a daemon: then it is no
 * end of the unit, and pid-file is read. */
bool pidfile_launcher_exited(struct unit *u, pid_t pid, int wstatus);
/* The main process has exited without a request. Returns true if pid-file or MAINPID= may
 * name another one; unit_events.main_gone() is called if none is found. `pid` is not reaped
 * yet. */
bool pidfile_begin_handover(struct unit *u, pid_t pid);
/* A process of the unit has sent MAINPID=. */
void pidfile_main_named(struct unit *u, pid_t pid);
/* Returns true while a main process is searched, so that no process can be signaled. */
bool pidfile_is_pending(const struct unit *u);
/* Ends the search. What runs of the unit is cleaned up. */
void pidfile_abandon(struct unit *u);
/* The main process, which need not be our child, is dead. main.pidfd stays open, because PID 1
 * does not pin the number of that process. */
void pidfile_main_exited(struct unit *u);

#endif
