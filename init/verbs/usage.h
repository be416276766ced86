/* init/verbs/usage.h - the options of a verb, and its usage line. */
#ifndef INIT_VERBS_USAGE_H
#define INIT_VERBS_USAGE_H

#include "init/verbs/verb.h"

/* Prints a message about a wrong command line, and the usage of the verb, to stderr.
 * Returns the exit code CTINIT_EXIT_USAGE. */
int verb_usage(const struct verb *verb, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

enum verb_word {
	VERB_OPERAND, /* no option: the caller takes it */
	VERB_OPTION,  /* an option of the verb; it is set */
	VERB_WRONG    /* verb_usage() has reported it */
};

/* Reads argv[*i]. If it is an option of the verb, calls its set() with `settings`; *i is
 * then its last word. "-" is an operand. */
enum verb_word verb_read_word(const struct verb *verb, char **argv, int *i, void *settings);

#endif
