/* supervisor/cleanup/cleanup_internal.h - what the files of the clean-up share.
 *
 * queue.c keeps the list of units, group.c knows how their processes are found and signals
 * process groups, signal.c decides which process gets which signal, cleanup.c leads one unit
 * from its death to its end, and turns.c decides when units are looked at. Calls go down in
 * this order. */
#ifndef SUPERVISOR_CLEANUP_CLEANUP_INTERNAL_H
#define SUPERVISOR_CLEANUP_CLEANUP_INTERNAL_H

#include "supervisor/cleanup/cleanup.h"
#include "supervisor/proc/proctree.h"

/* ---- queue.c ---- */

void cleanup_enqueue(struct unit *u);
void cleanup_dequeue(struct unit *u);
/* Has the list looked at in this turn of the loop, after the reaper. */
void cleanup_schedule(struct context *ctx);

/* ---- group.c ---- */

/* How the processes of a unit are found: in its control group; in the tree below the main
 * process; by a scan of /proc, which is either the tree or, before Linux 6.9, the process
 * group. If all are false, the process group is signaled. */
bool found_by_cgroup(const struct unit *u);
bool found_by_tree(const struct unit *u);
bool found_by_scan(const struct unit *u);
/* Returns true if a scan has to look for processes of the unit. */
bool cleanup_is_scanned(const struct unit *u);

/* Signals the process group of the dead main process, through main.pidfd. 0 or a negative
 * errno; -EINVAL before Linux 6.9. */
int group_signal(struct unit *u, int signal);
bool group_signal_works(void);
void group_signal_is_missing(void);
bool cleanup_group_is_alive(struct unit *u);

/* ---- descendants.c ---- */

void descendants_init(struct context *ctx);

/* ---- signal.c ---- */

/* Signals one process that a scan found, as the phase and the tree signal want. Counts it in
 * `remaining`, and in `newly_killed` if it was killed. */
void signal_found(struct unit *u, struct proc_info *p);

enum remaining {
	REMAINING_NONE,     /* no process is left, or nothing can be done about it */
	REMAINING_SIGNALED, /* some are left, and just got their first signal */
	REMAINING_SOME
};

/* Looks at a unit that needs no scan. */
enum remaining check_remaining(struct unit *u);

/* ---- cleanup.c ---- */

/* Processes are left, and got their first signal: gives them time. */
void wait_for_remaining(struct unit *u);
/* No process is left, or none can be ended. */
void finish_cleanup(struct unit *u);
/* The tree was scanned and signaled: signals the main process, or its process group. */
void finish_tree_signal(struct unit *u);

#endif
