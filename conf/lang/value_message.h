/* conf/lang/value_message.h - writes the messages for invalid values.
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_VALUE_MESSAGE_H
#define CONF_LANG_VALUE_MESSAGE_H

#include "conf/base/text.h"
#include "conf/lang/keys.h"

/* Describes the values that the key accepts, for messages and manuals: "a duration (250ms,
 * 10s, 5m, 2h), 0 to 24h", "one of auto, yes, no". Writes into buf[size] and returns
 * buf. */
const char *value_expected(const struct conf_key_info *info, char *buf, size_t size);

/* Writes a message into *err that refuses the word, says which values are `expected`, and
 * ends with a hint, a suggestion or an example. Returns -EINVAL. */
int value_refuse(const struct conf_key_info *info, const char *word, const char *expected,
		 struct text *err);
/* Writes a message into *err that refuses an empty value, or several words ("30 sec") where
 * the key takes one. Returns -EINVAL. */
int value_refuse_words(const struct conf_key_info *info, char *const *words, size_t count,
		       struct text *err);

#endif
