/* conf/base/json.h - as much of JSON as lines need. Pure. RFC 8259. */
#ifndef CONF_BASE_JSON_H
#define CONF_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#define JSON_DEPTH 32
/* One byte of text is at most so many of a string (\u001b, \\xff). */
#define JSON_WORST 6

/* Is the text one object and nothing else but white space? Strict, UTF-8 looked at. */
bool json_is_object(const char *text, size_t len);

/* The inside of a string; bytes that are no UTF-8 as \\xNN. Needs JSON_WORST * len bytes. */
size_t json_escape(char *out, const char *text, size_t len);

#endif
