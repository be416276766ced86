/* conf/lang/suggest.h - finds the key or value nearest to a misspelled one, for "did you
 * mean".
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_SUGGEST_H
#define CONF_LANG_SUGGEST_H

#include "conf/lang/keys.h"

/* Returns the key of the section whose name is nearest to `name`, or CONF_KEY_COUNT if
 * no key is near. */
enum conf_key suggest_key(enum conf_section_kind section, const char *name);

/* Returns the choice or signal name that `word` probably means, or NULL. Like
 * hint_for_choice(), it may name another key to add. */
const char *suggest_value(const struct conf_key_info *info, const char *word);

#endif
