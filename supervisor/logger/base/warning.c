/* supervisor/logger/base/warning.c - prints the logger's own warnings. */
#include "supervisor/logger/base/logger.h"

#include "conf/base/timestamp.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

size_t logger_format_warning(struct logger *lg, const struct console *console,
			     const char *text, char *line)
{
	const struct own_line_info info = { .level = OWN_WARNING,
					    .terminal = console->is_terminal,
					    .colour = console->is_terminal && lg->colour,
					    .stream = console->index == 0 ? "stdout"
									  : "stderr",
					    .pid = lg->pid,
					    .now = timestamp_now(),
					    .text = text,
					    .len = strlen(text) };

	return own_line(line, OWN_LINE_MAX, &lg->own_style, &info);
}

void logger_warn(struct logger *lg, const char *format, ...)
{
	char text[OWN_TEXT_SIZE], line[OWN_LINE_MAX];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (n >= 0 && lg->memory != NULL)
		console_append_line(&lg->console[1], line,
				    logger_format_warning(lg, &lg->console[1], text, line));
}
