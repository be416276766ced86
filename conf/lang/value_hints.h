/* conf/lang/value_hints.h - values in the spelling of other programs, and what to write here.
 * Pure. */
#ifndef CONF_LANG_VALUE_HINTS_H
#define CONF_LANG_VALUE_HINTS_H

#include "conf/lang/keys.h"

/* Returns a sentence that says what to write ("1m30s", "8080", "on-failure:5"), or NULL. */
const char *hint_for_value(const struct conf_key_info *info, const char *word, char *buf,
			   size_t size);
/* Returns the word that means the same here ("unless-stopped": "always"), or NULL. */
const char *hint_for_choice(const struct conf_key_info *info, const char *word);

#endif
