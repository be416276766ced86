/* init/handoff/config_reader.h - declares the reader of a configuration file.
 *
 * A reload reads the file of `ctinit run` again. The verb passes this reader to the front
 * end of a container, or to PID 1 if there is no container. Both call it in a child.
 *
 * Layer:  init/handoff, for init/runtime, init/pid1 and init/verbs. */
#ifndef INIT_HANDOFF_CONFIG_READER_H
#define INIT_HANDOFF_CONFIG_READER_H

#include "conf/base/own_line.h"

#include <stdint.h>

/* The parts of a reloaded configuration that the front end uses. */
struct reload_info {
	struct own_style style;  /* style of ctinit's own lines */
	uint64_t reload_signals; /* bit N-1 is set if signal N requests a reload */
	int64_t stop_timeout;    /* msec */
};

struct config_reader {
	/* Reads the file. May block. Returns the descriptor of a sealed handoff and fills
	 * *info unless it is NULL. On error prints messages to stderr and returns a
	 * negative number. The pointer is NULL if there is no file. */
	int (*read)(void *context, struct reload_info *info);
	void *context;
};

#endif
