/* supervisor/control/reply.h - writes flat JSON objects, one a line, into a page.
 *
 * A line that does not fit is taken back, and `full` is set: write it again when the page
 * was sent. Private to the room.
 *
 * Memory: the caller's page. */
#ifndef SUPERVISOR_CONTROL_REPLY_H
#define SUPERVISOR_CONTROL_REPLY_H

#include "conf/base/control_list.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reply {
	char *page;    /* CONTROL_LINE_MAX bytes */
	uint32_t used; /* length of the complete lines */
	uint32_t end;  /* end of the line that is being written */
	bool broken;   /* this line does not fit */
	bool full;     /* a line did not fit since `used` was set to 0 */
	bool items;    /* the array that is being written has an item */
};

/* Begins a line with "type", or with "ok" if `type` is NULL. */
void reply_begin(struct reply *reply, const char *type);
/* Add a field. reply_text() adds none if `text` is NULL. */
void reply_text(struct reply *reply, const char *key, const char *text);
void reply_number(struct reply *reply, const char *key, int64_t number);
void reply_bool(struct reply *reply, const char *key, bool value);
/* Begin an array, add an item, and end it. Items are left out when the line gets too
 * long. */
void reply_array(struct reply *reply, const char *key);
void reply_item(struct reply *reply, const char *text);
void reply_array_end(struct reply *reply);
/* Adds a whole line. Returns false if it does not fit. */
bool reply_raw(struct reply *reply, const char *line, size_t size);
/* Ends the line. Returns false if it does not fit; it is then taken back. */
bool reply_end(struct reply *reply);

/* Writes the last line for an error; `exit` is the exit code for the client. Returns false
 * if it does not fit. */
__attribute__((format(printf, 3, 4))) bool reply_error(struct reply *reply, int exit,
						       const char *format, ...);
/* Writes the last line of a success without other fields. Returns false if it does not
 * fit. */
bool reply_ok(struct reply *reply);

#endif
