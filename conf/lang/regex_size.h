/* conf/lang/regex_size.h - how large a regular expression grows when it is compiled. Pure. */
#ifndef CONF_LANG_REGEX_SIZE_H
#define CONF_LANG_REGEX_SIZE_H

#include <stdbool.h>

#define REGEX_SIZE_MAX 20000

/* Returns true if the extended regular expression has at most REGEX_SIZE_MAX characters after
 * each {M,N} is written out. */
bool regex_fits(const char *regex);

#endif
