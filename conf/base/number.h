/* conf/base/number.h - parses numbers, durations, sizes and ids.
 *
 * Layer: conf/base. Pure, without libc.
 *
 * Each function parses the whole text. Blanks are errors, and so is a sign, except where
 * noted. On error it returns false and does not change *ret. */
#ifndef CONF_BASE_NUMBER_H
#define CONF_BASE_NUMBER_H

#include "conf/base/base.h"

#include <stdbool.h>

bool number_parse(const char *text, int64_t *ret);        /* decimal, 0 to INT64_MAX */
bool number_parse_signed(const char *text, int64_t *ret); /* accepts a leading - */
bool number_parse_octal(const char *text, int64_t *ret);  /* "022", "22", to 07777 */
bool number_parse_msec(const char *text, msec *ret); /* "250ms", "10s", "5m", "2h", "0" */
bool number_parse_size(const char *text,
		       int64_t *ret); /* bytes; suffixes K, M, G and T are powers of 1024 */
bool number_parse_bool(
	const char *text,
	bool *ret); /* yes, no, true, false, on, off, 1, 0; case-insensitive */

/* Parses a user or group id, 0 to 4294967294. 4294967295 is (uid_t)-1, which means
 * "unchanged" for chown(2). All files and keys use this parser. It refuses a number that is
 * too large, so it is never treated as a name or truncated to another id
 * (CVE-2024-40635). */
bool number_parse_id(const char *text, uint32_t *ret);

#endif
