/* supervisor/proc/kill.h - signals to a process or its group, by pid.
 *
 * A pid may be named only while it is pinned: not reaped yet (waitid(2), WNOWAIT). */
#ifndef SUPERVISOR_PROC_KILL_H
#define SUPERVISOR_PROC_KILL_H

#include <stdbool.h>
#include <sys/types.h>

/* A stop signal, and CONT, so that a stopped process sees it. 0 or a negative errno. */
int kill_stop(pid_t pid, int signal);
/* Without the CONT: for many at once, most of which are gone before it would matter. */
int kill_only(pid_t pid, int signal);
/* The same for the whole group of `pid`, which is not ours. false: it has none. */
bool kill_stop_group(pid_t pid, int signal);
/* KILL; `group`: to all of its process group. */
int kill_now(pid_t pid, bool group);
/* Sends `signal` to the group of `leader`. false: nobody but (dead) leader is in it. */
bool kill_group(pid_t leader, int signal);

#endif
