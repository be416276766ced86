/* init/verbs/run_options.h - makes a configuration from a command line.
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
	char **command;   /* the words after "--"; NULL if there are none */
	char **arguments; /* the words after FILE; NULL if there are none */
};

extern const struct verb_option run_option_table[];

/* Reads a command line with the options of `verb`. Returns 0, or prints what is wrong and
 * returns the exit code. */
int run_parse(const struct verb *verb, int argc, char **argv, struct run_options *options);

/* Loads the file, applies the command or the words after FILE to it, and prints errors.
 * Sets runtime.command if those words replace the services. *ret must be NULL at the call.
 * Returns 0, or another number after an error. Even then *ret may be set, and the caller
 * frees it with conf_free(). */
int run_load(const struct process_start *start, struct run_options *options,
	     struct conf **ret);

#endif
