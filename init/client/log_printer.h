/* init/client/log_printer.h - prints lines of services with their names, padded and coloured
 * by the order of the file.
 *
 * Layer:  init/client, for init/verbs.
 * Errors: if there is no memory, names have no colours.
 * Memory: log_printer_done() frees the names. */
#ifndef INIT_CLIENT_LOG_PRINTER_H
#define INIT_CLIENT_LOG_PRINTER_H

#include "conf/base/json_reader.h"
#include "init/client/screen.h"

#include <stddef.h>

struct log_printer {
	const struct screen *screen;
	bool times; /* lines begin with the time of day */
	size_t width;
	char **names;
	size_t count;
};

/* Adds the name of a unit, in the order of the file. */
void log_printer_add(struct log_printer *p, const char *name);
/* Prints a `line` of a reply, at most `columns` wide; 0: without a limit. */
void log_printer_line(struct log_printer *p, const struct json_object *line,
		      size_t columns);
void log_printer_done(struct log_printer *p);

/* Formats the time of day of a Unix time, as "14:03:59". Returns `text`. */
const char *day_time_text(msec unix_time, char text[SPAN_SIZE]);

#endif
