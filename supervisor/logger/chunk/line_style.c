/* supervisor/logger/chunk/line_style.c - sets format and head of a source's lines. */
#include "supervisor/logger/chunk/chunk.h"

#include "conf/base/timestamp.h"
#include "supervisor/logger/format/log_lines.h"

#include <string.h>

static const char *const stream_names[] = { "stdout", "stderr" };

/* Returns an SGR colour that depends only on the name. */
static int colour_of(const char *name)
{
	static const int colours[] = { 36, 33, 32, 35, 34, 31 };
	unsigned sum = 0;

	while (*name)
		sum = sum * 31 + (unsigned char)*name++;
	return colours[sum % (sizeof colours / sizeof colours[0])];
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
	if (style->is_terminal && lg->colour)
		origin.colour = colour_of(s->service);
	if (style->format == LINE_JSON && zone == TIMESTAMP_NONE)
		zone = TIMESTAMP_UTC;
	timestamp_format(zone, log_memory_current(lg->memory)->timestamp_usec, time);
	if (style->format != LINE_JSON && time[0] != '\0')
		memcpy(time + strlen(time), " ", 2);
	lines_head(style, &origin);
}
