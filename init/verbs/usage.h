/* init/verbs/usage.h - reads the options of a verb, and prints its usage line.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_USAGE_H
#define INIT_VERBS_USAGE_H

#include "init/verbs/verb.h"

/* Prints a message about an invalid command line, and the usage of the verb, to stderr.
 * Returns CTINIT_EXIT_USAGE. */
int verb_usage(const struct verb *verb, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Return the first option of a verb, and the option after another one; NULL at the end. */
const struct verb_option *verb_first_option(const struct verb *verb);
const struct verb_option *verb_next_option(const struct verb_option *option);

enum verb_word {
	VERB_OPERAND, /* not an option; the caller uses the word */
	VERB_OPTION,  /* an option of the verb; its set() was called */
	VERB_WRONG    /* invalid; verb_usage() has reported it */
};

/* Reads argv[*i]. If it is an option of the verb, calls its set() with `settings`. If the
 * option's value is the next word, advances *i to that word. "-" is an operand. */
enum verb_word verb_read_word(const struct verb *verb, char **argv, int *i, void *settings);

#endif
