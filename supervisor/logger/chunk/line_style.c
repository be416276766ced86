/* supervisor/logger/chunk/line_style.c - the shape of a service's lines, by where they go. */
#include "conf/base/timestamp.h"
#include "supervisor/logger/base/logger.h"

#include <string.h>

static const char *const stream_words[] = { "stdout", "stderr" };

static int colour_of(const char *name)
{
	static const int colours[] = { 36, 33, 32, 35, 34, 31 };
	unsigned sum = 0;

	while (*name)
		sum = sum * 31 + (unsigned char)*name++;
	return colours[sum % (sizeof colours / sizeof colours[0])];
}

void line_style_of(struct logger *l, struct source *src, enum chunk_dest to,
		   struct line_style *style)
{
	const struct stream *s = src->stream;
	const struct out *out = &l->out[src->out];
	char time[TIMESTAMP_SIZE + 1];
	struct line_origin f = { .name = s->name,
				 .service = s->service,
				 .instance = s->set.instance,
				 .stream = s->set.is_syslog ? "syslog"
							    : stream_words[src->out],
				 .pid = src->kind == SOURCE_PIPE ? src->pid : s->pid,
				 .time = time };
	enum timestamp_zone zone = (enum timestamp_zone)s->set.time;

	style->format =
		(enum line_format)(to == DEST_FILE ? s->set.file_format : s->set.format);
	style->terminal = to == DEST_CONSOLE && out->terminal;
	if (style->terminal && l->colour)
		f.colour = colour_of(s->service);
	if (style->format == LINE_JSON && zone == TIMESTAMP_NONE)
		zone = TIMESTAMP_UTC;
	timestamp_format(zone, state_current(l->store)->micros, time);
	if (style->format != LINE_JSON && time[0] != '\0')
		memcpy(time + strlen(time), " ", 2);
	lines_head(style, &f);
}
