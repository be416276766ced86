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
/* Parses such a number, and accepts a minus sign before it. */
bool number_parse_signed(const char *text, int64_t *ret);
/* Parses an octal number such as "022" or "22", at most 07777. */
bool number_parse_octal(const char *text, int64_t *ret);
/* Parses a duration such as "250ms", "10s", "5m", "2h" or "0". Only 0 needs no unit. */
bool number_parse_msec(const char *text, msec *ret);
/* Parses a size. The suffixes K, M, G and T are powers of 1024; without a suffix it is in
 * bytes. */
bool number_parse_size(const char *text, int64_t *ret);
/* Parses yes, no, true, false, on, off, 1 or 0, in upper or lower case. */
bool number_parse_bool(const char *text, bool *ret);

/* Parses a user or group id, 0 to 4294967294. 4294967295 is (uid_t)-1, which means
 * "unchanged" for chown(2). This parser reads the ids of all keys and files, but not those
 * of uid_map and gid_map. It refuses a number that is too large, which must be neither
 * taken for a name nor truncated to another id (CVE-2024-40635). */
bool number_parse_id(const char *text, uint32_t *ret);

#endif
