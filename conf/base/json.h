/* conf/base/json.h - checks that a line is a JSON object, and escapes text for a JSON
 * string.
 *
 * Layer:  conf/base. Pure.
 * Source: RFC 8259. */
#ifndef CONF_BASE_JSON_H
#define CONF_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#define JSON_DEPTH_MAX 32
/* One byte needs at most this many bytes in a JSON string (\u001b). */
#define JSON_ESCAPE_MAX 6

/* Returns true if the text is exactly one JSON object. White space around it is allowed.
 * Checks the whole object and its UTF-8. Refuses objects with more than JSON_DEPTH_MAX
 * levels. */
bool json_is_object(const char *text, size_t len);

/* Writes the text as a JSON string without the quotes and returns the length. `out` needs
 * room for JSON_ESCAPE_MAX * len bytes and gets no NUL. A byte of invalid UTF-8 becomes
 * \\xNN, which a JSON parser reads as the four characters \xNN. */
size_t json_escape(char *out, const char *text, size_t len);

#endif
