/* conf/lang/suggest.h - "did you mean": the nearest key or value. Pure. */
#ifndef CONF_LANG_SUGGEST_H
#define CONF_LANG_SUGGEST_H

#include "conf/lang/keys.h"

/* Returns the key of nearly that name, or CONF_KEY_COUNT. */
enum conf_key suggest_key(enum conf_section_kind section, const char *name);

/* Returns the choice or the signal that was probably meant, or NULL. */
const char *suggest_value(const struct conf_key_info *info, const char *word);

#endif
