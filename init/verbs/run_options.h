/* init/verbs/run_options.h - from the command line of `ctinit run` to a configuration. */
#ifndef INIT_VERBS_RUN_OPTIONS_H
#define INIT_VERBS_RUN_OPTIONS_H

#include "init/runtime/runtime.h"
#include "init/verbs/load_config.h"
#include "init/verbs/verb.h"

struct run_options {
	struct load_options load;
	struct runtime_options runtime;
	char **command;   /* the words behind "--"; NULL: none */
	char **arguments; /* the words behind FILE; NULL: none */
};

extern const struct verb_option run_option_table[];

/* Reads the command line. Returns 0, or the exit code of a wrong one, which it has
 * reported. The options are those of `verb`. */
int run_parse(const struct verb *verb, int argc, char **argv, struct run_options *options);

/* Loads the services of the file, or the command as the only service. Prints errors.
 * Returns 0, or another number for an error; *ret may be set then. */
int run_load(const struct process_start *start, struct run_options *options,
	     struct conf **ret);

#endif
