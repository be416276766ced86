/* supervisor/logger/format/line_head.c - formats the head of each line. */
#include "supervisor/logger/format/log_lines.h"

#include <stdio.h>
#include <string.h>

static int json_head(struct line_style *style, const struct line_origin *origin)
{
	char instance[32] = "", pid[32] = "";
	bool is_setup = strncmp(origin->name, "setup ", 6) == 0;

	if (origin->instance > 0)
		snprintf(instance, sizeof instance, "\"instance\":%u,", origin->instance);
	if (origin->pid > 0)
		snprintf(pid, sizeof pid, "\"pid\":%ld,", origin->pid);
	return snprintf(style->head, sizeof style->head,
			"{\"time\":\"%s\",\"service\":\"%.64s\",%s%s\"stream\":\"%.16s\",%"
			"s",
			origin->time, origin->service, is_setup ? "\"setup\":true," : "",
			instance, origin->stream, pid);
}

static int text_head(struct line_style *style, const struct line_origin *origin)
{
	if (style->format == LINE_PREFIX && origin->colour > 0)
		return snprintf(style->head, sizeof style->head,
				"%s\033[%dm%-*.80s |\033[0m ", origin->time, origin->colour,
				origin->width, origin->name);
	if (style->format == LINE_PREFIX)
		return snprintf(style->head, sizeof style->head, "%s%-*.80s | ",
				origin->time, origin->width, origin->name);
	return snprintf(style->head, sizeof style->head, "%s", origin->time);
}

void lines_head(struct line_style *style, const struct line_origin *origin)
{
	int n = style->format == LINE_JSON ? json_head(style, origin)
					   : text_head(style, origin);

	style->head_len = n < 0 ? 0 : (size_t)n;
}
