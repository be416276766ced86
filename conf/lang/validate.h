/* conf/lang/validate.h - checks the words of a key by its own rules, such as "an absolute
 * path".
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_VALIDATE_H
#define CONF_LANG_VALIDATE_H

#include "conf/lang/keys.h"

/* Checks one word of a value, such as a path, a name or a volume. Returns NULL if it is
 * valid, or a description of valid words ("an absolute path"). */
const char *validate_word(enum conf_key key, const char *word);

#endif
