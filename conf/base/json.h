/* conf/base/json.h - the part of JSON that log lines need. Pure. RFC 8259. */
#ifndef CONF_BASE_JSON_H
#define CONF_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#define JSON_DEPTH_MAX 32
/* One byte of text becomes at most this many bytes of a string (\u001b, \\xff). */
#define JSON_ESCAPE_MAX 6

/* Returns true if the text is one object, with white space around it at most. Strict; checks
 * UTF-8 too. */
bool json_is_object(const char *text, size_t len);

/* Writes the inside of a string into out, which needs JSON_ESCAPE_MAX * len bytes, and returns
 * its length. Bytes that are not UTF-8 become \\xNN. */
size_t json_escape(char *out, const char *text, size_t len);

#endif
