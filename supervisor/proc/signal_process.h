/* supervisor/proc/signal_process.h - sends signals to a process or its group.
 *
 * For our own child `fd` is -1: its pid is not reused until we reap it (waitid(2),
 * WNOWAIT). For any other process `fd` must be a pidfd, because its pid may be reused at
 * any time. The functions return 0 or a negative errno, unless their comment says
 * otherwise.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_SIGNAL_PROCESS_H
#define SUPERVISOR_PROC_SIGNAL_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* Sends a stop signal, then SIGCONT, because a stopped process must receive it, too. */
int stop_process(pid_t pid, int fd, int signal);
/* Sends only the signal. A caller with many processes sends SIGCONT later, to those that
 * have not exited. */
int signal_process(pid_t pid, int fd, int signal);
/* Sends only the signal, with the data of `info` (sigqueue(3)); NULL: without data. */
int signal_process_info(pid_t pid, int fd, int signal, const siginfo_t *info);
/* Sends a stop signal, then SIGCONT, to the process group of `pid`. Returns false if it
 * sent nothing, for example because the process is still in our own group. */
bool stop_group(pid_t pid, int fd, int signal);
/* Sends SIGKILL. With `group` also to the process group, unless that is our own. */
int kill_process(pid_t pid, int fd, bool group);
/* Sends SIGKILL to the process group of `leader`, which is dead. Call it before you reap
 * `leader`, because the number of the group may be reused then. */
void kill_group_of_dead(pid_t leader);
/* Returns true if the process group has a member, perhaps a zombie. */
bool group_exists(pid_t group);

#endif
