/* supervisor/child/spawn_slot.h - reserves memory for children that run in ours until
 * execve(2).
 *
 * A child made with CLONE_VM (proc/spawn.h) needs a stack of its own, and its plan must
 * stay in place until it has called execve(). sup_new() maps a fixed number of slots for
 * that. If all slots are in use, or none could be mapped, a start forks, which needs no
 * slot.
 *
 * Layer:   child, above proc/.
 * Memory:  address space is mapped at sup_new(); pages are used by starts and returned to
 *          the kernel when no start is in flight. */
#ifndef SUPERVISOR_CHILD_SPAWN_SLOT_H
#define SUPERVISOR_CHILD_SPAWN_SLOT_H

#include "conf/conf.h"
#include "supervisor/base/unit.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/spawn.h"

#define SPAWN_SLOTS     32
#define SPAWN_SLOT_NONE UINT8_MAX

/* The plan of a start, which must stay in place until its program runs. */
struct start_context {
	struct spawn_plan plan;
	struct env env;
	struct conf_value ready;
};

struct spawn_slots {
	struct conf_scratch own; /* the scratch for all work that has no slot */
	char *base;      /* memory of SPAWN_SLOTS slots; NULL: it could not be mapped */
	uint32_t in_use; /* one bit per slot */
	bool touched;    /* a slot was used since its pages were returned */
	bool other_user; /* a child in a slot changed its user */
	bool share_other_user; /* a child may change its user in our memory */
	int dumpable;          /* PR_GET_DUMPABLE at sup_new() */
};

/* The part of a unit that belongs to its start. */
struct spawn_state {
	uint8_t slot;    /* index of the slot; SPAWN_SLOT_NONE: none */
	uint8_t channel; /* index in the channel pool; CHANNEL_NONE: none */
};

static inline struct spawn_state *spawn_state_of(const struct unit *u)
{
	return unit_part(u, unit_layout.spawn);
}

/* Sets the state of a new unit: no slot and no channel. */
void spawn_state_init(struct unit *u);

/* Maps the scratch and the slots. Returns 0, or -ENOMEM if there is no memory for the
 * scratch. Slots are optional. */
int spawn_slots_init(struct context *ctx);
/* Unmaps the scratch, and the slots if none is in use. */
void spawn_slots_done(struct context *ctx);
/* Reserves a slot for the start of `u` and makes its memory ctx->scratch. Returns NULL if
 * no slot is free or none could be mapped. */
struct start_context *spawn_slot_get(struct unit *u);
/* Call it when the plan is filled in. Gives the child the stack of the slot, if the plan
 * allows CLONE_VM. Does nothing if `u` has no slot. */
void spawn_slot_commit(struct unit *u, struct start_context *start);
/* Makes ctx->scratch our own memory again. The slot stays reserved. */
void spawn_slot_detach(struct context *ctx);
/* Releases the slot. Call it when the child has called execve(), or if there is no child.
 * Does nothing if `u` has no slot. */
void spawn_slot_put(struct unit *u);
/* Returns the pages of all slots to the kernel, if no slot is in use. */
void spawn_slots_trim(struct context *ctx);

#endif
