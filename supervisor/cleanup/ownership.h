/* supervisor/cleanup/ownership.h - finds out which process belongs to which unit.
 *
 * A process belongs to a unit if it is below the unit's main process (scan.c); if it was
 * seen there, is in the session of such a process, or is in the unit's control group
 * (owner.c); or if it has the unit's mark in its environment or holds its log pipe
 * (mark_reader.c, with unit_lookup.c). Other processes are unowned: those that became our
 * children are reported once, and none is touched before the shutdown.
 *
 * A scan goes down from our own children (a process that loses its parent becomes one) and
 * from the main processes of the units that are cleaned up. It does a bounded piece in each
 * turn of the loop.
 *
 * Layer:   cleanup, above child/ and output/; notify/, service/ and reload/ use it.
 * Memory:  address space mapped at sup_new(); the pages of a large scan are given back. */
#ifndef SUPERVISOR_CLEANUP_OWNERSHIP_H
#define SUPERVISOR_CLEANUP_OWNERSHIP_H

#include "supervisor/base/unit.h"
#include "supervisor/proc/proctree.h"

#define OWNER_NONE    UINT32_MAX       /* no unit that we know */
#define OWNER_PENDING (UINT32_MAX - 1) /* a child of ours has to read the process's mark */

struct ownership;

/* Flags of a process, in proc_info.flags. */
enum {
	PROC_MAIN = 1,           /* it is the main process of its unit */
	PROC_SIGNAL_SENT = 2,    /* it got the signal of this step */
	PROC_KILL_SENT = 4,      /* it got SIGKILL */
	PROC_KILLED_NOW = 8,     /* it got SIGKILL in this scan */
	PROC_SIGNAL_FAILED = 16, /* a signal could not be sent to it */
	PROC_TERM_SENT = 32      /* it got SIGTERM */
};

/* Returns NULL if there is no memory. */
struct ownership *ownership_new(struct context *ctx);
void ownership_free(struct ownership *ownership);
struct proctree *ownership_tree(struct ownership *ownership);
/* Returns true if there is a /proc. */
bool ownership_is_possible(const struct ownership *ownership);

/* ---- whose is it? ---- */

/* Returns the index of the unit to which the process `p` belongs, wherever it is in the
 * tree, or OWNER_NONE. Returns OWNER_PENDING if its mark is needed: then call
 * ownership_resolve(), and this again later. */
uint32_t ownership_find(struct ownership *ownership, const struct proc_info *p);
/* Starts a child that reads the marks of the processes whose owner is pending, and
 * schedules the clean-up when the child is done. Returns true if a child runs. If not, find
 * the owners again later and call this again. */
bool ownership_resolve(struct ownership *ownership);

/* ---- the scan ---- */

/* Returns true if a child of ours may belong to a unit that is cleaned up. Costs one
 * read. */
bool ownership_any_unknown(struct ownership *ownership);
void ownership_scan_begin(struct ownership *ownership);
/* Begins a scan of all processes below us, not only those of units that are cleaned up. */
void ownership_scan_begin_all(struct ownership *ownership);
/* Does one part of the scan. Returns false if more is left to do, in another turn of the
 * loop. */
bool ownership_scan_step(struct ownership *ownership);
/* Returns the processes that the scan found. Ignore those with pid 0. All others have a
 * unit as owner or, after ownership_scan_begin_all(), all have OWNER_NONE. */
struct proc_info *ownership_scan_found(struct ownership *ownership, size_t *ret_count);
/* Returns true if the owner of some process is pending. */
bool ownership_scan_incomplete(const struct ownership *ownership);
void ownership_scan_end(struct ownership *ownership);

/* ---- what is remembered ---- */

/* Remembers owner and flags of a process: our child until it is reaped, another one until
 * no process of its unit is left. */
void ownership_remember(struct ownership *ownership, const struct proc_info *p);
/* Forgets which processes of this unit got the signal of the last step: the next signal is
 * for all of them. */
void ownership_reset_signals(struct ownership *ownership, uint32_t owner);
/* Forgets an orphan that was reaped. */
void ownership_forget_pid(struct ownership *ownership, pid_t pid);
/* Forgets the processes of a unit of which none is left. Our own children are forgotten
 * when they are reaped. */
void ownership_forget_unit(struct ownership *ownership, uint32_t owner);
/* Call after a reload. to[old index] is the new index of a unit, or -1 if the unit is
 * gone. */
void ownership_remap(struct ownership *ownership, const int32_t *to, uint32_t count);

/* ---- suspects ---- */

/* Finds an unowned child of ours that runs the same program as `u`. An earlier start may
 * have left it behind. Nothing proves that, so it is only named in a message. Returns false
 * if there is none. */
bool ownership_find_suspect(struct ownership *ownership, const struct unit *u,
			    struct proc_info *ret);
/* Returns a hash of the name by which the kernel knows the program `file` (argv[0]). */
uint16_t ownership_program_hash(const char *file);
/* Notes the program (argv[0]) that the unit runs now; NULL if it runs none. */
void ownership_set_program(struct unit *u, const char *file);

#endif
