/* init/web/html_text.h - writes text into HTML.
 *
 * Private to the room. */
#ifndef INIT_WEB_HTML_TEXT_H
#define INIT_WEB_HTML_TEXT_H

#include "conf/base/base.h"

#include <stdio.h>

/* Writes text so that it is text in an element or in a quoted attribute. NULL writes
 * nothing. */
void html_put(FILE *out, const char *text);

/* Write "3.2 s", "4 min 10 s", "2 d 3 h"; "12.3 MiB". */
void html_put_time(FILE *out, long long ms);
void html_put_bytes(FILE *out, long long bytes);

struct html_field {
	const char *name; /* NULL ends the list */
	const char *text; /* NULL: nothing */
};

/* Writes the template. {{name}} becomes the escaped text of the field, {{{name}}} its text as
 * it is, which must be HTML already. */
void html_put_template(FILE *out, const char *template, const struct html_field *fields);

#endif
