/* conf/base/timestamp.h - the time as text.
 *
 * Layer: conf/base. Keeps the text of the last second. Source: RFC 3339. */
#ifndef CONF_BASE_TIMESTAMP_H
#define CONF_BASE_TIMESTAMP_H

#include <stdint.h>

#define TIMESTAMP_SIZE 40

enum timestamp_zone { TIMESTAMP_NONE, TIMESTAMP_LOCAL, TIMESTAMP_UTC };

uint64_t timestamp_now(void); /* CLOCK_REALTIME, microseconds */
/* Writes "2026-11-25T10:00:00.123456Z" or "...+01:00", and "" for NONE. Returns `text`. */
const char *timestamp_format(enum timestamp_zone zone, uint64_t micros,
			     char text[TIMESTAMP_SIZE]);

#endif
