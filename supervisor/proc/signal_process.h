/* supervisor/proc/signal_process.h - sends signals to a process or its group.
 *
 * A pid may be used only while it is pinned: for a child of ours until we reap it
 * (waitid(2), WNOWAIT). Other processes are not pinned: `fd` is then a pidfd, so that
 * another process with that number is not hit. `fd` is -1 for a child of ours. Functions
 * return 0 or a negative errno unless they say otherwise. */
#ifndef SUPERVISOR_PROC_SIGNAL_PROCESS_H
#define SUPERVISOR_PROC_SIGNAL_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* Sends a stop signal, then SIGCONT, so that a stopped process receives it. */
int stop_process(pid_t pid, int fd, int signal);
/* Without the SIGCONT, for many processes at once: most are gone before it would matter. */
int signal_process(pid_t pid, int fd, int signal);
/* The same with the data of `info` (sigqueue(3)). */
int signal_process_info(pid_t pid, int fd, int signal, const siginfo_t *info);
/* Sends a stop signal and SIGCONT to the group of `pid`. Returns false if the group is not
 * its own. */
bool stop_group(pid_t pid, int fd, int signal);
/* Sends SIGKILL; `group`: to all of its process group. */
int kill_process(pid_t pid, int fd, bool group);
/* Sends `signal` to the group of `leader`. Returns false if the (dead) leader is its only
 * member. */
bool signal_group(pid_t leader, int signal);

#endif
