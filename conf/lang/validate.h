/* conf/lang/validate.h - checks the words of a key by rules that are not those of its kind.
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_VALIDATE_H
#define CONF_LANG_VALIDATE_H

#include "conf/lang/keys.h"

/* Checks one word of a value, such as a path, a name or a volume. Returns NULL if the key
 * accepts it. Otherwise returns a text that says which words it accepts ("an absolute
 * path"). */
const char *validate_word(enum conf_key key, const char *word);

#endif
