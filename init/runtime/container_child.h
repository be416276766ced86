/* init/runtime/container_child.h - the child of the one clone3(): from new namespaces to the init. */
#ifndef INIT_RUNTIME_CONTAINER_CHILD_H
#define INIT_RUNTIME_CONTAINER_CHILD_H

#include "init/runtime/container_plan.h"

#include <stddef.h>

struct child {
	struct plan *plan;
	const struct process_start *start;
	const char *text; /* the flat configuration */
	size_t text_size;
	int monitor_fd; /* SOCK_SEQPACKET: the go-message, then the init's */
	int report_fd;  /* a pipe: the line of die(), or EOF by exec */
	int self_fd;    /* our own binary */
	char self_path[4096];
	int verbosity;
	bool command; /* `-- CMD` */
	const struct config_reader *again;
	struct own_style style; /* of our own lines, once services run */
	uint64_t reload_signals;
};

_Noreturn void child_become(struct child *child);

#endif
