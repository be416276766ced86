/* supervisor/logger/busy_poll.c - polls services that write very often.
 *
 * A service that writes line by line, faster than the logger reads, sends a signal with
 * each write. If some rounds of the loop follow each other within BUSY_NSEC, the sources of
 * the last round become BUSY: they send no signals and are read every PAUSE_NSEC. A source
 * that was empty a few times is armed again. An idle logger reads the first line at
 * once. */
#include "supervisor/logger/loop.h"

#include <time.h>

#define BUSY_NSEC       500000u /* nanoseconds between the ends of two rounds */
#define BUSY_ROUNDS     4
#define WORTHY_BYTES    (16u << 10) /* a round that reads this much is worth a wake-up */
#define PAUSE_NSEC      150000
#define IDLE_ROUNDS_MAX 4

/* Nearly the size of the pipe. If a read gets this much, the writer blocks during our
 * pauses, so the source must not stay BUSY. */
static uint32_t full_bytes(const struct source *src)
{
	return src->pipe_size == PIPE_ENLARGED ? CHUNK_SIZE - 8192u : 60u << 10;
}

/* Returns false if the source is no longer BUSY. */
static bool read_busy(struct logger *lg, struct source *src)
{
	uint64_t before = lg->bytes_moved;

	if (src == NULL || src->state != SOURCE_BUSY)
		return false;
	if (source_step(lg, src))
		src->idle_rounds = 0;
	else
		src->idle_rounds++;
	if (src->state != SOURCE_BUSY)
		return false;
	if (src->idle_rounds < IDLE_ROUNDS_MAX &&
	    lg->bytes_moved - before < full_bytes(src))
		return true;
	wakeup_subscribe(lg, src);
	return false;
}

void busy_poll_read(struct logger *lg)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < lg->busy_count; i++) {
		uint32_t id = lg->busy[i];

		if (read_busy(lg, lg->sources[id]))
			lg->busy[kept++] = id;
	}
	lg->busy_count = kept;
}

static void make_woken_busy(struct logger *lg)
{
	for (uint32_t i = 0; i < lg->woken_count && lg->busy_count < BUSY_POLL_MAX; i++) {
		struct source *src = lg->sources[lg->woken[i]];

		if (src == NULL ||
		    !(source_is_watched(src) || src->state == SOURCE_REFUSED))
			continue;
		src->idle_rounds = 0;
		wakeup_unsubscribe(lg, src, SOURCE_BUSY);
		lg->busy[lg->busy_count++] = src->id;
	}
}

void busy_poll_end_round(struct logger *lg)
{
	struct timespec t, pause = { .tv_nsec = PAUSE_NSEC };
	uint64_t now, moved = lg->bytes_moved - lg->round_bytes_moved;

	clock_gettime(CLOCK_MONOTONIC, &t);
	now = (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
	if (now - lg->round_ended_nsec < BUSY_NSEC && moved < WORTHY_BYTES && moved > 0)
		lg->busy_rounds++;
	else
		lg->busy_rounds = 0;
	lg->round_ended_nsec = now;
	lg->round_bytes_moved = lg->bytes_moved;
	if (lg->busy_rounds >= BUSY_ROUNDS)
		make_woken_busy(lg);
	lg->woken_count = 0;
	if (lg->busy_count > 0)
		nanosleep(&pause, NULL);
}
