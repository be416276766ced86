/* init/runtime/container_child.h - the child of clone3(), which becomes the init. */
#ifndef INIT_RUNTIME_CONTAINER_CHILD_H
#define INIT_RUNTIME_CONTAINER_CHILD_H

#include "init/runtime/container_plan.h"

#include <stddef.h>

struct container_child {
	struct container_plan *plan;
	const struct process_start *start;
	const char *text; /* the serialized configuration */
	size_t text_size;
	int monitor_fd; /* the socket to the front end: the sync message, then the init's */
	int report_fd;  /* a pipe for the line of die(); closed by the exec */
	int self_fd;    /* our own program */
	char self_path[4096];
	int verbosity;
	bool command; /* `-- CMD` */
	const struct config_reader *reader;
	struct own_style style; /* of ctinit's own lines, once services run */
	uint64_t reload_signals;
};

_Noreturn void container_child_run(struct container_child *child);

#endif
