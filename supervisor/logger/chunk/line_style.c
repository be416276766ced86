/* supervisor/logger/chunk/line_style.c - sets format and head of a source's lines. */
#include "supervisor/logger/chunk/chunk.h"

#include "conf/base/timestamp.h"
#include "supervisor/logger/format/log_lines.h"

#include <string.h>

static const char *const stream_names[] = { "stdout", "stderr" };

/* Returns an SGR colour. Services that are neighbours in the file have different ones. Red
 * is for failures, so no service has it. */
static int colour_of(const struct packet_stream *set)
{
	static const int colours[] = { 36, 33, 32, 35, 34, 96, 93, 92, 95, 94 };

	return colours[set->colour % (sizeof colours / sizeof colours[0])];
}

void line_style_of(struct logger *lg, struct source *src, enum chunk_dest dest,
		   struct line_style *style)
{
	const struct stream *s = src->stream;
	const struct packet_stream *set = &s->settings;
	char time[TIMESTAMP_SIZE + 1];
	struct line_origin origin = { .name = s->name,
				      .service = s->service,
				      .instance = set->instance,
				      .stream = set->is_syslog ? "syslog"
							       : stream_names[src->console],
				      .pid = src->kind == SOURCE_PIPE ? src->pid : s->pid,
				      .time = time };
	enum timestamp_zone zone = (enum timestamp_zone)set->time;

	style->format =
		(enum line_format)(dest == DEST_FILE ? set->file_format : set->format);
	style->is_terminal = dest == DEST_CONSOLE && lg->console[src->console].is_terminal;
	style->erases = style->is_terminal && lg->own_style.live;
	if (style->is_terminal)
		origin.width = lg->own_style.width;
	if (style->is_terminal && lg->colour)
		origin.colour = colour_of(set);
	if (style->format == LINE_JSON && zone == TIMESTAMP_NONE)
		zone = TIMESTAMP_UTC;
	timestamp_format(zone, log_memory_current(lg->memory)->timestamp_usec, time);
	if (style->format != LINE_JSON && time[0] != '\0')
		memcpy(time + strlen(time), " ", 2);
	lines_head(style, &origin);
}
