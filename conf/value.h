/* conf/value.h - words to a value, as the key's row says.
 *
 * Layer:   conf. Pure. Errors: -EINVAL with "= READ: want ..." in why[], *ret undefined. */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include "conf/conf.h"

int value_parse(enum conf_key key, char *const *words, size_t count, struct conf_value *ret,
		char *why, size_t why_size);

/* "a duration (250ms, 10s, 5m, 2h)", "one of auto, yes, no": for messages and manuals. */
const char *value_wanted(const struct conf_key_info *info, char *buf, size_t size);

/* rules.c: what a key wants beyond its kind: paths, names, NAME=VALUE, volumes. NULL: all
 * is well; else what is wanted. */
const char *rule_broken(enum conf_key key, const char *word);

#endif
