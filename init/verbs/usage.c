/* init/verbs/usage.c - reads the options of a verb, and prints its usage line. */
#include "init/verbs/usage.h"

#include "conf/base/exits.h"
#include "init/verbs/print_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int verb_usage(const struct verb *verb, const char *format, ...)
{
	va_list arguments;
	char front[64];

	snprintf(front, sizeof front, "ctinit %s: ", verb->name);
	va_start(arguments, format);
	print_line_args(stderr, front, format, arguments);
	va_end(arguments);
	fprintf(stderr, "usage: ctinit %s %s\n", verb->name, verb->usage);
	return CTINIT_EXIT_USAGE;
}

/* Returns true if `word` is the option. *ret_value is the text after "=", or NULL without
 * "=". */
static bool is_option(const struct verb_option *option, const char *word,
		      const char **ret_value)
{
	size_t length = strlen(option->name);

	*ret_value = NULL;
	if (option->letter && word[0] == '-' && word[1] == option->letter && !word[2])
		return true;
	if (strncmp(word, option->name, length) != 0)
		return false;
	if (option->value && word[length] == '=')
		*ret_value = word + length + 1;
	return word[length] == '\0' || *ret_value;
}

static const struct verb_option *option_or_more(const struct verb_option *option)
{
	return option && !option->name ? option->more : option;
}

const struct verb_option *verb_first_option(const struct verb *verb)
{
	return option_or_more(verb->options);
}

const struct verb_option *verb_next_option(const struct verb_option *option)
{
	return option_or_more(option + 1);
}

enum verb_word verb_read_word(const struct verb *verb, char **argv, int *i, void *settings)
{
	const char *word = argv[*i], *value;

	if (word[0] != '-' || word[1] == '\0')
		return VERB_OPERAND;
	for (const struct verb_option *option = verb_first_option(verb); option;
	     option = verb_next_option(option)) {
		if (!is_option(option, word, &value))
			continue;
		if (option->value && !value && !(value = argv[++*i])) {
			verb_usage(verb, "%s needs a value: %s", option->name,
				   option->value);
			return VERB_WRONG;
		}
		if (option->set)
			option->set(settings, value);
		else if (option->value)
			*(const char **)((char *)settings + option->offset) = value;
		else
			*(bool *)((char *)settings + option->offset) = true;
		return VERB_OPTION;
	}
	verb_usage(verb, "unknown option \"%s\"", word);
	return VERB_WRONG;
}
