/* init/runtime/container_child.h - sets up the child that becomes the init.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_CONTAINER_CHILD_H
#define INIT_RUNTIME_CONTAINER_CHILD_H

#include "init/runtime/container_plan.h"

#include <stddef.h>

struct container_child {
	struct container_plan *plan;
	const struct process_start *start;
	const char *text; /* the serialized configuration */
	size_t text_size;
	int monitor_fd;       /* socket to the front end, first for the message of sync.h */
	int report_fd;        /* pipe for the error message of die(); closed by the exec */
	int self_fd;          /* our program file (O_PATH) */
	char self_path[4096]; /* path of our program file */
	int verbosity;        /* as in struct runtime_options */
	bool command;         /* `-- CMD` is the only service */
	/* Used by the front end, not by the child. */
	const struct config_reader *reader; /* NULL if there is no file, or for a command */
	struct own_style style;  /* style of ctinit's own lines, once services run */
	uint64_t reload_signals; /* as in struct reload_info */
};

/* Waits for the id maps, makes the mounts, and executes the init. If a step fails, writes
 * one line to `report_fd` and exits. Exits silently if the parent has died. */
_Noreturn void container_child_run(struct container_child *child);

#endif
