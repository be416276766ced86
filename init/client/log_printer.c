/* init/client/log_printer.c - prints lines of services with their names. */
#include "init/client/log_printer.h"

#include "conf/base/control_list.h"
#include "conf/base/escape.h"
#include "init/client/text_table.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

void log_printer_add(struct log_printer *p, const char *name)
{
	char **names = realloc(p->names, (p->count + 1) * sizeof *names);
	size_t width = strlen(name);

	if (width > p->width)
		p->width = width;
	if (names == NULL)
		return;
	p->names = names;
	if ((names[p->count] = strdup(name)) != NULL)
		p->count++;
}

static enum colour colour_of_name(const struct log_printer *p, const char *name)
{
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->names[i], name) == 0)
			return screen_name_colour(i);
	return COLOUR_BOLD;
}

const char *day_time_text(msec unix_time, char text[SPAN_SIZE])
{
	time_t seconds = (time_t)(unix_time / 1000);
	struct tm day;

	text[0] = '\0';
	if (localtime_r(&seconds, &day) != NULL)
		snprintf(text, SPAN_SIZE, "%02d:%02d:%02d", day.tm_hour, day.tm_min,
			 day.tm_sec);
	return text;
}

void log_printer_line(struct log_printer *p, const struct json_object *line, size_t columns)
{
	const char *name = json_text(line, "name"), *text = json_text(line, "text");
	char shown[4 * CONTROL_LINE_MAX + 1], shown_name[128], time[SPAN_SIZE] = "";
	size_t used = p->width + 3;

	if (p->times) {
		day_time_text(json_number(line, "at_ms", 0), time);
		used += strlen(time) + 1;
	}
	escape_text(shown_name, sizeof shown_name, name, strlen(name));
	size_t len = escape_line(shown, text, strnlen(text, CONTROL_LINE_MAX));
	shown[len] = '\0';
	if (columns > 0)
		len = text_cut(shown, columns > used ? columns - used : 0);
	fprintf(p->screen->out, "%s%s%s%-*s |%s %.*s\n", time, time[0] != '\0' ? " " : "",
		screen_sgr(p->screen, colour_of_name(p, name)), (int)p->width, shown_name,
		screen_sgr(p->screen, COLOUR_NONE), (int)len, shown);
}

void log_printer_done(struct log_printer *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->names[i]);
	free(p->names);
	p->names = NULL;
	p->count = p->width = 0;
}
