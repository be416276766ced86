/* init/verbs/run_options.h - reads the command line of `ctinit run`.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_RUN_OPTIONS_H
#define INIT_VERBS_RUN_OPTIONS_H

#include "init/runtime/runtime.h"
#include "init/verbs/load_config.h"
#include "init/verbs/verb.h"

struct run_options {
	struct load_options load;
	struct runtime_options runtime;
	char **command;   /* the words after "--"; NULL if none */
	char **arguments; /* the words after FILE; NULL if none */
};

extern const struct verb_option run_option_table[];

/* Parses a command line with the options of `verb`. Returns 0, or prints the error and
 * returns the exit code. */
int run_parse(const struct verb *verb, int argc, char **argv, struct run_options *options);

#endif
