/* supervisor/logger/registry.c - adds sources to the table by slot, and removes them. */
#include "supervisor/logger/loop.h"

#include <sys/inotify.h>

bool registry_has(const struct logger *lg, const struct source *src)
{
	return lg->sources[src->id] == src;
}

void registry_remove(struct logger *lg, struct stream *s, const union packet *next,
		     size_t len)
{
	for (uint32_t i = 0; i < s->source_count; i++) {
		struct source *src = &s->sources[i];

		if (registry_has(lg, src) && src->kind == SOURCE_TAIL &&
		    (next == NULL || !stream_keeps_tail(src, next, len)))
			tail_close(lg, src);
	}
	for (uint32_t i = 0; i < s->source_count; i++) {
		struct source *src = &s->sources[i];

		if (!registry_has(lg, src))
			continue;
		if (source_is_watched(src))
			wakeup_unsubscribe(lg, src, SOURCE_IDLE);
		lg->sources[src->id] = NULL;
		if (lg->syslog == src)
			lg->syslog = NULL;
	}
}

static void start_inotify(struct logger *lg)
{
	if (lg->inotify_fd >= 0 || lg->tails_polled)
		return;
	lg->inotify_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	lg->tails_polled = lg->inotify_fd < 0;
	if (lg->tails_polled)
		logger_warn(lg,
			    "inotify does not work: followed files are checked 4 times a "
			    "second");
	wakeup_add_fd(lg, lg->inotify_fd, TASK_TAILS);
}

/* Watches a source. If its carry has lines for the console, tries to write them now. */
static void serve_source(struct logger *lg, struct source *src)
{
	if (src->state != SOURCE_BUSY)
		wakeup_subscribe(lg, src);
	if (src->kind == SOURCE_TAIL)
		lg->tails_pending = true;
	else if (src->kind == SOURCE_PIPE && lg->memory->source[src->id].carry_written > 0)
		source_step(lg, src);
}

void registry_add(struct logger *lg, struct stream *s)
{
	for (uint32_t i = 0; i < s->source_count; i++) {
		struct source *src = &s->sources[i];
		const struct source_record *record = &lg->memory->source[src->id];

		if (src->tail.retiring) {
			/* SLOT_RELEASED, or the slot has its next user: the file is
			 * retired. */
			if (record->slot_generation != src->tail.slot_generation)
				continue;
			src->drain_budget = DRAIN_BYTES_MAX;
		}
		lg->sources[src->id] = src;
		if (src->kind == SOURCE_SYSLOG)
			lg->syslog = s->sources;
		if (src->kind == SOURCE_TAIL)
			start_inotify(lg);
		s->drops_unreported |= record->dropped != record->reported_dropped ||
				       record->over_rate != record->reported_over_rate;
		if (loop_is_serving(lg))
			serve_source(lg, src);
	}
}

static void read_rest(struct logger *lg, struct source *src)
{
	if (!registry_has(lg, src))
		return;
	src->drain_budget = DRAIN_BYTES_MAX;
	src->draining_eof = source_mark_eof(lg, src);
	while ((src->drain_budget > 0 || src->draining_eof) && source_step(lg, src))
		;
	source_flush_partial(lg, src);
}

/* A removed stream must not wait for a reader of the console. Lines that the console has no
 * space for are dropped, counted and reported; ring and log file still get them. */
void registry_delete_stream(struct logger *lg, struct stream *s)
{
	s->settings.drop = s->removing = true;
	for (uint32_t i = 0; loop_is_serving(lg) && i < s->source_count; i++)
		read_rest(lg, &s->sources[i]);
	if (loop_is_serving(lg) && s->drops_unreported)
		drops_report(lg, s);
	registry_remove(lg, s, NULL, 0);
	activity_set(lg, ACTIVITY_PIPE, s->settings.slot); /* closing the pipes may block */
	lg->streams[s->id] = NULL;
	stream_free(s);
	activity_set(lg, ACTIVITY_WORKING, 0);
}
