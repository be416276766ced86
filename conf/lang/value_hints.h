/* conf/lang/value_hints.h - says what to write for a value in the spelling of another
 * program.
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_VALUE_HINTS_H
#define CONF_LANG_VALUE_HINTS_H

#include "conf/lang/keys.h"

/* Returns a text that says what to write in place of words like "1m30s", "8080" and
 * "on-failure:5", or NULL. The text lies in buf or is a constant. */
const char *hint_for_value(const struct conf_key_info *info, const char *word, char *buf,
			   size_t size);
/* Returns the choice that means the same here, as "always" for "unless-stopped", perhaps
 * with a key to add ("daemon, with ready = notify"), or NULL. */
const char *hint_for_choice(const struct conf_key_info *info, const char *word);

#endif
