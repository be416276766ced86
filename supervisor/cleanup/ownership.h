/* supervisor/cleanup/ownership.h - which process belongs to which service.
 *
 * Layer:   supervisor, private to the room.
 * Memory:  address space mapped at sup_new(); pages are given back after a large walk.
 *
 * A walk goes down from our own children (what lost its parent becomes one) and from the
 * main processes of services with business: those whose main process is dead, and those
 * that want their tree seen or signalled. It does a bounded piece each turn.
 * What belongs to a service: what is below its main process; what was seen there; what is
 * in a session that one of these made; what is in its control group; what carries its mark
 * in the environment, or holds its log. The rest is nobody's: told once, and left alone. */
#ifndef SUPERVISOR_CLEANUP_OWNERSHIP_H
#define SUPERVISOR_CLEANUP_OWNERSHIP_H

#include "supervisor/proc/proctree.h"
#include "supervisor/service.h"

#define OWNER_NONE    UINT32_MAX
#define OWNER_PENDING (UINT32_MAX - 1)

/* A process that was found in a walk. `mine` of a proc_info are these, too. */
enum {
	PROC_MAIN = 1,
	PROC_SIGNAL_SENT = 2, /* got the signal of this step */
	PROC_KILL_SENT = 4,
	PROC_KILLED_NOW = 8,
	PROC_SIGNAL_FAILED = 16,
	PROC_TERM_SENT = 32 /* got TERM */
};

struct ownership *ownership_new(struct context *ctx); /* NULL: no memory */
void ownership_free(struct ownership *c);
struct proctree *ownership_tree(struct ownership *c);
bool ownership_is_possible(const struct ownership *c); /* there is a /proc */

/* One read: may any child of ours be something left by a service with business? */
bool ownership_any_unknown(struct ownership *c);
void ownership_scan_begin(struct ownership *c);
void ownership_scan_begin_all(
	struct ownership *c); /* all that is below us, whosever it is */
/* false: there is more to do, in another turn. */
bool ownership_scan_step(struct ownership *c);
/* What was found; those with an owner only. pid 0: nothing. */
struct proc_info *ownership_scan_found(struct ownership *c, size_t *ret_count);
/* It has been sent something: remembered until it or its service is gone. */
void ownership_remember(struct ownership *c, const struct proc_info *p);
/* All of that service will get the next signal. */
void ownership_reset_signals(struct ownership *c, uint32_t owner);
/* Of some it is not known yet whose they are ... */
bool ownership_scan_incomplete(const struct ownership *c);
/* ... so a child reads what they have of a service; true: cleanup_schedule() follows.
 * false: no child could be started, ask again. */
bool ownership_resolve(struct ownership *c);
void ownership_scan_end(struct ownership *c);
/* Remembers what is below its main process now and could not be known later: what is in
 * another session. */
void ownership_add_descendants(struct ownership *c, struct unit *u);
/* A child of ours that is no service's, as far as is known, and runs the program of `u`:
 * perhaps left by an earlier start. Nothing proves it, so it is only named. */
bool ownership_find_suspect(struct ownership *c, const struct unit *u,
			    struct proc_info *ret);
/* The name by which the kernel knows it, of argv[0]. */
uint16_t ownership_program_hash(const char *file);
/* An orphan was found dead. */
void ownership_forget_pid(struct ownership *c, pid_t pid);
/* Nothing is left of the service. */
void ownership_forget_unit(struct ownership *c, uint32_t owner);
/* After a reload: to[old index] is the new one, -1: gone (its orphans are nobody's then). */
void ownership_remap(struct ownership *c, const int32_t *to, uint32_t count);
/* Whose is this child of ours? OWNER_NONE: nobody's that is known; OWNER_PENDING: see
 * ownership_scan_incomplete(). */
uint32_t ownership_find(struct ownership *c, const struct proc_info *p);

#endif
