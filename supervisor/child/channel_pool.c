/* supervisor/child/channel_pool.c - a pool of sockets that pass descriptors to new children. */
#include "supervisor/child/channel_pool.h"

#include "supervisor/service.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* From here on a copy costs more than the message (measured: 4 us at 64, even at 128, 350 us
 * at 4096). */
#define MANY 128
#define OWN  48 /* what ctinit itself has, and a start */
/* What starts under way need beside that when many begin at once (measured: with 50 and
 * with 250 services some fail at 52, none at 80). */
#define STARTS 80
/* Of a service: its pipes' four ends, and what its start and its questions need. */
#define FDS_EACH 6

static rlim_t fds_most(void)
{
	struct rlimit now;

	return getrlimit(RLIMIT_NOFILE, &now) < 0 ? 0 : now.rlim_cur;
}

/* A table that several processes have can only grow after a grace period of the kernel
 * (expand_fdtable(): synchronize_rcu(), 10 ms and more): grow it while it is ours. */
static void grow_table(const struct context *ctx, int fd)
{
	rlim_t want = MANY + (rlim_t)ctx->count * FDS_EACH, most = fds_most();
	int high = fcntl(fd, F_DUPFD_CLOEXEC, (int)(want < most ? want : most - 1));

	if (high >= 0)
		close(high);
}

/* A child copies what lies below its end of its desk: our ends go elsewhere. */
static int open_one(struct fd_channel *desk)
{
	int r = fd_channel_open(desk);
	int moved = r == 0 ? fcntl(desk->ours, F_DUPFD_CLOEXEC, MANY) : -1;

	if (moved < 0)
		return r;
	close(desk->ours);
	desk->ours = moved;
	return 0;
}

static void open_all(struct context *ctx)
{
	struct desks *d = &SUP(ctx)->desks;
	int i = 0;

	if (d->tried)
		return;
	d->tried = true;
	if (!fd_channel_is_possible())
		return;
	grow_table(ctx, ctx->null_fd >= 0 ? ctx->null_fd : 0);
	while (i < DESKS && open_one(&d->at[i]) == 0)
		i++;
	d->open = i == DESKS;
	while (!d->open && i > 0)
		fd_channel_close(&d->at[--i]);
}

void channels_reserve(struct context *ctx, uint32_t pipes)
{
	rlim_t want = (rlim_t)pipes * 2 + OWN, most = fds_most();
	struct desks *d = &SUP(ctx)->desks;

	/* Desks would take what the starts need more. */
	d->tried = d->open || want + STARTS > most;
	if (want + STARTS > most)
		ctx->host->report(REPORT_WARNING,
				  "%u log pipes need about %llu descriptors, the "
				  "limit of open files is %llu: some services may not "
				  "start; "
				  "raise it (ulimit -n; --ulimit nofile= of an engine)",
				  pipes, (unsigned long long)(want + STARTS),
				  (unsigned long long)most);
	else if (want >= MANY)
		open_all(ctx);
}

static void open_if_room(struct context *ctx, rlim_t have)
{
	if (have + 2 * DESKS + STARTS <= fds_most())
		open_all(ctx);
	SUP(ctx)->desks.tried = true;
}

static uint8_t take(struct desks *d)
{
	unsigned i = 0;

	while (i < DESKS && (d->taken >> i & 1))
		i++;
	if (!d->open || i == DESKS)
		return 0;
	d->taken |= 1u << i;
	return (uint8_t)(i + 1);
}

void channel_put(struct context *ctx, uint8_t *desk)
{
	if (*desk > 0)
		SUP(ctx)->desks.taken &= ~(1u << (*desk - 1u));
	*desk = 0;
}

pid_t spawn_with_channel(struct context *ctx, struct spawn_plan *plan, int *ret_report_fd,
			 uint8_t *ret_desk)
{
	uint8_t desk = take(&SUP(ctx)->desks);
	pid_t pid;

	plan->fd_channel = desk > 0 ? &SUP(ctx)->desks.at[desk - 1u] : NULL;
	pid = spawn(plan, ret_report_fd);
	if (pid < 0 || plan->fd_channel == NULL)
		channel_put(ctx, &desk);
	if (pid > 0 && *ret_report_fd >= MANY && !SUP(ctx)->desks.tried)
		open_if_room(ctx, (rlim_t)*ret_report_fd);
	*ret_desk = desk;
	return pid;
}

bool channel_reclaim(struct context *ctx, uint8_t *desk, int wstatus,
		     struct spawn_report *ret)
{
	if (*desk == 0)
		return false;
	fd_channel_drain(&SUP(ctx)->desks.at[*desk - 1u]);
	channel_put(ctx, desk);
	*ret = (struct spawn_report){ .step = SPAWN_STEP_NONE,
				      .err = WEXITSTATUS(wstatus),
				      .which = -1 };
	return WIFEXITED(wstatus);
}

void channels_done(struct context *ctx)
{
	for (int i = 0; SUP(ctx)->desks.open && i < DESKS; i++)
		fd_channel_close(&SUP(ctx)->desks.at[i]);
}
