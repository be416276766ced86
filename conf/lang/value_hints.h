/* conf/lang/value_hints.h - suggests our spelling for a value in that of another program.
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_VALUE_HINTS_H
#define CONF_LANG_VALUE_HINTS_H

#include "conf/lang/keys.h"

/* Returns what to write instead of words like "1m30s", "8080" and "on-failure:5", or NULL.
 * The text is in buf or is a constant. */
const char *hint_for_value(const struct conf_key_info *info, const char *word, char *buf,
			   size_t size);
/* Returns the choice with the same meaning, such as "always" for "unless-stopped", or NULL.
 * It may name another key to add ("daemon, with ready = notify"). */
const char *hint_for_choice(const struct conf_key_info *info, const char *word);

#endif
