/* init/handoff/config_reader.h - how the file of `ctinit run` is read again for a reload.
 *
 * The verb passes the reader to the front end of a container, or to PID 1 in place.
 * Either of them forks a child that calls it. */
#ifndef INIT_HANDOFF_CONFIG_READER_H
#define INIT_HANDOFF_CONFIG_READER_H

#include "conf/base/own_line.h"

#include <stdint.h>

/* The parts of a reloaded configuration that the front end uses. */
struct reload_info {
	struct own_style style;  /* of ctinit's own lines */
	uint64_t reload_signals; /* bit N-1: signal N asks for a reload */
	int64_t stop_timeout;    /* msec */
};

struct config_reader {
	/* Returns a sealed handoff, or -1 after it has printed the reasons to stderr. May
	 * block. `info` may be NULL. The member is NULL if there is no file to read. */
	int (*read)(void *context, struct reload_info *info);
	void *context;
};

#endif
