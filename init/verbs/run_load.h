/* init/verbs/run_load.h - makes a configuration from the options of `ctinit run`.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_RUN_LOAD_H
#define INIT_VERBS_RUN_LOAD_H

struct conf;
struct process_start;
struct run_options;

/* Loads the file, applies the command or the words after FILE, and prints errors. Sets
 * runtime.command if those words replace the services. *ret must be NULL before the call.
 * Returns nonzero on error. The caller always frees *ret with conf_free(). */
int run_load(const struct process_start *start, struct run_options *options,
	     struct conf **ret);

#endif
