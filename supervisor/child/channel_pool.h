/* supervisor/child/channel_pool.h - a pool of sockets that pass descriptors to new children.
 *
 * A start copies our descriptor table, as any fork does. When the table has grown large, a
 * pool of fd channels (proc/fd_channel.h) is opened. A start that gets one copies next to
 * nothing.
 *
 * Layer:   child, above proc/. */
#ifndef SUPERVISOR_CHILD_CHANNEL_POOL_H
#define SUPERVISOR_CHILD_CHANNEL_POOL_H

#include "supervisor/base/context.h"
#include "supervisor/proc/fd_channel.h"

#include <sys/types.h>

#define CHANNELS     32
#define CHANNEL_NONE UINT8_MAX

struct spawn_report;

struct channel_pool {
	struct fd_channel channels[CHANNELS];
	uint32_t in_use; /* one bit per channel */
	bool open, tried;
};

/* Announces that there will be `pipes` log pipes, of two ends each. Opens the pool then,
 * while low descriptor numbers are free. Warns if the limit of open files is too low. */
void channels_reserve(struct context *ctx, uint32_t pipes);
/* Calls spawn(), over a channel if one is free. Sets *ret_channel: its number, or
 * CHANNEL_NONE. */
pid_t spawn_with_channel(struct context *ctx, struct spawn_plan *plan, int *ret_report_fd,
			 uint8_t *ret_channel);
/* The child has its descriptors: releases the channel. */
void channel_put(struct context *ctx, uint8_t *channel);
/* The child died, or will die, before it took its descriptors: empties the channel and
 * releases it. Returns true if *ret says why the child could not take them. */
bool channel_reclaim(struct context *ctx, uint8_t *channel, int wstatus,
		     struct spawn_report *ret);
void channels_done(struct context *ctx);

/* Returns true if spawn() failed because there is no process or no memory (EAGAIN, ENOMEM):
 * other programs use them up, so it is no failure of the service. */
bool spawn_lacks_resources(int err);

#endif
