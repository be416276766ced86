/* supervisor/proc/cgroup.h - manages a control group for each service, if our own group
 * is delegated to us.
 *
 * Layer:   supervisor/proc. No memory.
 * Source:  cgroup v2 (Documentation/admin-guide/cgroup-v2.rst: cgroup.kill 5.14,
 *          cgroup.events, delegation), clone3(2) CLONE_INTO_CGROUP (5.7). */
#ifndef SUPERVISOR_PROC_CGROUP_H
#define SUPERVISOR_PROC_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Opens our own group if it is of v2, writable and delegated: the root of a cgroup
 * namespace, or marked by systemd. Returns a descriptor, or -1. */
int cgroup_open_own(void);
/* Makes or opens the group of service `name` below `own`. Returns a descriptor, or a
 * negative errno: -EOPNOTSUPP if the group cannot be opened or has no cgroup.kill. */
int cgroup_make(int own, const char *name);
/* Removes the group of service `name`, if it has no member. */
void cgroup_remove(int own, const char *name);
/* Removes the groups of services below `own` that have no member. */
void cgroup_remove_all(int own);
/* Returns 1 if a process is in the group or below it, 0 if not, and a negative errno if
 * that cannot be read. */
int cgroup_populated(int own, const char *name);
/* Kills all processes in the group and below it. Returns false if it cannot. */
bool cgroup_kill(int own, const char *name);
/* Writes the pids of at most `most` members, without those of groups below. Returns their
 * number. */
size_t cgroup_members(int own, const char *name, pid_t *pids, size_t most);
/* Sends `signal` and SIGCONT to the members, without those of groups below, and to at most
 * 2048. If a pid is reused meanwhile, the new process does not get the signal. */
void cgroup_signal(int own, const char *name, int signal);
/* The same with the signal that signal_for() returns for each member; 0 sends none. */
void cgroup_signal_each(int own, const char *name,
			int (*signal_for)(void *context, pid_t pid), void *context);
/* Finds the line "0::/..." in the text of /proc/PID/cgroup, and replaces its newline by a
 * NUL. Returns NULL if there is none. */
const char *cgroup_v2_line(char *text);
/* Writes the name of the service ("web") that a line like "0::/a/ctinit.web/b" contains.
 * Returns false if it contains none. */
bool cgroup_service(const char *line, char *name, size_t size);

#endif
