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

/* Reads three decimal numbers, each with or without blanks and newlines before it. Returns
 * the text after the third one. Returns NULL if there are fewer numbers, or if one does not
 * fit into 32 bits; *ret is then undefined. */
const char *id_map_line_read(const char *text, struct id_map_line *ret);

#endif
