/* conf/base/timestamp.h - formats the time of a log line.
 *
 * Layer:  conf/base.
 * Memory: a static buffer with the text of the last second; not thread-safe.
 * Source: RFC 3339. */
#ifndef CONF_BASE_TIMESTAMP_H
#define CONF_BASE_TIMESTAMP_H

#include <stdint.h>

#define TIMESTAMP_SIZE 40

enum timestamp_zone { TIMESTAMP_NONE, TIMESTAMP_LOCAL, TIMESTAMP_UTC };

/* Returns the time of CLOCK_REALTIME, in microseconds. */
uint64_t timestamp_now(void);
/* Writes the time as "2026-11-25T10:00:00.123456Z" for UTC, with an offset like "+01:00"
 * for local time, or as "" for NONE. Returns `text`. */
const char *timestamp_format(enum timestamp_zone zone, uint64_t micros,
			     char text[TIMESTAMP_SIZE]);

#endif
