/* conf/lang/value.h - words to a value, as the key's row says.
 *
 * Layer:   conf. Pure. Errors: -EINVAL with "= READ: want ..." in *err, *ret undefined. */
#ifndef CONF_LANG_VALUE_H
#define CONF_LANG_VALUE_H

#include "conf/base/text.h"
#include "conf/conf.h"

int value_parse(enum conf_key key, char *const *words, size_t count, struct conf_value *ret,
		struct text *err);

/* "a duration (250ms, 10s, 5m, 2h)", "one of auto, yes, no": for messages and manuals. */
const char *value_wanted(const struct conf_key_info *info, char *buf, size_t size);

/* near.c: the choice, or the signal, that was probably meant; NULL: none is near. */
const char *value_near(const struct conf_key_info *info, const char *word);
/* advice.c: what to write for a value in the spelling of other programs; NULL: nothing. */
const char *value_advice(const struct conf_key_info *info, const char *word, char *buf,
			 size_t size);
/* Does the choice work in this version? */
bool value_to_be_had(const struct conf_key_info *info, const char *choice);

/* rules.c: what a key wants beyond its kind: paths, names, NAME=VALUE, volumes. NULL: all
 * is well; else what is wanted. */
const char *rule_broken(enum conf_key key, const char *word);
/* USER, USER:GROUP or :GROUP of `len` bytes. */
bool good_user(const char *word, size_t len);

/* refs.c: one word of [init] signals. */
struct signal_word {
	int signal, send;
	enum conf_signal_action action;
	char to[48]; /* of forward: */
};
bool signal_word_parse(const char *word, struct signal_word *ret);

/* What follows the colon of a kind of ready, health, wait-for. */
bool good_probe(enum conf_ready_kind kind, const char *rest);

/* pattern_size.c: an extended regular expression of a size that can be compiled? */
#define REGEX_SIZE_MAX 20000
bool regex_fits(const char *regex);

/* parts.c. How many bytes of + and - stand in front of a command. */
size_t command_flags(const char *word, bool *ret_own_ids, bool *ret_may_fail);
/* One word of `when`; behind an exec: one stand its arguments. */
bool when_parse(const char *word, struct conf_when *ret);
size_t variable_length(const char *word);
bool good_http(const char *rest);
/* Absolute, more than "/", without "..". */
bool good_path(const char *path, size_t len);

#endif
