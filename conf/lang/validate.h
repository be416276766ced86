/* conf/lang/validate.h - what single keys require beyond their kind. Pure. */
#ifndef CONF_LANG_VALIDATE_H
#define CONF_LANG_VALIDATE_H

#include "conf/lang/keys.h"

/* Checks paths, names, NAME=VALUE, volumes and so on. Returns NULL if the word is good, or a
 * description of the words that the key accepts. */
const char *validate_word(enum conf_key key, const char *word);

#endif
