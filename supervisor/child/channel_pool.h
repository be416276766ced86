/* supervisor/child/channel_pool.h - keeps a pool of sockets that pass descriptors to
 * new children.
 *
 * Each start copies PID 1's descriptor table, as any fork does. When the table has grown
 * large, we open a pool of fd channels (proc/fd_channel.h). A start with a channel copies
 * only a few descriptors.
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
	bool open;       /* all channels are open */
	bool tried;      /* the pool is open, or we shall not try to open it */
};

/* Call it before `pipes` log pipes, of two descriptors each, are opened. If they are many,
 * it opens the pool while low descriptor numbers are still free. If the limit of open files
 * is too low for them, it only warns. */
void channels_reserve(struct context *ctx, uint32_t pipes);
/* Calls spawn(), with a channel if one is free. Sets *ret_channel to it, or
 * to CHANNEL_NONE. Returns what spawn() returns. */
pid_t spawn_with_channel(struct context *ctx, struct spawn_plan *plan, int *ret_report_fd,
			 uint8_t *ret_channel);
/* Releases the channel of a child that has received its descriptors. */
void channel_put(struct context *ctx, uint8_t *channel);
/* Empties and releases the channel of a child that died before it sent a report. Returns
 * true if the child exited, because it could not receive its descriptors; then *ret is the
 * report that it could not send. Returns false if a signal killed it, or if *channel is
 * CHANNEL_NONE. */
bool channel_reclaim(struct context *ctx, uint8_t *channel, int wstatus,
		     struct spawn_report *ret);
/* Closes all channels. */
void channels_done(struct context *ctx);
/* Returns the place where the channel of the unit's own start is stored. */
uint8_t *unit_channel(const struct unit *u);

/* Returns true if spawn() failed because of a lack of processes or memory (EAGAIN, ENOMEM).
 * Other programs may have used them up, so the service is not to blame. */
bool spawn_lacks_resources(int err);

#endif
