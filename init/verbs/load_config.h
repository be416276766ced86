/* init/verbs/load_config.h - loads the configuration that a command line names. */
#ifndef INIT_VERBS_LOAD_CONFIG_H
#define INIT_VERBS_LOAD_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct conf;
struct process_start;

struct load_options {
	const char *file; /* NULL: none; "-": standard input */
	const char *
		*sets; /* NULL-terminated; has room for every word of the command line */
	size_t set_count;
	bool own_shape; /* messages have the shape of ctinit's own lines: JSON if the file
			 * says so */
	int late_code;  /* the exit code if reading the file takes too long */
};

/* Adds the value of an option --set. */
void load_add_set(struct load_options *options, const char *value);

/* Loads the configuration and prints its errors and warnings to stderr. Meanwhile
 * signals end the process. Returns 0, or another number if there are errors; *ret may be
 * set in either case. */
int load_config(const struct process_start *start, const struct load_options *options,
		struct conf **ret);

/* Opens a configuration file as fopen() does, but does not hang on a FIFO without a writer,
 * and refuses directories and devices; an included file must be a regular one. Returns NULL
 * with errno set. */
FILE *load_open(const char *path, bool included);

/* Returns true if `path` is rather a command: a program, or a bare word that names no
 * file. */
bool load_is_command(const char *path);

#endif
