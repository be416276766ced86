/* conf/lang/regex_size.h - limits the size of a regular expression.
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_REGEX_SIZE_H
#define CONF_LANG_REGEX_SIZE_H

#include <stdbool.h>

#define REGEX_SIZE_MAX 20000 /* characters; an escape or a [...] counts as one */

/* Returns true if the extended regular expression has at most REGEX_SIZE_MAX characters
 * when each {M,N} is written out, and at most 63 nested groups. */
bool regex_fits(const char *regex);

#endif
