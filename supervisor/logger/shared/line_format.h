/* supervisor/logger/shared/line_format.h - declares the formats of a service's lines.
 *
 * Layer:   supervisor/logger/shared, for the logger and PID 1. */
#ifndef SUPERVISOR_LOGGER_SHARED_LINE_FORMAT_H
#define SUPERVISOR_LOGGER_SHARED_LINE_FORMAT_H

/* Values of `log-format`. PID 1 replaces AUTO; the logger never gets it. */
enum line_format { LINE_AUTO, LINE_PLAIN, LINE_PREFIX, LINE_JSON };

/* Longer lines are cut into parts. */
#define LINE_BYTES_MAX (16u << 10)

#endif
