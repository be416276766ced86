/* supervisor/child/spawn_slot.h - reserves memory for children that share ours.
 *
 * A child made with CLONE_VM (proc/spawn.h) needs its own stack, and its plan must not
 * change until it has called execve(). sup_new() maps a fixed number of slots for that. A
 * start that gets no slot forks.
 *
 * Layer:   child, above proc/.
 * Memory:  sup_new() maps address space. Starts use pages of it, which go back to the
 *          kernel when no start is in flight. */
#ifndef SUPERVISOR_CHILD_SPAWN_SLOT_H
#define SUPERVISOR_CHILD_SPAWN_SLOT_H

#include "conf/conf.h"
#include "supervisor/base/unit.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/spawn.h"

#define SPAWN_SLOTS     32
#define SPAWN_SLOT_NONE UINT8_MAX

/* The plan of a start, which must not change until its program runs. */
struct start_context {
	struct spawn_plan plan;
	struct env env;
	struct conf_value ready;
};

struct spawn_slots {
	struct conf_scratch own; /* the scratch memory for all work that has no slot */
	char *base;              /* memory of SPAWN_SLOTS slots; NULL: mmap(2) failed */
	uint32_t in_use;         /* bit N: slot N is in use */
	bool touched;          /* a slot was used since the pages went back to the kernel */
	bool other_user;       /* a child in a slot changed its user */
	bool share_other_user; /* children that change their user may share our memory */
	bool asked_other_user; /* share_other_user is known */
	int dumpable;          /* result of PR_GET_DUMPABLE in sup_new() */
};

/* The resources of a unit's start. */
struct spawn_state {
	uint8_t slot;    /* index of the slot, or SPAWN_SLOT_NONE */
	uint8_t channel; /* index in the channel pool, or CHANNEL_NONE */
};

static inline struct spawn_state *spawn_state_of(const struct unit *u)
{
	return unit_part(u, unit_layout.spawn);
}

/* Initializes a new unit: no slot, no channel. */
void spawn_state_init(struct unit *u);

/* Maps the scratch memory and the slots. Returns 0, or -ENOMEM if the scratch memory cannot
 * be mapped. Without slots, starts fork. */
int spawn_slots_init(struct context *ctx);
/* Unmaps the scratch memory. Unmaps the slots unless a child uses one. */
void spawn_slots_done(struct context *ctx);
/* Reserves a slot for the start of `u` and makes its memory ctx->scratch. Returns NULL if
 * there is no free slot. */
struct start_context *spawn_slot_get(struct unit *u);
/* Call it when the plan is complete. Gives the child the stack of the slot if the plan
 * allows CLONE_VM. Does nothing if `u` has no slot. */
void spawn_slot_commit(struct unit *u, struct start_context *start);
/* Makes our own scratch memory ctx->scratch again. The slot stays reserved. */
void spawn_slot_detach(struct context *ctx);
/* Releases the slot. Call it when the child has called execve() or there is no child. Does
 * nothing if `u` has no slot. */
void spawn_slot_put(struct unit *u);
/* Gives the pages of all slots back to the kernel if no slot is in use. */
void spawn_slots_trim(struct context *ctx);

#endif
