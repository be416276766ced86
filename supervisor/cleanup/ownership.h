/* supervisor/cleanup/ownership.h - which process belongs to which unit.
 *
 * A process belongs to a unit if it is below the unit's main process, or was seen there; if it
 * is in a session that such a process made; if it is in the unit's control group; or if it has
 * the unit's mark in its environment or holds its log pipe. Other processes are unowned: they
 * are reported once and not touched before the shutdown.
 *
 * A scan goes down from our own children (a process that loses its parent becomes one) and
 * from the main processes of the units that are cleaned up. It does a bounded piece in each
 * turn of the loop.
 *
 * Layer:   cleanup, above child/ and output/.
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
	PROC_MAIN = 1,
	PROC_SIGNAL_SENT = 2, /* it got the signal of this step */
	PROC_KILL_SENT = 4,
	PROC_KILLED_NOW = 8, /* in this scan */
	PROC_SIGNAL_FAILED = 16,
	PROC_TERM_SENT = 32
};

/* Returns NULL if there is no memory. */
struct ownership *ownership_new(struct context *ctx);
void ownership_free(struct ownership *ownership);
struct proctree *ownership_tree(struct ownership *ownership);
/* Returns true if there is a /proc. */
bool ownership_is_possible(const struct ownership *ownership);

/* ---- whose is it? ---- */

/* Returns the index of the unit to which our child `p` belongs, OWNER_NONE or OWNER_PENDING. */
uint32_t ownership_find(struct ownership *ownership, const struct proc_info *p);
/* Starts a child that reads the marks of the processes whose owner is pending; the clean-up
 * is scheduled when it has. Returns false if no child could be started: call it again. */
bool ownership_resolve(struct ownership *ownership);

/* ---- the scan ---- */

/* Returns true if a child of ours may belong to a unit that is cleaned up. Costs one read. */
bool ownership_any_unknown(struct ownership *ownership);
void ownership_scan_begin(struct ownership *ownership);
/* Scans all processes below us, not only those of units that are cleaned up. */
void ownership_scan_begin_all(struct ownership *ownership);
/* Returns false if there is more to do, in another turn. */
bool ownership_scan_step(struct ownership *ownership);
/* The processes that the scan found; pid 0: ignore this one. All have an owner, unless all
 * processes are scanned. */
struct proc_info *ownership_scan_found(struct ownership *ownership, size_t *ret_count);
/* Returns true if the owner of some process is pending. */
bool ownership_scan_incomplete(const struct ownership *ownership);
void ownership_scan_end(struct ownership *ownership);

/* ---- what is remembered ---- */

/* Remembers owner and flags of a process until it, or its unit, is gone. */
void ownership_remember(struct ownership *ownership, const struct proc_info *p);
/* The next signal is for all processes of this unit. */
void ownership_reset_signals(struct ownership *ownership, uint32_t owner);
/* An orphan was reaped. */
void ownership_forget_pid(struct ownership *ownership, pid_t pid);
/* No process of the unit is left. */
void ownership_forget_unit(struct ownership *ownership, uint32_t owner);
/* After a reload: to[old index] is the new index; -1: the unit is gone. */
void ownership_remap(struct ownership *ownership, const int32_t *to, uint32_t count);

/* ---- suspects ---- */

/* Finds an unowned child of ours that runs the same program as `u`. An earlier start may have
 * left it behind. Nothing proves that, so it is only named in a message. */
bool ownership_find_suspect(struct ownership *ownership, const struct unit *u,
			    struct proc_info *ret);
/* A hash of the name by which the kernel knows the program `file`, argv[0]. */
uint16_t ownership_program_hash(const char *file);
/* The unit runs this program now; NULL: none. */
void ownership_set_program(struct unit *u, const char *file);

#endif
