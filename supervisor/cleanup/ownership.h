/* supervisor/cleanup/ownership.h - finds out which process belongs to which unit.
 *
 * A process belongs to a unit if
 * - it is below the unit's main process (scan.c),
 * - it was seen there before, is in the session of such a process, or is in the unit's
 *   control group (owner.c),
 * - it has the unit's mark in its environment or holds its log pipe (mark_reader.c,
 *   unit_lookup.c).
 *
 * Other processes are unowned. Those that become our children are reported once; none is
 * signaled before the shutdown.
 *
 * A scan goes down from our own children (a process that loses its parent becomes one) and
 * from the main processes of the units that are cleaned up. It scans a limited number of
 * processes in each turn of the loop.
 *
 * Layer:   cleanup, above child/ and output/; notify/, service/ and reload/ use it.
 * Memory:  sup_new() maps address space; the pages of a large scan are given back. */
#ifndef SUPERVISOR_CLEANUP_OWNERSHIP_H
#define SUPERVISOR_CLEANUP_OWNERSHIP_H

#include "supervisor/base/unit.h"
#include "supervisor/proc/proctree.h"

#define OWNER_NONE    UINT32_MAX       /* the process belongs to no known unit */
#define OWNER_PENDING (UINT32_MAX - 1) /* not known before a child reads the mark */

struct ownership;

/* Flags of a process, in proc_info.flags. */
enum {
	PROC_MAIN = 1,           /* the process is its unit's main process */
	PROC_SIGNAL_SENT = 2,    /* the process got the signal of this stop step */
	PROC_KILL_SENT = 4,      /* the process got SIGKILL */
	PROC_KILLED_NOW = 8,     /* the process got SIGKILL in this scan */
	PROC_SIGNAL_FAILED = 16, /* the process could not be signaled */
	PROC_TERM_SENT = 32      /* the process got SIGTERM */
};

/* Returns NULL if it runs out of memory. */
struct ownership *ownership_new(struct context *ctx);
/* Stops watching the reader of marks, and frees all memory. Accepts NULL. */
void ownership_free(struct ownership *ownership);
struct proctree *ownership_tree(struct ownership *ownership);
/* Returns true if there is a /proc. */
bool ownership_is_possible(const struct ownership *ownership);

/* ---- owners ---- */

/* Returns the index of the unit to which the process `p` belongs, or OWNER_NONE.
 * OWNER_PENDING means that the mark is needed: call ownership_resolve(), and later this
 * function again. */
uint32_t ownership_find(struct ownership *ownership, const struct proc_info *p);
/* Starts a child that reads the marks of the processes whose owner is pending; schedules
 * the clean-up when the child is done. Returns true if a child runs. Otherwise find the
 * owners again later and call this again. */
bool ownership_resolve(struct ownership *ownership);

/* ---- scanning ---- */

/* Returns true if a child of ours may belong to a unit that is cleaned up. Reads one
 * file. */
bool ownership_any_unknown(struct ownership *ownership);
/* Starts a scan for the processes of the units that are cleaned up. */
void ownership_scan_begin(struct ownership *ownership);
/* Starts a scan of all processes below us, not only those of units that are cleaned up. */
void ownership_scan_begin_all(struct ownership *ownership);
/* Runs one part of the scan. Returns false if there is more; call it again in another turn
 * of the loop. */
bool ownership_scan_step(struct ownership *ownership);
/* Returns the processes that the scan found. Ignore those with pid 0. Every other process
 * has a unit as owner, or OWNER_NONE after ownership_scan_begin_all(). */
struct proc_info *ownership_scan_found(struct ownership *ownership, size_t *ret_count);
/* Returns true if a process with a pending owner was found. */
bool ownership_scan_incomplete(const struct ownership *ownership);
/* Call after the scan. The processes that it found are then no longer valid. */
void ownership_scan_end(struct ownership *ownership);

/* ---- remembered processes ---- */

/* Remembers owner and flags of a process. Our child is remembered until it is reaped,
 * another process until no process of its unit is left. Does nothing if the table is
 * full. */
void ownership_remember(struct ownership *ownership, const struct proc_info *p);
/* Forgets which processes of this unit got the signal of the last step, because all of them
 * get the next one. */
void ownership_reset_signals(struct ownership *ownership, uint32_t owner);
/* Forgets a process, because it was reaped or is a main process now. */
void ownership_forget_pid(struct ownership *ownership, pid_t pid);
/* Call when no process of the unit is left. Forgets those that are not our children; our
 * children are forgotten when they are reaped. */
void ownership_forget_unit(struct ownership *ownership, uint32_t owner);
/* Call after a reload. to[old index] is the new index of a unit, or -1 if the reload has
 * removed it. The processes of a removed unit become unowned. */
void ownership_remap(struct ownership *ownership, const int32_t *to, uint32_t count);

/* ---- suspects ---- */

/* Finds an unowned child of ours that runs the same program as `u`. An earlier start may
 * have left it behind. That is only a guess, so it is only reported. Returns false if there
 * is no such child. */
bool ownership_find_suspect(struct ownership *ownership, const struct unit *u,
			    struct proc_info *ret);
/* Returns a hash of the kernel's name for the program `file` (argv[0]). */
uint16_t ownership_program_hash(const char *file);
/* Sets the program (argv[0]) that the unit runs; NULL: none. */
void ownership_set_program(struct unit *u, const char *file);

#endif
