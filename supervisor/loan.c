/* supervisor/loan.c - memory that starts borrow while they are on their way. */
#include "supervisor/loan.h"

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

int loans_init(struct sup *sup)
{
	struct loans *l = &sup->loans;

	l->own.at = map(SCRATCH_SIZE);
	if (l->own.at == NULL)
		return -ENOMEM;
	l->own.size = SCRATCH_SIZE;
	l->dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
	l->share_other_user = spawn_may_share(true);
	if (spawn_may_share(false))
		l->at = map(LOANS * PLACE_SIZE);
	loan_leave(sup);
	return 0;
}

void loans_done(struct sup *sup)
{
	struct loans *l = &sup->loans;

	if (l->own.at != NULL)
		munmap(l->own.at, SCRATCH_SIZE);
	if (l->at != NULL && l->taken == 0) /* else somebody still runs there */
		munmap(l->at, LOANS * PLACE_SIZE);
}

static char *place(const struct loans *l, unsigned i)
{
	return l->at + i * PLACE_SIZE;
}

struct start *loan_take(struct service *svc)
{
	struct sup *sup = svc->sup;
	struct loans *l = &sup->loans;
	unsigned i = 0;

	while (i < LOANS && (l->taken >> i & 1))
		i++;
	if (l->at == NULL || i == LOANS)
		return NULL;
	l->taken |= 1u << i;
	l->touched = true;
	svc->loan = (uint8_t)(i + 1);
	sup->scratch = (struct conf_scratch){ .at = place(l, i) + SPAWN_STACK + START_SIZE,
					      .size = SCRATCH_SIZE };
	return (struct start *)(void *)(place(l, i) + SPAWN_STACK);
}

void loan_use(struct service *svc, struct start *start)
{
	struct loans *l = &svc->sup->loans;

	if (svc->loan == 0)
		return;
	if (!start->plan.change_user || l->share_other_user)
		start->plan.stack_top = place(l, svc->loan - 1u) + SPAWN_STACK;
	if (spawn_shares(&start->plan))
		l->other_user |= start->plan.change_user;
	else
		start->plan.stack_top = NULL;
}

void loan_leave(struct sup *sup)
{
	sup->scratch = sup->loans.own;
}

void loan_return(struct service *svc)
{
	if (svc->loan > 0)
		svc->sup->loans.taken &= ~(1u << (svc->loan - 1u));
	svc->loan = 0;
}

void loans_rest(struct sup *sup)
{
	struct loans *l = &sup->loans;

	if (!l->touched || l->taken != 0)
		return;
	l->touched = false;
	madvise(l->at, LOANS * PLACE_SIZE, MADV_DONTNEED);
	/* A child that changed its user made the memory, so ours, one that is not to be
	 * dumped (proc(5)); not given back while another such child is on its way. */
	if (l->other_user && l->dumpable == 1)
		prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	l->other_user = false;
}
