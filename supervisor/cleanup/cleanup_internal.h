/* supervisor/cleanup/cleanup_internal.h - declares what the files of the clean-up share.
 *
 * Each file calls only files below it in this list:
 * - begin.c starts a clean-up.
 * - turns.c checks all units in the list.
 * - cleanup.c cleans up one unit, from the first check to the end.
 * - signal.c decides which process gets which signal.
 * - group.c decides how processes are found, and signals process groups.
 * - queue.c keeps the list of units.
 *
 * Private to the room. */
#ifndef SUPERVISOR_CLEANUP_CLEANUP_INTERNAL_H
#define SUPERVISOR_CLEANUP_CLEANUP_INTERNAL_H

#include "supervisor/cleanup/cleanup.h"
#include "supervisor/proc/proctree.h"

/* ---- queue.c ---- */

/* Adds the unit to the list, if it is not there, and schedules a check of the list. */
void cleanup_enqueue(struct unit *u);
/* Removes the unit from the list. Does nothing if it is not there. */
void cleanup_dequeue(struct unit *u);
/* Schedules a check of the list, in this turn of the loop and after the reaper. */
void cleanup_schedule(struct context *ctx);

/* ---- group.c ---- */

/* These three return whether a unit's processes are found in its control group, in the tree
 * below the main process, or by a scan of /proc. A scan finds the tree or, without
 * has_group_signal(), the process group. If all three return false, the process group is
 * signaled, or nothing with `kill = main`. */
bool found_by_cgroup(const struct unit *u);
bool found_by_tree(const struct unit *u);
bool found_by_scan(const struct unit *u);
/* Returns true if a scan must look for processes of the unit. */
bool cleanup_is_scanned(const struct unit *u);

/* Signals the process group of the dead main process through main.pidfd. Returns 0, -ESRCH
 * if there is no such pidfd, -EINVAL before Linux 6.9, or another negative errno. */
int signal_group_by_pidfd(struct unit *u, int signal);
/* Returns false after note_no_group_signal() was called. */
bool has_group_signal(void);
/* Call when the kernel is older than Linux 6.9, or gives no pidfd of a dead child. */
void note_no_group_signal(void);
/* Returns true if the process group of the dead main process has a member, as main.pidfd
 * shows it. Returns false if there is no such pidfd. */
bool cleanup_group_is_alive(struct unit *u);

/* ---- descendants.c ---- */

void descendants_init(struct context *ctx);

/* ---- signal.c ---- */

/* Signals one process that a scan found, as the unit's phase and its tree_request require.
 * Counts it in `remaining`, and in `newly_killed` if it was killed. Ignores the main
 * process. With `kill = group`, a clean-up also ignores processes outside the group. */
void signal_found(struct unit *u, struct proc_info *p);

enum remaining {
	REMAINING_NONE,     /* no process is left that can and must be killed */
	REMAINING_SIGNALED, /* processes are left, and just got their first signal */
	REMAINING_SOME
};

/* For a unit that needs no scan: finds its remaining processes, and sends them their first
 * signal. */
enum remaining check_remaining(struct unit *u);

/* ---- cleanup.c ---- */

/* Gives the remaining processes time to exit after their first signal; SIGKILL follows.
 * Kills them at once if the core is killing the unit. */
void wait_for_remaining(struct unit *u);
/* Call when no process of the unit is left that can and must be killed. Ends the clean-up,
 * removes the control group, and calls unit_events.cleaned_up(). */
void finish_cleanup(struct unit *u);
/* Signals the main process, or its process group, after the scan has signaled the tree. */
void finish_tree_signal(struct unit *u);

#endif
