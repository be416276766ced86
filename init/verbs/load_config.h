/* init/verbs/load_config.h - loads the configuration for a command line.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_LOAD_CONFIG_H
#define INIT_VERBS_LOAD_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

struct conf;
struct process_start;

struct load_options {
	const char *file; /* "-" is standard input; NULL if none */
	/* The values of --set, NULL-terminated. There is room for every word of the command
	 * line. */
	const char **sets;
	size_t set_count;
	/* Print messages in the style of ctinit's own lines: JSON if the file says so. */
	bool own_shape;
	int late_code; /* exit code if reading the file takes too long */
};

/* Appends the value of an option --set to `sets`. */
static inline void load_add_set(struct load_options *options, const char *value)
{
	options->sets[options->set_count++] = value;
}

/* Loads the configuration and prints its errors and warnings to stderr. SIGHUP, SIGINT,
 * SIGQUIT and SIGTERM end the process meanwhile. Exits with `late_code` if a file other
 * than standard input cannot be read within 60 s. *ret must be NULL before the call.
 * Returns nonzero if there are errors. The caller always frees *ret with conf_free(). */
int load_config(const struct process_start *start, const struct load_options *options,
		struct conf **ret);

#endif
