/* init/verbs/load.h - from the command line to a loaded configuration, for run and check. */
#ifndef INIT_VERBS_LOAD_H
#define INIT_VERBS_LOAD_H

#include <stdbool.h>
#include <stdio.h>

struct conf;
struct process_start;

struct source_options {
	const char *file;  /* NULL: none; "-": standard input */
	const char **sets; /* NULL-terminated; room for every word of the command line */
	size_t set_count;
	bool runs; /* what is printed has the shape of ctinit's own lines: JSON, if the file
		    * says so */
	int late_code; /* the exit code when the file is not read in time */
};

/* Takes `--set X` or `--set=X` at argv[*at]; true when it was one (with *at on its last
 * word). A missing word gives *ret_missing. */
bool source_take_set(struct source_options *options, int argc, char **argv, int *at,
		     bool *ret_missing);

/* fopen for a configuration file: does not hang on a FIFO without a writer, refuses
 * directories and devices, and for an included one everything but a regular file. NULL
 * with errno. */
FILE *source_open(const char *path, bool included);

/* Load it and print what is wrong on stderr; signals end the process meanwhile. 0; 1: there
 * are errors. *ret may be set in either case. */
int source_load(const struct process_start *start, const struct source_options *options,
		struct conf **ret);

/* Is it rather a command: a program, or a bare word that names no file? */
bool source_is_command(const char *path);

#endif
