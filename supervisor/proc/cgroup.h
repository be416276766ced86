/* supervisor/proc/cgroup.h - a control group of its own for each service, where ours is ours
 * to divide.
 *
 * Layer:  supervisor/proc. No memory.
 * Source: cgroup v2 (Documentation/admin-guide/cgroup-v2.rst: cgroup.kill 5.14, cgroup.events,
 *         delegation), clone3(2) CLONE_INTO_CGROUP (5.7). */
#ifndef SUPERVISOR_PROC_CGROUP_H
#define SUPERVISOR_PROC_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Our own group, when it is of v2, may be written and is delegated: the root of a cgroup
 * namespace, or marked so by systemd. A descriptor; -1: it is not. */
int cgroup_open_own(void);
/* Make (or find) the one of service `name` below `own`; a descriptor or a negative errno. */
int cgroup_make(int own, const char *name);
void cgroup_remove(int own, const char *name); /* when nobody is in it */
void cgroup_remove_all(int own);               /* those that nobody is in */
/* 1: somebody is in it or below it; 0: nobody; a negative errno: not to be known. */
int cgroup_populated(int own, const char *name);
bool cgroup_kill(int own, const char *name);
/* Those in it, not below it; how many of at most `most`. */
size_t cgroup_members(int own, const char *name, pid_t *pids, size_t most);
/* A signal and CONT to each of them; a number that passes on meanwhile is not hit. */
void cgroup_signal(int own, const char *name, int signal);
/* The same with the signal that signal_for() returns for each; 0: none. */
void cgroup_signal_each(int own, const char *name,
			int (*signal_for)(void *context, pid_t pid), void *context);
/* Returns the line "0::/..." in the text of /proc/PID/cgroup, which it cuts off at the end of
 * that line; NULL: there is none. */
const char *cgroup_v2_line(char *text);
/* The service whose group `line` ("0::/a/ctinit.web/b") names; false: none. */
bool cgroup_service(const char *line, char *name, size_t size);

#endif
