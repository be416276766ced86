/* supervisor/child/channel_pool.h - a pool of sockets that pass descriptors to new children.
 *
 * Private to the room. A start copies our table of descriptors, as any fork does, until
 * that has grown large: then desks are opened (proc/fd_channel.h) and a start that finds one
 * free copies next to nothing. */
#ifndef SUPERVISOR_CHILD_CHANNEL_POOL_H
#define SUPERVISOR_CHILD_CHANNEL_POOL_H

#include "supervisor/proc/fd_channel.h"

#include <stdint.h>
#include <sys/types.h>

#define DESKS 32

struct spawn_plan;
struct spawn_report;
struct context;

struct desks {
	struct fd_channel at[DESKS];
	uint32_t taken; /* a bit each */
	bool open, tried;
};

/* There will be so many pipes, of two ends each: desks are better opened now, while the low
 * numbers are free. Warns when the limit of open files is too low for them. */
void channels_reserve(struct context *ctx, uint32_t pipes);
/* spawn() with a desk if there is one: *ret_desk is 1 + which, 0: none. */
pid_t spawn_with_channel(struct context *ctx, struct spawn_plan *plan, int *ret_report_fd,
			 uint8_t *ret_desk);
/* Its report pipe is at its end, or the report is here. */
void channel_put(struct context *ctx, uint8_t *desk);
/* It is dead, or will be, before that. True: what it could not take is in *ret. */
bool channel_reclaim(struct context *ctx, uint8_t *desk, int wstatus,
		     struct spawn_report *ret);
void channels_done(struct context *ctx);

#endif
