/* conf/lang/value.c - parses the words of a key into its value. */
#include "conf/lang/value.h"

#include "conf/base/escape.h"
#include "conf/base/number.h"
#include "conf/base/signal_names.h"
#include "conf/lang/name_syntax.h"
#include "conf/lang/regex_size.h"
#include "conf/lang/validate.h"
#include "conf/lang/value_message.h"
#include "conf/lang/word_syntax.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Parses one number. Returns false if the text is invalid, or if the kind is not
 * numeric. */
static bool parse_number(enum conf_kind kind, const char *text, int64_t *ret)
{
	bool yes;

	switch (kind) {
	case KIND_COUNT: return number_parse(text, ret);
	case KIND_SIGNED: return number_parse_signed(text, ret);
	case KIND_MSEC: return number_parse_msec(text, ret);
	case KIND_SIZE: return number_parse_size(text, ret);
	case KIND_MODE: return number_parse_octal(text, ret);
	case KIND_BOOL:
		if (!number_parse_bool(text, &yes))
			return false;
		*ret = yes;
		return true;
	case KIND_TEXT:
	case KIND_WORDS:
	case KIND_LIST:
	case KIND_CHOICE:
	case KIND_CODES:
	case KIND_STOPS:
	case KIND_READY:
	case KIND_STDIO:
	case KIND_LIMIT: return false;
	}
	return false;
}

static bool in_range(const struct conf_key_info *info, int64_t n)
{
	int64_t min, max;

	return (!info->min || !parse_number(info->kind, info->min, &min) || n >= min) &&
	       (!info->max || !parse_number(info->kind, info->max, &max) || n <= max);
}

/* Returns the index of the choice that matches the word, or -1. If the choice is a prefix,
 * sets *ret_rest to the text after it, otherwise to NULL. */
static int choice_of(const struct conf_key_info *info, const char *word,
		     const char **ret_rest)
{
	for (int i = 0; info->choices && info->choices[i]; i++) {
		const char *choice = info->choices[i];
		size_t len = strlen(choice);
		bool front = choice[len - 1] == ':' || choice[len - 1] == '/';

		if (strcmp(choice, "-") == 0)
			continue;
		if (strcmp(choice, word) == 0 && !front) {
			*ret_rest = NULL;
			return i;
		}
		if (front && strncmp(choice, word, len) == 0 && word[len] != '\0') {
			*ret_rest = word + len;
			return i;
		}
	}
	return -1;
}

/* Adds an exit code, a range or a signal to the set. */
static bool add_code(const char *word, struct conf_codes *codes)
{
	const char *dash = strchr(word, '-');
	int signal = word[0] >= '0' && word[0] <= '9' ? -1 : signal_parse(word);
	int64_t from, to;
	char low[8];

	if (signal > 0) {
		codes->signals |= (uint64_t)1 << (signal - 1);
		return true;
	}
	if (dash && text_copy(&TEXT(low), word, (size_t)(dash - word))) {
		if (!number_parse(low, &from) || !number_parse(dash + 1, &to))
			return false;
	} else if (number_parse(word, &from)) {
		to = from;
	} else {
		return false;
	}
	if (from > to || to > 255)
		return false;
	for (; from <= to; from++)
		codes->exits[from / 32] |= (uint32_t)1 << (from % 32);
	return true;
}

/* Adds "QUIT" or "QUIT:20s". */
static bool add_stop(const char *word, struct conf_value *ret)
{
	const char *colon = strchr(word, ':');
	size_t len = colon ? (size_t)(colon - word) : strlen(word);
	struct conf_stop stop = { .wait = -1 };
	char name[16];

	if (ret->stop_count == CONF_STOPS_MAX || !text_copy(&TEXT(name), word, len))
		return false;
	stop.signal = signal_parse(name);
	if (stop.signal < 0 || (colon && !number_parse_msec(colon + 1, &stop.wait)) ||
	    stop.wait > HOURS(24))
		return false;
	ret->stops[ret->stop_count++] = stop;
	return true;
}

static bool parse_limit_half(const char *word, size_t len, int64_t *ret)
{
	char text[32];

	if (!text_copy(&TEXT(text), word, len))
		return false;
	if (strcmp(text, "unlimited") != 0)
		return number_parse_size(text, ret);
	*ret = -1;
	return true;
}

static bool parse_limit(const char *word, struct conf_value *ret)
{
	const char *colon = strchr(word, ':');
	size_t len = colon ? (size_t)(colon - word) : strlen(word);

	if (!parse_limit_half(word, len, &ret->number))
		return false;
	ret->number2 = ret->number;
	if (colon && !parse_limit_half(colon + 1, strlen(colon + 1), &ret->number2))
		return false;
	return ret->number2 == -1 || (ret->number != -1 && ret->number <= ret->number2);
}

/* Returns true if the text after a prefix such as "tcp:" is valid. */
static bool rest_is_valid(const struct conf_key_info *info, int kind,
			  struct conf_value *ret)
{
	const char *rest = ret->text;

