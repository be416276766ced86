/* supervisor/child/spawn_slot.c - memory that starts borrow while they are on their way. */
#include "supervisor/child/spawn_slot.h"

#include "supervisor/service.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/prctl.h>

/* Address space only: pages come as a start touches them. */
#define SCRATCH_SIZE (4u << 20)
#define START_SIZE   ((sizeof(struct start) + 4095) & ~(size_t)4095)
#define PLACE_SIZE   (SPAWN_STACK + START_SIZE + SCRATCH_SIZE)

static void *map(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

int spawn_slots_init(struct context *ctx)
{
	struct loans *l = &SUP(ctx)->loans;

	l->own.at = map(SCRATCH_SIZE);
	if (l->own.at == NULL)
		return -ENOMEM;
	l->own.size = SCRATCH_SIZE;
	l->dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
	l->share_other_user = spawn_clone_vm_allowed(true);
	if (spawn_clone_vm_allowed(false))
		l->at = map(SPAWN_SLOTS * PLACE_SIZE);
	spawn_slot_detach(ctx);
	return 0;
}

void spawn_slots_done(struct context *ctx)
{
	struct loans *l = &SUP(ctx)->loans;

	if (l->own.at != NULL)
		munmap(l->own.at, SCRATCH_SIZE);
	if (l->at != NULL && l->taken == 0) /* else somebody still runs there */
		munmap(l->at, SPAWN_SLOTS * PLACE_SIZE);
}

static char *place(const struct loans *l, unsigned i)
{
	return l->at + i * PLACE_SIZE;
}

struct start *spawn_slot_get(struct unit *u)
{
	struct context *ctx = u->ctx;
	struct loans *l = &SUP(ctx)->loans;
	unsigned i = 0;

	while (i < SPAWN_SLOTS && (l->taken >> i & 1))
		i++;
	if (l->at == NULL || i == SPAWN_SLOTS)
		return NULL;
	l->taken |= 1u << i;
	l->touched = true;
	SERVICE(u)->loan = (uint8_t)(i + 1);
	ctx->scratch = (struct conf_scratch){ .at = place(l, i) + SPAWN_STACK + START_SIZE,
					      .size = SCRATCH_SIZE };
	return (struct start *)(void *)(place(l, i) + SPAWN_STACK);
}

void spawn_slot_commit(struct unit *u, struct start *start)
{
	struct loans *l = &SUP(u->ctx)->loans;

	if (SERVICE(u)->loan == 0)
		return;
	if (!start->plan.change_user || l->share_other_user)
		start->plan.stack_top = place(l, SERVICE(u)->loan - 1u) + SPAWN_STACK;
	if (spawn_uses_clone_vm(&start->plan))
		l->other_user |= start->plan.change_user;
	else
		start->plan.stack_top = NULL;
}

void spawn_slot_detach(struct context *ctx)
{
	ctx->scratch = SUP(ctx)->loans.own;
}

void spawn_slot_put(struct unit *u)
{
	if (SERVICE(u)->loan > 0)
		SUP(u->ctx)->loans.taken &= ~(1u << (SERVICE(u)->loan - 1u));
	SERVICE(u)->loan = 0;
}

void spawn_slots_trim(struct context *ctx)
{
	struct loans *l = &SUP(ctx)->loans;

	if (!l->touched || l->taken != 0)
		return;
	l->touched = false;
	madvise(l->at, SPAWN_SLOTS * PLACE_SIZE, MADV_DONTNEED);
	/* A child that changed its user made the memory, so ours, one that is not to be
	 * dumped (proc(5)); not given back while another such child is on its way. */
	if (l->other_user && l->dumpable == 1)
		prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	l->other_user = false;
}
