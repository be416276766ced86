/* conf/lang/value_message.c - writes the messages for invalid values. Pure. */
#include "conf/lang/value_message.h"

#include "conf/base/escape.h"
#include "conf/lang/suggest.h"
#include "conf/lang/value_hints.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const kind_names[] = {
	[KIND_TEXT] = "one word",
	[KIND_WORDS] = "a program and its arguments",
	[KIND_LIST] = "words",
	[KIND_BOOL] = "yes or no",
	[KIND_COUNT] = "a number",
	[KIND_SIGNED] = "a number",
	[KIND_MSEC] = "a duration (250ms, 10s, 5m, 2h)",
	[KIND_SIZE] = "a size (bytes, or with K, M, G, T)",
	[KIND_MODE] = "an octal mode",
	[KIND_CHOICE] = "one of",
	[KIND_CODES] = "exit codes (0-255), ranges like 2-4 and signals",
	[KIND_STOPS] = "at most 8 signals, each with or without a wait (QUIT:20s TERM)",
	[KIND_READY] = "one of",
	[KIND_STDIO] = "one of",
	[KIND_LIMIT] = "SOFT or SOFT:HARD, each a number, a size or unlimited",
};

/* Returns the choice as messages show it. A prefix such as "tcp:" is followed by its
 * syntax. */
static const char *choice_with_rest(const char *choice)
{
	/* clang-format off */
	static const struct {
		const char *choice, *shown;
	} rests[] = {
		{ "fd:", "fd:N" },           { "tcp:", "tcp:HOST:PORT" },
		{ "unix:", "unix:/PATH" },   { "file:", "file:/PATH" },
		{ "http://", "http://HOST" },{ "exec:", "exec:COMMAND" },
		{ "alive:", "alive:2s" },    { "log:", "log:REGEX" },
		{ "pipe:", "pipe:SERVICE" }, { "start:", "start:SERVICE" },
	};
	/* clang-format on */

	for (size_t i = 0; i < ARRAY_LEN(rests); i++) {
		if (strcmp(choice, rests[i].choice) == 0)
			return rests[i].shown;
	}
	return choice;
}

const char *value_expected(const struct conf_key_info *info, char *buf, size_t size)
{
	bool only = info->kind == KIND_CHOICE || info->kind == KIND_READY ||
		    info->kind == KIND_STDIO;
	size_t len = (size_t)snprintf(buf, size, "%s", kind_names[info->kind]);
	const char *join = only ? " " : " or ";

	for (size_t i = 0; info->choices && info->choices[i] && len < size; i++) {
		if (!value_is_supported(info, info->choices[i]))
			continue;
		len += (size_t)snprintf(buf + len, size - len, "%s%s", join,
					choice_with_rest(info->choices[i]));
		join = only ? ", " : " or ";
	}
	if (info->min && info->max && len < size)
		snprintf(buf + len, size - len, ", %s to %s", info->min, info->max);
	return buf;
}

/* A hint or suggestion helps more than the example. */
int value_refuse(const struct conf_key_info *info, const char *word, const char *expected,
		 struct text *err)
{
	const char *suggestion = suggest_value(info, word), *hint;
	char shown[80], buf[160];

	printable_text(word, strlen(word), shown, sizeof shown);
	hint = hint_for_value(info, word, buf, sizeof buf);
	if (hint)
		text_set(err, "= %s: expected %s; %s", shown, expected, hint);
	else if (suggestion)
		text_set(err, "= %s: expected %s; did you mean %s?", shown, expected,
			 choice_with_rest(suggestion));
	else
		text_set(err, "= %s: expected %s; for example \"%s = %s\"", shown, expected,
			 info->name, info->example);
	return -EINVAL;
}

int value_refuse_words(const struct conf_key_info *info, char *const *words, size_t count,
		       struct text *err)
{
	char expected[320], first[48], second[48], joined[48], buf[160];
	const char *hint = NULL;

	if (count == 0)
		return text_fail(err, "is empty");
	if (count == 2 && snprintf(joined, sizeof joined, "%s%s", words[0], words[1]) <
				  (int)sizeof joined)
		hint = hint_for_value(info, joined, buf, sizeof buf);
	if (hint)
		return text_fail(err, "= %s %s: expected %s; %s", words[0], words[1],
				 value_expected(info, expected, sizeof expected), hint);
	return text_fail(err,
			 "= %s %s%s: %zu words where one is expected: quote the value "
			 "(\"...\") if it contains blanks; expected %s",
			 printable_text(words[0], strlen(words[0]), first, sizeof first),
			 printable_text(words[1], strlen(words[1]), second, sizeof second),
			 count > 2 ? " ..." : "", count,
			 value_expected(info, expected, sizeof expected));
}
