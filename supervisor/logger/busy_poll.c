/* supervisor/logger/busy_poll.c - services that write a line at a time, faster than one
 * can look.
 *
 * Each such write would send the logger a signal and wake it. When wake-ups come so close
 * that nothing is idle, the sources they came from leave the loop, and all that they wrote
 * meanwhile is read every PAUSE_NSEC. Who was quiet for some of these goes back. While all
 * is idle no line waits. */
#include "supervisor/logger/base/logger.h"

#include <time.h>

#define BUSY_NSEC   500000u
#define BUSY_TURNS  4
#define BUSY_BYTES  (16u << 10) /* a turn that moved as much was worth a wake-up */
#define PAUSE_NSEC  150000
#define QUIET_TURNS 4
/* As good as all that a pipe holds: its writer stands still while we pause. */
#define FULL_BYTES(src) ((src)->wide ? CHUNK_SIZE - 8192u : 60u << 10)

void busy_poll_note(struct logger *l, struct source *src)
{
	if (src->kind == SOURCE_PIPE && !src->hot && l->seen_count < BUSY_POLL_MAX)
		l->seen[l->seen_count++] = src->id;
}

static struct source *source_of(struct logger *l, uint32_t id)
{
	struct source *src = l->sources[id];

	return src != NULL && src->hot ? src : NULL;
}

/* False: it is one of the loop's again, or waits for a reader, or is gone. */
static bool read_hot(struct logger *l, struct source *src)
{
	uint64_t before = l->moved;

	if (src == NULL)
		return false;
	if (source_step(l, src))
		src->quiet = 0;
	else
		src->quiet++;
	if (src->waiting || src->quiet >= QUIET_TURNS ||
	    l->moved - before >= FULL_BYTES(src))
		src->hot = false;
	if (!src->hot && !src->waiting)
		wakeup_subscribe(l, src, true);
	return src->hot;
}

void busy_poll_read(struct logger *l)
{
	uint32_t left = 0;

	for (uint32_t i = 0; i < l->hot_count; i++) {
		uint32_t id = l->hot[i];

		if (read_hot(l, source_of(l, id)))
			l->hot[left++] = id;
	}
	l->hot_count = left;
}

static void heat(struct logger *l)
{
	for (uint32_t i = 0; i < l->seen_count && l->hot_count < BUSY_POLL_MAX; i++) {
		struct source *src = l->sources[l->seen[i]];

		if (src == NULL || src->waiting || src->hot)
			continue;
		src->hot = true;
		src->quiet = 0;
		wakeup_subscribe(l, src, false);
		l->hot[l->hot_count++] = src->id;
	}
}

void busy_poll_end_iteration(struct logger *l)
{
	struct timespec t, pause = { .tv_nsec = PAUSE_NSEC };
	uint64_t now, moved = l->moved - l->moved_before;

	clock_gettime(CLOCK_MONOTONIC, &t);
	now = (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
	l->busy = now - l->turned < BUSY_NSEC && moved < BUSY_BYTES && moved > 0
			  ? l->busy + 1
			  : 0;
	l->turned = now;
	l->moved_before = l->moved;
	if (l->busy >= BUSY_TURNS)
		heat(l);
	l->seen_count = 0;
	if (l->hot_count > 0)
		nanosleep(&pause, NULL);
}
