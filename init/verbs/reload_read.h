/* init/verbs/reload_read.h - reads the file of `ctinit run` again for a reload.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_RELOAD_READ_H
#define INIT_VERBS_RELOAD_READ_H

#include <stdbool.h>

struct conf;
struct process_start;
struct reload_info;
struct run_options;

struct reload_context {
	const struct process_start *start;
	struct run_options *options;
	const struct conf *first; /* the configuration that ctinit started with */
	/* True if a child of the front end reads the file, false if a child of PID 1
	 * does. */
	bool in_container;
};

/* The `read` of a struct config_reader; see there. `context` is a struct reload_context.
 * Runs in a child and may block. */
int reload_read(void *context, struct reload_info *info);

#endif
