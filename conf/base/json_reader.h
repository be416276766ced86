/* conf/base/json_reader.h - reads a flat JSON object: one reply line of the control socket.
 *
 * A value is a string, a whole number, true, false, null or an array of strings. Anything
 * else is refused, except that the fraction and exponent of a number are dropped.
 *
 * Layer:  conf/base. Pure: no system calls, no allocation.
 * Memory: names and texts point into the caller's line, which json_read() overwrites.
 * Source: RFC 8259; docs/ctinit-control.7.scd. */
#ifndef CONF_BASE_JSON_READER_H
#define CONF_BASE_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The maximum number of fields; json_read() ignores those after them. */
#define JSON_FIELDS_MAX 40

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_TEXT, JSON_LIST };

struct json_field {
	const char *name;
	const char *text; /* of JSON_TEXT; of JSON_LIST `count` texts, each with its NUL */
	int64_t number;   /* of JSON_NUMBER; a number that is too large is INT64_MAX */
	uint16_t count;   /* of JSON_LIST: the number of texts */
	uint8_t kind;     /* enum json_kind */
};

struct json_object {
	struct json_field fields[JSON_FIELDS_MAX];
	size_t count;
};

/* Reads the object in line[0..len), which needs no NUL. Decodes the strings in place, and
 * ends each with a NUL. \u0000 and half of a surrogate pair become U+FFFD. Returns false if
 * the line is not a flat object; *ret is then empty. */
bool json_read(char *line, size_t len, struct json_object *ret);

/* Returns the first field with this name, or NULL. */
const struct json_field *json_find(const struct json_object *object, const char *name);
/* Return the value of a field, or "", `otherwise` or false if it is absent or has another
 * kind. */
const char *json_text(const struct json_object *object, const char *name);
int64_t json_number(const struct json_object *object, const char *name, int64_t otherwise);
bool json_is_true(const struct json_object *object, const char *name);
/* Returns text `i` of a list, or NULL if there is no such text. `list` may be NULL. */
const char *json_item(const struct json_field *list, size_t i);

#endif
