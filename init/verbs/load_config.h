/* init/verbs/load_config.h - loads the configuration that a command line names.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_LOAD_CONFIG_H
#define INIT_VERBS_LOAD_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct conf;
struct process_start;

struct load_options {
	const char *file; /* "-" is standard input; NULL if there is no file */
	/* The values of --set, NULL-terminated. The array has room for every word of the
	 * command line. */
	const char **sets;
	size_t set_count;
	/* Messages have the shape of ctinit's own lines, which is JSON if the file says
	 * so. */
	bool own_shape;
	int late_code; /* the exit code if reading the file takes too long */
};

/* Appends the value of an option --set to `sets`. */
void load_add_set(struct load_options *options, const char *value);

/* Loads the configuration and prints its errors and warnings to stderr. SIGHUP, SIGINT,
 * SIGQUIT and SIGTERM end the process meanwhile. Exits with `late_code` if reading a file
 * other than standard input takes more than 60 s. *ret must be NULL at the call. Returns
 * 0, or another number if there are errors. Even then *ret may be set, and the caller
 * frees it with conf_free(). */
int load_config(const struct process_start *start, const struct load_options *options,
		struct conf **ret);

/* Opens a configuration file for reading. Refuses directories and devices. Waits at most
 * 5 s for the first byte of a FIFO, which may have no writer. An included file must be a
 * regular one. Returns NULL with errno set after an error. */
FILE *load_open(const char *path, bool included);

/* Returns true if `path` looks like a command: it is a program or a script, or a word
 * without "/" and "." that names no file. */
bool load_is_command(const char *path);

#endif
