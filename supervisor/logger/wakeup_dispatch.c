/* supervisor/logger/wakeup_dispatch.c - reads the sources that have new data. */
#include "supervisor/logger/loop.h"

#define READY_BATCH 64 /* sources that are read before PID 1's next packets */

/* Tells busy_poll.c that this round has read the source. */
static void note_woken(struct logger *lg, const struct source *src)
{
	if (src->kind == SOURCE_PIPE && src->state != SOURCE_BUSY &&
	    lg->woken_count < BUSY_POLL_MAX)
		lg->woken[lg->woken_count++] = src->id;
}

void wakeup_dispatch(struct logger *lg, uint32_t id, bool hung_up)
{
	struct source *src = id < lg->memory->slot_count ? lg->sources[id] : NULL;
	uint64_t before = lg->bytes_moved;
	bool empty;

	if (src == NULL || !source_is_watched(src))
		return;
	empty = !source_step(lg, src);
	if (!empty) {
		note_woken(lg, src);
	} else if (hung_up) { /* this is final: PID 1 has closed its write end, too */
		if (source_is_watched(src))
			wakeup_unsubscribe(lg, src, SOURCE_IDLE);
		pipes_hung_up(lg, src);
	}
	if (src->state == SOURCE_READY || (src->state == SOURCE_ARMED && !empty))
		wakeup_after_read(lg, src, empty, lg->bytes_moved - before);
}

void wakeup_dispatch_ready(struct logger *lg)
{
	uint32_t count = lg->ready_count < READY_BATCH ? lg->ready_count : READY_BATCH;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t id = lg->ready[lg->ready_first];

		lg->ready_first = (lg->ready_first + 1) % lg->memory->slot_count;
		lg->ready_count--;
		lg->is_ready[id] = false;
		wakeup_dispatch(lg, id, false);
	}
}

/* A timer calls this function, so sources that epoll always refuses are only slower. */
void wakeup_retry_refused(struct logger *lg)
{
	lg->fds_refused = false;
	wakeup_add_fd(lg, lg->inotify_fd, TASK_TAILS);
	wakeup_add_fd(lg, loop_is_serving(lg) ? lg->dev_log_fd : -1, TASK_DEV_LOG);
	for (uint32_t i = 0; i < lg->memory->slot_count; i++) {
		struct source *src = lg->sources[i];

		if (src == NULL || src->state != SOURCE_REFUSED)
			continue;
		source_step(lg, src);
		if (src->state == SOURCE_REFUSED)
			wakeup_subscribe(lg, src);
	}
}
