/* supervisor/child/channel_pool.c - keeps a pool of fd channels for new children. */
#include "supervisor/child/channel_pool.h"

#include "supervisor/child/spawn_slot.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* With more descriptors, copying the table costs more than a message (measured: 4 us at 64
 * descriptors, equal at 128, 350 us at 4096). */
#define FD_TABLE_LARGE 128
#define FDS_OF_CTINIT  48 /* descriptors of ctinit itself and of one start */
/* Spare descriptors for many starts at once (measured with 50 and with 250 services: some
 * starts fail at 52, none at 80). */
#define FDS_OF_STARTS 80
/* Four ends of the service's pipes, and two for its start and its probes. */
#define FDS_OF_SERVICE 6

static rlim_t fds_max(void)
{
	struct rlimit now;

	return getrlimit(RLIMIT_NOFILE, &now) < 0 ? 0 : now.rlim_cur;
}

/* To grow a descriptor table that processes share, the kernel waits for an RCU grace period
 * (expand_fdtable(): synchronize_rcu(), 10 ms and more). So we grow it while only PID 1
 * uses it. */
static void grow_table(const struct context *ctx, int fd)
{
	rlim_t want = FD_TABLE_LARGE + (rlim_t)ctx->count * FDS_OF_SERVICE;
	rlim_t max = fds_max();
	int high = fcntl(fd, F_DUPFD_CLOEXEC, (int)(want < max ? want : max - 1));

	fd_close(high);
}

/* A child copies all descriptors below its end of the channel, so ours must be above. */
static int open_channel(struct fd_channel *channel)
{
	int r = fd_channel_open(channel);
	int moved = r == 0 ? fcntl(channel->ours, F_DUPFD_CLOEXEC, FD_TABLE_LARGE) : -1;

	if (moved < 0)
		return r;
	close(channel->ours);
	channel->ours = moved;
	return 0;
}

static void open_pool(struct context *ctx)
{
	struct channel_pool *pool = ctx->channel_pool;
	int i = 0;

	if (pool->tried)
		return;
	pool->tried = true;
	if (!fd_channel_is_possible())
		return;
	grow_table(ctx, ctx->null_fd >= 0 ? ctx->null_fd : 0);
	while (i < CHANNELS && open_channel(&pool->channels[i]) == 0)
		i++;
	pool->open = i == CHANNELS;
	while (!pool->open && i > 0)
		fd_channel_close(&pool->channels[--i]);
}

void channels_reserve(struct context *ctx, uint32_t pipes)
{
	rlim_t want = (rlim_t)pipes * 2 + FDS_OF_CTINIT, max = fds_max();
	struct channel_pool *pool = ctx->channel_pool;

	/* if descriptors are scarce, leave them to the starts */
	pool->tried = pool->open || want + FDS_OF_STARTS > max;
	if (want + FDS_OF_STARTS > max)
		ctx->host->report(REPORT_WARNING,
				  "%u log pipes need about %llu descriptors, the "
				  "limit of open files is %llu: some services may not "
				  "start; "
				  "raise it (ulimit -n; --ulimit nofile= of an engine)",
				  pipes, (unsigned long long)(want + FDS_OF_STARTS),
				  (unsigned long long)max);
	else if (want >= FD_TABLE_LARGE)
		open_pool(ctx);
}

static void open_pool_if_room(struct context *ctx, rlim_t fds)
{
	if (fds + 2 * CHANNELS + FDS_OF_STARTS <= fds_max())
		open_pool(ctx);
	ctx->channel_pool->tried = true;
}

static uint8_t channel_get(struct channel_pool *pool)
{
	unsigned i = 0;

	while (i < CHANNELS && (pool->in_use >> i & 1))
		i++;
	if (!pool->open || i == CHANNELS)
		return CHANNEL_NONE;
	pool->in_use |= 1u << i;
	return (uint8_t)i;
}

void channel_put(struct context *ctx, uint8_t *channel)
{
	if (*channel != CHANNEL_NONE)
		ctx->channel_pool->in_use &= ~(1u << *channel);
	*channel = CHANNEL_NONE;
}

pid_t spawn_with_channel(struct context *ctx, struct spawn_plan *plan, int *ret_report_fd,
			 uint8_t *ret_channel)
{
	struct channel_pool *pool = ctx->channel_pool;
	uint8_t channel = channel_get(pool);
	pid_t pid;

	plan->fd_channel = channel != CHANNEL_NONE ? &pool->channels[channel] : NULL;
	pid = spawn(plan, ret_report_fd);
	if (pid < 0 || plan->fd_channel == NULL)
		channel_put(ctx, &channel);
	if (pid > 0 && *ret_report_fd >= FD_TABLE_LARGE && !pool->tried)
		open_pool_if_room(ctx, (rlim_t)*ret_report_fd);
	*ret_channel = channel;
	return pid;
}

void channel_abandon(struct context *ctx, uint8_t *channel, pid_t pid)
{
	if (*channel != CHANNEL_NONE)
		ctx->channel_pool->abandoned_by[*channel] = pid;
	*channel = CHANNEL_NONE;
}

void channels_child_exited(struct context *ctx, pid_t pid)
{
	struct channel_pool *pool = ctx->channel_pool;

	for (uint8_t i = 0; pool->in_use != 0 && i < CHANNELS; i++) {
		uint8_t channel = i;

		if (pool->abandoned_by[i] != pid)
			continue;
		pool->abandoned_by[i] = 0;
		fd_channel_drain(&pool->channels[i]);
		channel_put(ctx, &channel);
	}
}

bool channel_reclaim(struct context *ctx, uint8_t *channel, int wstatus,
		     struct spawn_report *ret)
{
	if (*channel == CHANNEL_NONE)
		return false;
	fd_channel_drain(&ctx->channel_pool->channels[*channel]);
	channel_put(ctx, channel);
	*ret = (struct spawn_report){ .step = SPAWN_STEP_NONE,
				      .err = WEXITSTATUS(wstatus),
				      .failed_item = -1 };
	return WIFEXITED(wstatus);
}

uint8_t *unit_channel(const struct unit *u)
{
	return &spawn_state_of(u)->channel;
}

void channels_done(struct context *ctx)
{
	struct channel_pool *pool = ctx->channel_pool;

	for (int i = 0; pool->open && i < CHANNELS; i++)
		fd_channel_close(&pool->channels[i]);
}

bool spawn_lacks_resources(int err)
{
	return err == -EAGAIN || err == -ENOMEM;
}
