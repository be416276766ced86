/* conf/base/id_map_line.h - reads the lines of a uid_map or gid_map file.
 *
 * Layer:  conf/base. Pure.
 * Errors: a result of NULL.
 * Source: user_namespaces(7), "User and group ID mappings: uid_map and gid_map". */
#ifndef CONF_BASE_ID_MAP_LINE_H
#define CONF_BASE_ID_MAP_LINE_H

#include <stdint.h>

struct id_map_line {
	uint32_t inside; /* the first id inside the namespace */
	uint32_t outside;
	uint32_t count;
};

/* Reads a line with three decimal numbers. Returns the text after the third number, or NULL
 * if `text` does not begin with such a line or a number is too large. After an error *ret
 * is undefined. */
const char *id_map_line_read(const char *text, struct id_map_line *ret);

#endif
