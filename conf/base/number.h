/* conf/base/number.h - parses numbers, durations, sizes and ids.
 *
 * Layer: conf/base. Pure, and free of libc.
 *
 * Each function parses the whole text, which has no blanks, and no sign except where
 * noted. It returns false, and leaves *ret alone, if the text is not of that kind or is
 * out of range. */
#ifndef CONF_BASE_NUMBER_H
#define CONF_BASE_NUMBER_H

#include "conf/base/base.h"

#include <stdbool.h>

bool number_parse(const char *text, int64_t *ret);        /* decimal, 0 to INT64_MAX */
bool number_parse_signed(const char *text, int64_t *ret); /* a leading - is allowed */
bool number_parse_octal(const char *text, int64_t *ret);  /* "022", "22", to 07777 */
bool number_parse_msec(const char *text, msec *ret); /* "250ms", "10s", "5m", "2h", "0" */
bool number_parse_size(const char *text,
		       int64_t *ret); /* bytes; K M G T are powers of 1024 */
bool number_parse_bool(const char *text,
		       bool *ret); /* yes no true false on off 1 0, in any case */

/* Parses a user or group id, 0 to 4294967294. For chown(2) 4294967295, which is
 * (uid_t)-1, means "unchanged". All files and keys use this parser, so that a number that
 * is too large is never taken for a name, or cut to another id (CVE-2024-40635). */
bool number_parse_id(const char *text, uint32_t *ret);

#endif
