/* supervisor/logger/chunk/drops.c - reports the number of dropped lines.
 *
 * Lines above `log-rate` are dropped. If the console has no space, lines of a service with
 * `log-full = drop` or of a removed service are dropped, too. */
#include "supervisor/logger/chunk/chunk.h"

#include "conf/base/timestamp.h"
#include "supervisor/logger/format/log_lines.h"

#include <stdio.h>

/* Total dropped lines, and how many of them were reported. */
struct drops {
	uint64_t total, reported;
};

/* Writes one report, with the total if there were reports before. Among JSON lines it is a
 * JSON object. Returns false if the console has no space. */
static bool report_drops(struct logger *lg, struct source *src, struct console *console,
			 struct drops drops, const char *reason)
{
	const struct stream *s = src->stream;
	unsigned long long count = drops.total - drops.reported;
	char line[OWN_LINE_MAX], text[256], total[40] = "";
	struct line_style style;

	line_style_of(lg, src, DEST_CONSOLE, &style);
	bool as_object = style.format == LINE_JSON && console == &lg->console[src->console];
	size_t n;

	if (drops.reported > 0)
		snprintf(total, sizeof total, "; %llu in all",
			 (unsigned long long)drops.total);
	snprintf(text, sizeof text, "%.80s: %llu line%s dropped: %s%s", s->name, count,
		 count == 1 ? " was" : "s were", reason, total);
	if (as_object)
		n = (size_t)snprintf(line, sizeof line,
				     "%.*s\"dropped\":%llu,\"level\":\"warning\","
				     "\"text\":\"%s\"}\n",
				     (int)style.head_len, style.head, count, text);
	else
		n = logger_format_warning(lg, console, text, line);
	return console_append_line(console, line, n);
}

/* Reports lines for which the console had no space when it is empty again, and lines above
 * `log-rate` when their second is over. Reports all if the service is removed. Returns true
 * if no more report is due. */
static bool report_source(struct logger *lg, struct source *src, bool second_over)
{
	const struct stream *s = src->stream;
	struct source_record *record = &lg->memory->source[src->id];
	const struct drops dropped = { record->dropped, record->reported_dropped };
	const struct drops over_rate = { record->over_rate, record->reported_over_rate };
	bool own_console = s->settings.console && lg->phase != LOOP_GAVE_UP;
	struct console *console = &lg->console[own_console ? src->console : 1];
	char reason[80];

	snprintf(reason, sizeof reason, "more than %u in a second", s->settings.rate);
	if (record->dropped != record->reported_dropped &&
	    (s->removing || console_is_empty(console)) &&
	    report_drops(lg, src, console, dropped, "its output was not read"))
		record->reported_dropped = record->dropped;
	if (record->over_rate != record->reported_over_rate &&
	    (second_over || loop_is_draining(lg) || s->removing) &&
	    report_drops(lg, src, console, over_rate, reason))
		record->reported_over_rate = record->over_rate;
	if (record->over_rate != record->reported_over_rate)
		wake_at(lg, clock_msec() + 1000);
	return record->dropped == record->reported_dropped &&
	       record->over_rate == record->reported_over_rate;
}

void drops_report(struct logger *lg, struct stream *s)
{
	bool second_over =
		s->rate_second_over || timestamp_now() / 1000000 != s->rate_second;
	bool all = true;

	for (uint32_t i = 0; i < s->source_count; i++) {
		struct source *src = &s->sources[i];

		if (lg->sources[src->id] == src) /* the source is not retired yet */
			all &= report_source(lg, src, second_over);
	}
	s->drops_unreported = !all;
	s->rate_second_over = false;
}

void drops_report_all(struct logger *lg)
{
	for (uint32_t i = 0; i < lg->stream_capacity; i++)
		if (lg->streams[i] != NULL && lg->streams[i]->drops_unreported)
			drops_report(lg, lg->streams[i]);
}
