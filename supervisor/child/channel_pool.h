/* supervisor/child/channel_pool.h - keeps a pool of fd channels for new children.
 *
 * A fork copies PID 1's whole descriptor table. When the table has grown large, we open a
 * pool of fd channels (proc/fd_channel.h). A start with a channel copies only a few
 * descriptors.
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
	pid_t abandoned_by[CHANNELS]; /* the child that may still read from it; 0: none */
	uint32_t in_use;              /* bit N: channel N is in use */
	bool open;                    /* all channels are open */
	bool tried;                   /* the pool is open, or must not be opened */
};

/* Call it before `pipes` log pipes, each with two descriptors, are opened. For many pipes,
 * opens the pool while low descriptor numbers are still free. If the limit of open files is
 * too low for the pipes, warns and opens no pool. */
void channels_reserve(struct context *ctx, uint32_t pipes);
/* Calls spawn(), with a channel if one is free. *ret_channel is that channel, or
 * CHANNEL_NONE. Returns the result of spawn(): a pid, or a negative errno. */
pid_t spawn_with_channel(struct context *ctx, struct spawn_plan *plan, int *ret_report_fd,
			 uint8_t *ret_channel);
/* Call when the child has received its descriptors. Releases the channel, and sets *channel
 * to CHANNEL_NONE. */
void channel_put(struct context *ctx, uint8_t *channel);
/* Leaves the channel to a child that may still read from it, and need not be in the child
 * table. Sets *channel to CHANNEL_NONE. The channel is released when
 * channels_child_exited() is called with this pid. */
void channel_abandon(struct context *ctx, uint8_t *channel, pid_t pid);
/* Call for each child that is dead and not reaped yet. */
void channels_child_exited(struct context *ctx, pid_t pid);
/* Empties and releases the channel of a child that died before it sent a report. If the
 * child exited, it could not receive its descriptors: returns true and fills *ret with the
 * report that the child could not send. Returns false if a signal killed it, or if *channel
 * is CHANNEL_NONE. */
bool channel_reclaim(struct context *ctx, uint8_t *channel, int wstatus,
		     struct spawn_report *ret);
/* Closes the pool. */
void channels_done(struct context *ctx);
/* Returns the field that holds the channel of the unit's own start. */
uint8_t *unit_channel(const struct unit *u);

/* Returns true if `err`, the result of spawn(), is -EAGAIN or -ENOMEM. The service is not
 * to blame for these, because other programs may use up all processes or memory. */
bool spawn_lacks_resources(int err);

#endif
