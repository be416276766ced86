/* supervisor/child/spawn_slot.h - memory that starts borrow while they are on their way.
 *
 * Private to the room. A child that runs in our memory (proc/spawn.h) needs a stack, and
 * its plan must stay until it let go. A few such places are mapped at sup_new(); when all
 * are taken, or none could be had, a start is a fork and needs nothing. */
#ifndef SUPERVISOR_CHILD_SPAWN_SLOT_H
#define SUPERVISOR_CHILD_SPAWN_SLOT_H

#include "conf/conf.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/spawn.h"

#define SPAWN_SLOTS 32

struct context;
struct unit;

struct start {
	struct spawn_plan plan;
	struct env env;
	struct conf_value ready;
};

struct loans {
	struct conf_scratch own; /* the scratch of all that is no loan */
	char *at;                /* SPAWN_SLOTS places; NULL: none */
	uint32_t taken;          /* a bit each */
	bool touched, other_user, share_other_user;
	int dumpable; /* as it was, PR_GET_DUMPABLE */
};

/* 0 or -ENOMEM (without a scratch; loans are done without). */
int spawn_slots_init(struct context *ctx);
void spawn_slots_done(struct context *ctx);
/* A place for the start of `u`, and ctx->scratch is its. NULL: none is free. */
struct start *spawn_slot_get(struct unit *u);
/* The plan is filled: does its child borrow? If not the place is free again. */
void spawn_slot_commit(struct unit *u, struct start *start);
/* ctx->scratch is our own again; the loan goes on. */
void spawn_slot_detach(struct context *ctx);
/* The child let go of it, or never was. Fine when u has none. */
void spawn_slot_put(struct unit *u);
/* Nothing is on its way: the pages go back. */
void spawn_slots_trim(struct context *ctx);

#endif
