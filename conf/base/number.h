/* conf/base/number.h - numbers, durations, sizes and ids, strictly. Free of libc.
 *
 * Each parses the whole text, without blanks or a sign. Returns false if the text is not of
 * that kind or out of range; *ret is then untouched. */
#ifndef CONF_BASE_NUMBER_H
#define CONF_BASE_NUMBER_H

#include "conf/base/base.h"

#include <stdbool.h>

bool number_parse(const char *text, int64_t *ret);        /* 0 .. INT64_MAX, decimal */
bool number_parse_signed(const char *text, int64_t *ret); /* a leading - is allowed */
bool number_parse_octal(const char *text, int64_t *ret);  /* 022, 0640, 22; to 07777 */
bool number_parse_msec(const char *text, msec *ret);      /* 250ms 10s 5m 2h; a bare 0 */
bool number_parse_size(const char *text, int64_t *ret);   /* bytes; 64K 512M 2G (1024) */
bool number_parse_bool(const char *text, bool *ret);      /* yes no true false on off 1 0 */

/* A user or group id: 0 .. 4294967294 (4294967295 is (uid_t)-1, "unchanged" to the
 * kernel, chown(2)). One parser for all files and keys: a too large number must never
 * fall back to a name (CVE-2024-40635). */
bool number_parse_id(const char *text, uint32_t *ret);

#endif
