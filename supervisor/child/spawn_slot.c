/* supervisor/child/spawn_slot.c - reserves memory for children that share ours. */
#include "supervisor/child/spawn_slot.h"

#include "supervisor/child/channel_pool.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/prctl.h>

/* Address space: a start uses only the pages that it touches. */
#define SCRATCH_BYTES (4u << 20)
/* The stack and the start. The scratch memory behind them begins with a page, because
 * madvise(2) takes no other address. arm64 has pages of up to 64 KiB. */
#define PAGE_BYTES_MAX ((size_t)64 << 10)
#define FRONT_BYTES                                                          \
	((SPAWN_STACK + sizeof(struct start_context) + PAGE_BYTES_MAX - 1) & \
	 ~(PAGE_BYTES_MAX - 1))
#define SLOT_BYTES (FRONT_BYTES + SCRATCH_BYTES)

static void *map(size_t size)
{
	void *base = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return base == MAP_FAILED ? NULL : base;
}

int spawn_slots_init(struct context *ctx)
{
	struct spawn_slots *slots = ctx->spawn_slots;

	slots->own.base = map(SCRATCH_BYTES);
	if (slots->own.base == NULL)
		return -ENOMEM;
	slots->own.size = SCRATCH_BYTES;
	slots->dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
	if (spawn_clone_vm_allowed(false))
		slots->base = map(SPAWN_SLOTS * SLOT_BYTES);
	spawn_slot_detach(ctx);
	return 0;
}

void spawn_slots_done(struct context *ctx)
{
	struct spawn_slots *slots = ctx->spawn_slots;

	if (slots->own.base != NULL)
		munmap(slots->own.base, SCRATCH_BYTES);
	/* A child may still use the memory of a slot. */
	if (slots->base != NULL && slots->in_use == 0)
		munmap(slots->base, SPAWN_SLOTS * SLOT_BYTES);
}

static char *slot_base(const struct spawn_slots *slots, unsigned i)
{
	return slots->base + i * SLOT_BYTES;
}

struct start_context *spawn_slot_get(struct unit *u)
{
	struct context *ctx = u->ctx;
	struct spawn_slots *slots = ctx->spawn_slots;
	unsigned i = 0;
	char *start;

	while (i < SPAWN_SLOTS && (slots->in_use >> i & 1))
		i++;
	if (slots->base == NULL || i == SPAWN_SLOTS)
		return NULL;
	slots->in_use |= 1u << i;
	slots->touched = true;
	spawn_state_of(u)->slot = (uint8_t)i;
	start = slot_base(slots, i) + SPAWN_STACK;
	ctx->scratch = (struct conf_scratch){ .base = slot_base(slots, i) + FRONT_BYTES,
					      .size = SCRATCH_BYTES };
	return (struct start_context *)(void *)start;
}

void spawn_state_init(struct unit *u)
{
	*spawn_state_of(u) = (struct spawn_state){ SPAWN_SLOT_NONE, CHANNEL_NONE };
}

/* Reads the setting only when a child changes its user. */
static bool may_share_other_user(struct spawn_slots *slots)
{
	if (!slots->asked_other_user)
		slots->share_other_user = spawn_clone_vm_allowed(true);
	slots->asked_other_user = true;
	return slots->share_other_user;
}

void spawn_slot_commit(struct unit *u, struct start_context *start)
{
	struct spawn_slots *slots = u->ctx->spawn_slots;
	uint8_t slot = spawn_state_of(u)->slot;

	if (slot == SPAWN_SLOT_NONE)
		return;
	if (!start->plan.change_user || may_share_other_user(slots))
		start->plan.stack_top = slot_base(slots, slot) + SPAWN_STACK;
	if (spawn_uses_clone_vm(&start->plan))
		slots->other_user |= start->plan.change_user;
	else
		start->plan.stack_top = NULL;
}

void spawn_slot_detach(struct context *ctx)
{
	ctx->scratch = ctx->spawn_slots->own;
}

void spawn_slot_put(struct unit *u)
{
	struct spawn_state *state = spawn_state_of(u);

	if (state->slot != SPAWN_SLOT_NONE)
		u->ctx->spawn_slots->in_use &= ~(1u << state->slot);
	state->slot = SPAWN_SLOT_NONE;
}

void spawn_slots_trim(struct context *ctx)
{
	struct spawn_slots *slots = ctx->spawn_slots;

	if (!slots->touched || slots->in_use != 0)
		return;
	slots->touched = false;
	madvise(slots->base, SPAWN_SLOTS * SLOT_BYTES, MADV_DONTNEED);
	/* A child that changed its user in our memory has made PID 1 undumpable, too
	 * (proc(5)). We undo that only when no child is in our memory. */
	if (slots->other_user && slots->dumpable == 1)
		prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	slots->other_user = false;
}
