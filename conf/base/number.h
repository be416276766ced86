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

/* Parses a decimal number, 0 to INT64_MAX. */
bool number_parse(const char *text, int64_t *ret);
/* Does the same, and accepts a leading minus sign. */
bool number_parse_signed(const char *text, int64_t *ret);
/* Parses an octal number such as "022" or "22", at most 07777. */
bool number_parse_octal(const char *text, int64_t *ret);
/* Parses a duration such as "250ms", "10s", "5m", "2h" or "0". */
bool number_parse_msec(const char *text, msec *ret);
/* Parses a size in bytes. The suffixes K, M, G and T are powers of 1024. */
bool number_parse_size(const char *text, int64_t *ret);
/* Parses yes, no, true, false, on, off, 1 or 0, in upper or lower case. */
bool number_parse_bool(const char *text, bool *ret);

/* Parses a user or group id, 0 to 4294967294. 4294967295 is (uid_t)-1, which means
 * "unchanged" for chown(2). All files and keys use this parser. It refuses a number that is
 * too large, so it is never treated as a name or truncated to another id
 * (CVE-2024-40635). */
bool number_parse_id(const char *text, uint32_t *ret);

#endif
