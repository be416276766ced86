/* supervisor/proc/signal_process.h - signals to a process or its group, by pid.
 *
 * A pid may be named only while it is pinned: not reaped yet (waitid(2), WNOWAIT). Of who
 * is not our child nothing is pinned: then `fd` is its pidfd, and who has its number by now
 * is not hit. -1: it is our child. */
#ifndef SUPERVISOR_PROC_SIGNAL_PROCESS_H
#define SUPERVISOR_PROC_SIGNAL_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* A stop signal, and CONT, so that a stopped process sees it. 0 or a negative errno. */
int stop_process(pid_t pid, int fd, int signal);
/* Without the CONT: for many at once, most of which are gone before it would matter. */
int signal_process(pid_t pid, int fd, int signal);
/* With what came along (sigqueue(3)). */
int signal_process_info(pid_t pid, int fd, int signal, const siginfo_t *info);
/* The same for the whole group of `pid`, which is not ours. false: it has none. */
bool stop_group(pid_t pid, int fd, int signal);
/* KILL; `group`: to all of its process group. */
int kill_process(pid_t pid, int fd, bool group);
/* Sends `signal` to the group of `leader`. false: nobody but (dead) leader is in it. */
bool signal_group(pid_t leader, int signal);

#endif
