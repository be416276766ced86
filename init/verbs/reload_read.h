/* init/verbs/reload_read.h - how `ctinit run` reads its file again for a reload. */
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
	const struct conf *first; /* the configuration of the start */
	bool in_container;        /* the front end reads; false: a child of PID 1 reads */
};

/* The read() of a struct config_reader: returns a sealed handoff, or -1 after it has
 * printed the reasons. `context` is a struct reload_context. Runs in a child and may
 * block. */
int reload_read(void *context, struct reload_info *info);

#endif
