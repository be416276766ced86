/* supervisor/proc/signal_process.h - sends signals to a process or its group.
 *
 * The pid of a child of ours is not reused until we reap it (waitid(2), WNOWAIT); for it
 * `fd` is -1. The pid of any other process may be reused at any time; for it `fd` must be a
 * pidfd, so that no wrong process gets the signal. The functions return 0 or a negative
 * errno, unless their comment says otherwise.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_SIGNAL_PROCESS_H
#define SUPERVISOR_PROC_SIGNAL_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* Sends a stop signal, then SIGCONT, so that a stopped process receives it. */
int stop_process(pid_t pid, int fd, int signal);
/* Sends only the signal. The caller sends SIGCONT later, when most of many processes have
 * exited and do not need it. */
int signal_process(pid_t pid, int fd, int signal);
/* The same with the data of `info` (sigqueue(3)). */
int signal_process_info(pid_t pid, int fd, int signal, const siginfo_t *info);
/* Sends a stop signal, then SIGCONT, to the process group of `pid`. Returns false if it
 * sent nothing, for example because the process is still in our own group. */
bool stop_group(pid_t pid, int fd, int signal);
/* Sends SIGKILL; `group`: to its whole process group, too, unless that is our own. */
int kill_process(pid_t pid, int fd, bool group);
/* Sends SIGKILL to the group of `leader`, which is dead and should not be reaped yet: then
 * its number is still that of the group. */
void kill_group_of_dead(pid_t leader);

#endif
