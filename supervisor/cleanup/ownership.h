/* supervisor/claims.h - which process belongs to which service.
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
#ifndef SUPERVISOR_CLAIMS_H
#define SUPERVISOR_CLAIMS_H

#include "supervisor/proc/proctree.h"
#include "supervisor/service.h"

#define OWNER_NONE  UINT32_MAX
#define OWNER_LATER (UINT32_MAX - 1)

/* A process that was found in a walk. `mine` of a proc_info are these, too. */
enum {
	MINE_MAIN = 1,
	MINE_ASKED = 2, /* got the signal of this step */
	MINE_KILLED = 4,
	MINE_FRESH = 8,
	MINE_MISSED = 16,
	MINE_TERMED = 32 /* got TERM */
};

struct claims *claims_new(struct context *ctx); /* NULL: no memory */
void claims_free(struct claims *c);
struct proctree *claims_tree(struct claims *c);
bool claims_possible(const struct claims *c); /* there is a /proc */

/* One read: may any child of ours be something left by a service with business? */
bool claims_any(struct claims *c);
void claims_begin(struct claims *c);
void claims_begin_rest(struct claims *c); /* all that is below us, whosever it is */
/* false: there is more to do, in another turn. */
bool claims_step(struct claims *c);
/* What was found; those with an owner only. pid 0: nothing. */
struct proc_info *claims_found(struct claims *c, size_t *ret_count);
/* It has been sent something: remembered until it or its service is gone. */
void claims_note(struct claims *c, const struct proc_info *p);
/* All of that service will get the next signal. */
void claims_ask_again(struct claims *c, uint32_t owner);
/* Of some it is not known yet whose they are ... */
bool claims_unsettled(const struct claims *c);
/* ... so a child reads what they have of a service; true: leftovers_look_soon() follows.
 * false: no child could be started, ask again. */
bool claims_ask(struct claims *c);
void claims_end(struct claims *c);
/* Remembers what is below its main process now and could not be known later: what is in
 * another session. */
void claims_glance(struct claims *c, struct unit *u);
/* A child of ours that is no service's, as far as is known, and runs the program of `u`:
 * perhaps left by an earlier start. Nothing proves it, so it is only named. */
bool claims_suspect(struct claims *c, const struct unit *u, struct proc_info *ret);
/* The name by which the kernel knows it, of argv[0]. */
uint16_t claims_program(const char *file);
/* An orphan was found dead. */
void claims_reaped(struct claims *c, pid_t pid);
/* Nothing is left of the service. */
void claims_forget(struct claims *c, uint32_t owner);
/* After a reload: to[old index] is the new one, -1: gone (its orphans are nobody's then). */
void claims_renumber(struct claims *c, const int32_t *to, uint32_t count);
/* Whose is this child of ours? OWNER_NONE: nobody's that is known; OWNER_LATER: see
 * claims_unsettled(). */
uint32_t claims_owner(struct claims *c, const struct proc_info *p);

#endif
