/* conf/lang/value_message.h - messages for values that are refused. Pure. */
#ifndef CONF_LANG_VALUE_MESSAGE_H
#define CONF_LANG_VALUE_MESSAGE_H

#include "conf/base/text.h"
#include "conf/lang/keys.h"

/* Writes "a duration (250ms, 10s, 5m, 2h)", "one of auto, yes, no" and so on into buf and
 * returns it: for messages and manuals. */
const char *value_expected(const struct conf_key_info *info, char *buf, size_t size);

/* Writes why the word is refused into *err, with a suggestion or an example. Returns
 * -EINVAL. */
int value_refuse(const struct conf_key_info *info, const char *word, const char *expected,
		 struct text *err);
/* The same for no word, or for several ones as in "30 sec". */
int value_refuse_words(const struct conf_key_info *info, char *const *words, size_t count,
		       struct text *err);

#endif
