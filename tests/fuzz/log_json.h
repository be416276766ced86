/* tests/fuzz/log_json.h - reads a JSON line of the logger.
 *
 * Layer: log_oracle.c only. */
#ifndef TESTS_FUZZ_LOG_JSON_H
#define TESTS_FUZZ_LOG_JSON_H

#include "tests/fuzz/log_rig.h"

struct json_line {
	const char *pos, *end; /* the part of the line that is still to be read */
	const char *object;    /* the value of "json", unchanged */
	size_t object_len;
	struct text text, service;
	bool has_text;
	bool part; /* the line continues in the next object */
};

/* Returns true if the line is one JSON object. *json must be zeroed before. The caller
 * frees text.at and service.at, also after false. */
bool json_line_read(struct json_line *json, const char *line, size_t len);

#endif
