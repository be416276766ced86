/* supervisor/proc/cgroup.h - manages a control group for each service.
 *
 * This works only if ctinit's own group is delegated to it.
 *
 * Layer:   supervisor/proc. No memory.
 * Source:  cgroup v2 (Documentation/admin-guide/cgroup-v2.rst: cgroup.kill 5.14,
 *          cgroup.events, delegation), clone3(2) CLONE_INTO_CGROUP (5.7). */
#ifndef SUPERVISOR_PROC_CGROUP_H
#define SUPERVISOR_PROC_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Opens our own group if it is a v2 group, writable and delegated: the root of a cgroup
 * namespace, or marked by systemd. Returns a descriptor, or -1. */
int cgroup_open_own(void);
/* Creates or opens the group of service `name` below `own`. Returns a descriptor, which the
 * caller closes, or a negative errno: -EOPNOTSUPP if the group cannot be opened or has no
 * cgroup.kill (before Linux 5.14); an empty group is then removed again. */
int cgroup_make(int own, const char *name);
/* Removes the group of service `name` if it is empty. */
void cgroup_remove(int own, const char *name);
/* Removes all empty groups of services below `own`. */
void cgroup_remove_all(int own);
/* Returns 1 if a process is in the group or below it, 0 if not, or a negative errno. */
int cgroup_populated(int own, const char *name);
/* Kills all processes in the group and below it. Returns false on failure. */
bool cgroup_kill(int own, const char *name);
/* Writes the pids of at most `most` members, not those of groups below. Returns their
 * number; 0 also if the group cannot be read. */
size_t cgroup_members(int own, const char *name, pid_t *pids, size_t most);
/* Sends `signal` and SIGCONT to at most 2048 members, not those of groups below. A process
 * that reuses the pid of a member does not get the signal. */
void cgroup_signal(int own, const char *name, int signal);
/* Like cgroup_signal(), with the signal that signal_for() returns for a member; 0: none. */
void cgroup_signal_each(int own, const char *name,
			int (*signal_for)(void *context, pid_t pid), void *context);
/* Finds the line "0::/..." in the text of /proc/PID/cgroup and ends it with a NUL. Returns
 * NULL if there is no such line. */
const char *cgroup_v2_line(char *text);
/* Copies the service's name from a line such as "0::/a/ctinit.web/b" ("web"). Returns false
 * if the line has none. */
bool cgroup_service(const char *line, char *name, size_t size);

#endif
