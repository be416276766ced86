/* supervisor/cleanup/cleanup_internal.h - between leftovers.c and leftovers_signal.c.
 *
 * Layer:   supervisor, private to the room. What others call is in service.h.
 *
 * leftovers.c decides when processes are looked at and when a service is over;
 * leftovers_signal.c which processes of a service get which signal. */
#ifndef SUPERVISOR_CLEANUP_CLEANUP_INTERNAL_H
#define SUPERVISOR_CLEANUP_CLEANUP_INTERNAL_H

#include "supervisor/proc/proctree.h"
#include "supervisor/service.h"

/* How the processes of a service are found: by its control group; by a walk through /proc
 * (also with kill = group before Linux 6.9). Neither: the process group is asked. */
bool found_by_cgroup(const struct unit *u);
bool found_by_tree(const struct unit *u);
bool found_by_scan(const struct unit *u);

/* A signal to the process group of the dead main process. 0 or a negative errno; -EINVAL
 * before 6.9, and then group_signal_works() is false. */
int group_signal(struct unit *u, int signal);
bool group_signal_works(void);

/* Signals one process that a walk found, as `leftover` and `want` ask for; counts it in
 * u->left, and in u->fresh when it was killed. */
void signal_found(struct unit *u, struct proc_info *p);

/* For services without a walk. true: nothing is left, or nothing can be done about it. */
bool check_remaining(struct unit *u);

/* leftovers.c: what is left was asked to end, and gets its time. */
void wait_for_remaining(struct unit *u);

#endif
