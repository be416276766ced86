/* supervisor/logger/tail_scan.c - reads the followed files that have grown. */
#include "supervisor/logger/loop.h"

#include <stdatomic.h>
#include <sys/inotify.h>
#include <unistd.h>

#define POLL_MSEC 250 /* interval of checks if inotify does not work */
#define STEPS_MAX 8   /* reads of one file before the others have their turn */

/* Adds the dropped lines of a retired file to those of its service, which reports them. */
static void hand_over_drops(struct logger *lg, struct source *src)
{
	struct stream *s = src->stream;
	struct source_record *record = &lg->memory->source[src->id];
	struct source_record *first = &lg->memory->source[s->settings.slot];

	first->dropped += record->dropped - record->reported_dropped;
	record->reported_dropped = record->dropped;
	first->over_rate += record->over_rate - record->reported_over_rate;
	record->reported_over_rate = record->over_rate;
	s->drops_unreported |= first->dropped != first->reported_dropped ||
			       first->over_rate != first->reported_over_rate;
}

/* Completes the last line of a file that is no longer followed, and releases its slot. If
 * we are killed before the release, the next logger does this again. */
static void retire(struct logger *lg, struct source *src)
{
	struct source_record *record = &lg->memory->source[src->id];

	source_flush_partial(lg, src);
	if (record->carry_len > 0) { /* the console has no space for it now */
		lg->tails_pending = true;
		return;
	}
	hand_over_drops(lg, src);
	tail_close(lg, src);
	source_set_state(lg, src, SOURCE_RETIRED);
	lg->sources[src->id] = NULL;
	atomic_thread_fence(memory_order_release); /* PID 1 reads it meanwhile */
	record->slot_generation = SLOT_RELEASED;
}

static void scan_one(struct logger *lg, struct source *src)
{
	bool retiring = src->tail.retiring;
	int steps = 0;

	while (src->state != SOURCE_BLOCKED && steps < STEPS_MAX &&
	       !(retiring && src->drain_budget == 0) && source_step(lg, src))
		steps++;
	lg->tails_pending |= steps == STEPS_MAX;
	if (retiring && steps < STEPS_MAX && src->state != SOURCE_BLOCKED)
		retire(lg, src);
}

void tail_scan(struct logger *lg)
{
	lg->tails_pending = false;
	lg->tails_polled = lg->inotify_fd < 0;
	for (uint32_t i = 0; i < lg->memory->slot_count; i++) {
		struct source *src = lg->sources[i];

		if (src == NULL || src->kind != SOURCE_TAIL)
			continue;
		scan_one(lg, src);
		lg->tails_polled |= lg->sources[i] == src && tail_is_blind(src);
	}
	if (lg->tails_polled)
		wake_at(lg, clock_msec() + POLL_MSEC);
}

void tail_read_events(struct logger *lg)
{
	_Alignas(struct inotify_event) char events[4096];
	ssize_t n;

	while ((n = read(lg->inotify_fd, events, sizeof events)) > 0)
		for (ssize_t offset = 0; offset < n;) {
			const struct inotify_event *e = (const void *)(events + offset);

			if (e->mask & (IN_IGNORED | IN_MOVE_SELF))
				tail_watch_lost(lg, e);
			offset += (ssize_t)(sizeof *e + e->len);
		}
	tail_scan(lg);
}
