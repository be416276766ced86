/* init/runtime/monitor.h - stays on the host while the container lives.
 *
 * It forwards signals by pidfd, relays the terminal, reads the file again for a reload,
 * and returns the exit code of the init. It does not trust messages of the init: they
 * have a fixed size, and their length is checked. */
#ifndef INIT_RUNTIME_MONITOR_H
#define INIT_RUNTIME_MONITOR_H

#include "conf/base/base.h"
#include "init/runtime/host_notify.h"
#include "init/runtime/std_streams.h"

#include <stdbool.h>
#include <stdint.h>

struct config_reader;
struct own_style;

struct monitor {
	int pid, pidfd;            /* of the init */
	int init_fd;               /* the socket to the init; -1: it has closed its end */
	struct host_notify notify; /* to the supervisor around us */
	msec stop_timeout;         /* from the first stop signal until the init is killed */
	struct std_streams streams;
	bool colour; /* a terminal may show colours */
	const struct own_style
		*style; /* of ctinit's own lines from now on; NULL: unchanged */
	const struct config_reader *reader; /* NULL: there is no file */
	uint64_t reload_signals; /* of struct reload_info; a reload may change it */
	bool mapped_root; /* the container has other ids, so killing it needs CAP_KILL */
};

/* Returns when the init has exited: its exit code, or 128 + its signal. */
int monitor_run(struct monitor *monitor);

#endif