	if (info->kind == KIND_CHOICE)
		return reference_is_valid(rest) && rest[0] != '@';
	if (info->kind == KIND_STDIO && kind == STDIO_PIPE)
		return reference_is_valid(rest) && rest[0] != '@';
	if (info->kind == KIND_STDIO)
		return kind != STDIO_FILE || rest[0] == '/';
	if (kind == READY_FD)
		return number_parse(rest, &ret->number2) && ret->number2 >= 3 &&
		       ret->number2 <= 1023;
	if (kind == READY_ALIVE)
		return number_parse_msec(rest, &ret->number2);
	return probe_is_valid((enum conf_ready_kind)kind, rest);
}

static bool parse_choice(const struct conf_key_info *info, const char *word,
			 struct conf_value *ret)
{
	int choice = choice_of(info, word, &ret->text);

	ret->number = choice;
	return choice >= 0 && (!ret->text || rest_is_valid(info, choice, ret));
}

static bool parse_one(const struct conf_key_info *info, const char *word,
		      struct conf_value *ret)
{
	const char *rest;

	switch (info->kind) {
	case KIND_TEXT: ret->text = word; return word[0] != '\0';
	case KIND_CHOICE:
	case KIND_READY:
	case KIND_STDIO: return parse_choice(info, word, ret);
	case KIND_LIMIT: return parse_limit(word, ret);
	case KIND_CODES: return add_code(word, &ret->codes);
	case KIND_STOPS: return add_stop(word, ret);
	case KIND_WORDS:
	case KIND_LIST: return true;
	case KIND_BOOL:
	case KIND_COUNT:
	case KIND_SIGNED:
	case KIND_MSEC:
	case KIND_SIZE:
	case KIND_MODE:
		if (info->choices && choice_of(info, word, &rest) >= 0) {
			ret->number = -1;
			return true;
		}
		return parse_number(info->kind, word, &ret->number) &&
		       in_range(info, ret->number);
	}
	return false;
}

static bool takes_many(enum conf_kind kind)
{
	return kind == KIND_WORDS || kind == KIND_LIST || kind == KIND_CODES ||
	       kind == KIND_STOPS;
}

static int check_word(enum conf_key key, const char *word, struct conf_value *ret,
		      struct text *err)
{
	const struct conf_key_info *info = conf_key_info(key);
	char expected[320], shown[80];
	const char *expected_word;

	if (conf_value_since(key, word) != 0) {
		printable_text(word, strlen(word), shown, sizeof shown);
		return text_fail(err,
				 "= %s: this version does not support this value yet; for "
				 "example \"%s = %s\" works",
				 shown, info->name, info->example);
	}
	if (!parse_one(info, word, ret))
		return value_refuse(info, word,
				    value_expected(info, expected, sizeof expected), err);
	if (info->kind == KIND_READY && ret->number == READY_LOG &&
	    !regex_fits(ret->text)) {
		printable_text(word, strlen(word), shown, sizeof shown);
		return text_fail(err,
				 "= %s: the expression is too large: with each {M,N} "
				 "written out it may have at most %d characters",
				 shown, REGEX_SIZE_MAX);
	}
	expected_word = validate_word(key, word);
	return expected_word ? value_refuse(info, word, expected_word, err) : 0;
}

/* Returns true if the word is exec:PROGRAM, so the words after it are arguments. */
static bool has_arguments(enum conf_key key, const char *word)
{
	word += key == CONF_SERVICE_WHEN && word[0] == '!';
	return (key == CONF_SERVICE_WHEN || key == CONF_SERVICE_WAIT_FOR ||
		conf_key_info(key)->kind == KIND_READY) &&
	       strncmp(word, "exec:", 5) == 0;
}

/* Returns true if a command begins with an empty word, or a hook has only + and -. */
static bool no_program(enum conf_key key, const char *word)
{
	bool privileged, ignore_failure;

	if (key != CONF_SERVICE_COMMAND && key != CONF_INIT_ON_EVENT)
		word += command_prefix(word, &privileged, &ignore_failure);
	return word[0] == '\0';
}

int value_parse(enum conf_key key, char *const *words, size_t count, struct conf_value *ret,
		struct text *err)
{
	const struct conf_key_info *info = conf_key_info(key);
	int error = 0;

	*ret = (struct conf_value){ .set = true, .words = words, .word_count = count };
	if (count != 1 && !takes_many(info->kind) &&
	    !(count > 1 && has_arguments(key, words[0])))
		return value_refuse_words(info, words, count, err);
	if (info->kind == KIND_WORDS && count > 0 && no_program(key, words[0]))
		return text_fail(err, "the program's name is empty");
	for (size_t i = 0; i < count && error == 0; i++) {
		error = check_word(key, words[i], ret, err);
		if (has_arguments(key, words[i]))
			break;
	}
	return error;
}
